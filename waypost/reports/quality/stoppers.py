"""
What keeps somebody from being told safely, by the gates that ask about the record alone. Pure.

Each gate is asked as it is asked before a message leaves; where its answer names one finding of several that stop it,
all of them are returned: only when every one is mended may the message go.
"""

from collections.abc import Iterator, Set
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from waypost.access.values import ForceSettings, ForceState
from waypost.cases.contact import Finding, Severity, is_stale
from waypost.cases.offences import OffenceGroup, offence_groups
from waypost.cases.values import Contact, DeliveryFacts
from waypost.messages.gates import GATES, Question
from waypost.messages.reach import addressee, contact_of
from waypost.messages.templates import MessageTemplate, Wording
from waypost.messages.values import AnswerKind, Audience, Channel, GateAnswer, MessageClass, Reason, SendMode
from waypost.reports.quality.causes import Cause, cause_of_contact, cause_of_finding, cause_of_reason, nothing_there

CHANNELS: Final = (Channel.SMS, Channel.EMAIL, Channel.LETTER)
NOT_OF_THE_RECORD: Final = {
    "force_is_live": "how far the force is switched on",
    "journey_is_live": "how far a journey is switched on",
    "source_is_live": "how far the source is switched on",
    "source_is_heard_of": "when the source last said anything",
    "nothing_stops_it": "what somebody has stopped by hand",
    "somebody_has_acted": "who must act before one text goes",
    "text_is_there": "the content",
    "crime_does_not_tell_it": "who is told by the crime is counted there",
    "text_is_for_the_recipient": "the content",
    "recipient_has_not_opted_out": "what somebody chose in the portal",
    "contact_is_not_frozen": "what readers of our messages said",
    "last_call_was_safe": "calls about our messages",
    "nobody_else_reads_the_phone": "news of somebody who is on the way",
    "portal_can_be_entered": "texts that point to the portal",
    "provider_is_there": "how Waypost is set up",
    "is_still_so": "one piece of news",
    "is_in_time": "one piece of news",
    "no_survey_after_hard_news": "surveys",
    "contact_has_not_had_enough": "what was sent that day",
    "first_ones_were_looked_at": "how many of what is new have left",
    "hour_is_not_full": "how much was sent in that hour",
    "hour_is_allowed": "the time of day",
}
"""Gates that the record alone cannot answer, each with what decides it."""
RECORD_GATES: Final = tuple(gate for gate in GATES if gate.name not in NOT_OF_THE_RECORD)
_CONTACT: Final = "contact_can_be_used"
_STALE: Final = Finding.STALE
_SAID_OF_CHANNEL: Final = frozenset({Reason.CHANNEL_NOT_AGREED, Reason.CHANNEL_REFUSED, Reason.WIDELY_SHARED})
_NO_WORDS: Final = Wording(text=(), discreet=())
# It says nothing, to anybody, by every channel: so no gate is about it.
_ANY_TEXT: Final = MessageTemplate(
    id="quality",
    version=1,
    language="en",
    mode=SendMode.AUTOMATIC,
    mode_enhanced=SendMode.AUTOMATIC,
    message_class=MessageClass.STATUTORY,
    duty=None,
    valid_for=timedelta(days=1),
    audience=Audience.ANYBODY,
    wordings=dict.fromkeys(CHANNELS, _NO_WORDS),
)


@dataclass(frozen=True)
class Asking:
    """With what all are asked: the force's settings with every group on, the groups, and the moment."""

    settings: ForceSettings
    groups: dict[str, OffenceGroup]
    now: datetime


def asking(settings: ForceSettings, *, now: datetime) -> Asking:
    """Return with what to ask: what a force has switched on says nothing of how good its records are."""
    groups = dict(offence_groups())
    return Asking(replace(settings, state=ForceState.LIVE, groups=frozenset(groups), journeys={}), groups, now)


def stoppers(facts: DeliveryFacts, *, channel: Channel, by: Asking) -> Set[Cause]:
    """Return all that keeps somebody from being told by one channel; empty where they could be told today."""
    question = _question(facts, channel, by)
    answers = (gate.ask(question) for gate in RECORD_GATES)
    return frozenset(
        cause for answer in answers if answer.kind is not AnswerKind.PASS for cause in _causes(answer, question)
    )


def _question(facts: DeliveryFacts, channel: Channel, by: Asking) -> Question:
    return Question(
        facts=facts,
        settings=by.settings,
        template=_ANY_TEXT,
        channel=channel,
        group=by.groups.get(facts.case.group),
        trigger="quality.asked",
        item="",
        expires_at=None,
        has_provider=True,
        has_sign_in_fact=True,
        bounced=frozenset(),
        now=by.now,
    )


def _causes(answer: GateAnswer, question: Question) -> Iterator[Cause]:
    found = [one for one in (*question.facts.findings, *question.case.findings) if one.stops]
    if answer.finding in {one.code for one in found}:
        yield from map(cause_of_finding, found)
    elif answer.name == _CONTACT and answer.finding is not None:
        yield from _of_contact(question)
        # The gate names the contact first, and stops for a finding by its rule as well.
        yield from map(cause_of_finding, found)
    elif answer.reason is not None:
        channel = question.channel if answer.reason in _SAID_OF_CHANNEL else None
        yield cause_of_reason(answer.reason, channel=channel)


def _of_contact(question: Question) -> Iterator[Cause]:
    used = addressee(question.facts, question.settings, channel=question.channel)
    if not _written(used.contact, question.channel):
        yield nothing_there(question.channel)
        return
    checked = contact_of(question.facts, question.settings, channel=question.channel)
    wrong = [one for one in checked.findings if one.severity is not Severity.NOTE]
    for finding in wrong:
        yield cause_of_contact(finding.rule, finding.name.lower(), finding.sentence, channel=question.channel)
    if checked.is_usable and is_stale(used.contact.confirmed_at, bounced_at=None, now=question.now):
        yield cause_of_contact(_STALE.rule, _STALE.name.lower(), _STALE.sentence, channel=question.channel)


def _written(contact: Contact, channel: Channel) -> str:
    fields = {Channel.SMS: contact.mobile, Channel.EMAIL: contact.email, Channel.LETTER: contact.address}
    return (fields[channel] or "").strip()
