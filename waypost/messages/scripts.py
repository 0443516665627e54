"""What an officer says on the telephone, made of the facts of the moment."""

from django.conf import settings

from waypost.base.values import PersonId
from waypost.messages.addresses import plain_addresses
from waypost.messages.circumstances import Circumstances, Subject, question
from waypost.messages.render import render_script
from waypost.messages.values import Channel
from waypost.messages.wording import text_flags, text_values


def script_for(subject: Subject, circumstances: Circumstances) -> str:
    """Return what an officer says, or nothing where the template has no script or the person has left the case."""
    facts = circumstances.facts.get(subject.person_id)
    template = circumstances.library.templates.get(subject.template)
    if facts is None or template is None or not template.script:
        return ""
    asked = question(subject, facts, template, circumstances)
    values = text_values(asked, addresses=plain_addresses(settings.BASE_URL))
    return render_script(template, values=values, flags=text_flags(asked))


def bare_subject(template: str, person_id: PersonId) -> Subject:
    """Return a subject for a script that is about no one event."""
    return Subject(person_id, template, Channel.SMS, trigger="", item="", expires_at=None)
