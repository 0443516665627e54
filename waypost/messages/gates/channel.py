"""Gates about the message itself: who must act first, is there a text, and somebody to hand it to?"""

from waypost.cases.birthdays import age_on
from waypost.cases.values import PersonFacts
from waypost.messages.gates.question import Question
from waypost.messages.reasons import answer
from waypost.messages.values import Channel, GateAnswer, Reason, SendMode
from waypost.worklist.values import CallOutcome

_ADULT = 18


def somebody_has_acted(question: Question) -> GateAnswer | None:
    """
    A draft is confirmed, or a person has spoken to the recipient, where the template's mode asks for it.

    *Source:* design 1.4; template_catalogue.csv.
    """
    match mode_for(question):
        case SendMode.NEVER_PUSHED:
            return answer("somebody_has_acted", Reason.NEVER_PUSHED)
        case SendMode.CONFIRMED if question.acts.approved_at is None:
            return answer("somebody_has_acted", Reason.NEEDS_CONFIRMATION)
        case SendMode.HUMAN_FIRST if question.acts.call is not CallOutcome.SPOKEN_TO:
            return answer("somebody_has_acted", Reason.NEEDS_CALL)
        case _:
            return None


def mode_for(question: Question) -> SendMode:
    """Return who must act before this recipient gets the message."""
    return question.template.mode_enhanced if is_owed_more(question) else question.template.mode


def is_owed_more(question: Question) -> bool:
    """
    Whether the recipient has enhanced rights by the record, or whom they act for: a child has them by age.

    *Source:* domain.md 1.2: a victim's rights go to who acts for them; "derived(offence, age, flags) OR manual_grant".
    """
    acted_for = [one for one in question.case.people if one.ref in question.person.acts_for]
    is_for_child = any(_is_child(one, question) for one in acted_for)
    return is_for_child or any(one.enhanced for one in (question.person, *acted_for))


def _is_child(person: PersonFacts, question: Question) -> bool:
    return person.date_of_birth is not None and age_on(person.date_of_birth, question.today) < _ADULT


def text_is_there(question: Question) -> GateAnswer | None:
    """*Source:* design 1.3 and 1.4: what is discreet has a wording of its own, never the plain one cut short."""
    if not question.template.has_text(question.channel, discreet=False):
        return answer("text_is_there", Reason.NO_TEMPLATE)
    if not question.template.has_text(question.channel, discreet=question.is_discreet):
        return answer("text_is_there", Reason.NO_DISCREET_TEXT)
    return None


def provider_is_there(question: Question) -> GateAnswer | None:
    """
    A letter needs a return address, too: what cannot come back is lost.

    *Source:* contract: without a provider `waypost up` refuses to pretend.
    """
    is_set_up = question.has_provider and _can_come_back(question)
    return None if is_set_up else answer("provider_is_there", Reason.NO_PROVIDER)


def _can_come_back(question: Question) -> bool:
    return question.channel is not Channel.LETTER or bool(question.settings.post.return_address)
