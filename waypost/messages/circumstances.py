"""
All that decides over a batch of messages, read in a fixed number of queries; and the judging itself, which is pure.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings
from waypost.base.clock import LONDON
from waypost.base.values import ForceName, PersonId
from waypost.cases.offences import OffenceGroup, offence_groups
from waypost.cases.queries import delivery_facts
from waypost.cases.sign_in_fact import sign_in_fact
from waypost.cases.values import DeliveryFacts
from waypost.messages.gates import Gate, Question, ask
from waypost.messages.library import live_templates
from waypost.messages.models import Attempt
from waypost.messages.reasons import answer
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import Channel, DeliveryStatus, Reason, Verdict


@dataclass(frozen=True)
class Subject:
    """What the gates need of a message, planned or not yet written down."""

    person_id: PersonId
    template: str
    channel: Channel
    trigger: str
    item: str
    expires_at: datetime | None


@dataclass(frozen=True)
class Circumstances:
    """The facts of one moment for a batch of one force."""

    settings: ForceSettings
    facts: Mapping[PersonId, DeliveryFacts]
    templates: Mapping[str, MessageTemplate]
    groups: Mapping[str, OffenceGroup]
    bounced: Set[str]
    channels_set_up: Set[Channel]
    now: datetime


def read_circumstances(
    person_ids: Iterable[PersonId], *, force: ForceName, channels_set_up: Set[Channel], now: datetime
) -> Circumstances:
    """Return the facts about these people as they are now; the caller is in the force's transaction."""
    people = sorted(set(person_ids))
    return Circumstances(
        settings=force_settings(force),
        facts=delivery_facts(people, force=force),
        templates=live_templates(),
        groups=offence_groups(),
        bounced=_bounced(people, force),
        channels_set_up=channels_set_up,
        now=now,
    )


def judge(subject: Subject, circumstances: Circumstances, *, gates: Sequence[Gate]) -> Verdict:
    """Return what the gates say about one message; without a recipient or a text there is nothing to ask them."""
    facts = circumstances.facts.get(subject.person_id)
    template = circumstances.templates.get(subject.template)
    if facts is None or template is None:
        reason = Reason.NOT_IN_CASE if facts is None else Reason.NO_TEMPLATE
        stopped = answer("recipient_and_text_are_there", reason)
        return Verdict(answers=(stopped,), outcome=stopped)
    return ask(question(subject, facts, template, circumstances), gates=gates)


def question(
    subject: Subject, facts: DeliveryFacts, template: MessageTemplate, circumstances: Circumstances
) -> Question:
    """Return the question that the gates are asked about one message."""
    today = circumstances.now.astimezone(LONDON).date()
    return Question(
        facts=facts,
        settings=circumstances.settings,
        template=template,
        channel=subject.channel,
        group=circumstances.groups.get(facts.case.group),
        trigger=subject.trigger,
        item=subject.item,
        expires_at=subject.expires_at,
        has_provider=subject.channel in circumstances.channels_set_up,
        has_sign_in_fact=sign_in_fact(facts.case, facts.person, today=today) is not None,
        bounced=circumstances.bounced,
        now=circumstances.now,
    )


def _bounced(person_ids: Sequence[PersonId], force: ForceName) -> Set[str]:
    """Return the numbers and addresses of these people that a provider found not to exist."""
    failed = Attempt.objects.filter(
        force=force, message__person_id__in=person_ids, status=DeliveryStatus.PERMANENT_FAILURE
    )
    return frozenset(failed.values_list("recipient", flat=True))
