"""Whether somebody could be told safely now, by any way: what the gates say about the record and the person. Pure."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from waypost.cases.standing import stand_ins
from waypost.cases.values import CaseFacts, DeliveryFacts, PersonFacts
from waypost.messages.circumstances import Circumstances, Subject, question
from waypost.messages.gates import GATES
from waypost.messages.templates import MessageTemplate, Wording
from waypost.messages.values import AnswerKind, Audience, Channel, MessageClass, SendMode

NOT_ABOUT_THE_WAY: Final = {
    "force_is_live": "how far the force is switched on",
    "journey_is_live": "how far a journey is switched on",
    "source_is_live": "how far the source is switched on",
    "source_is_heard_of": "when the source last said anything",
    "nothing_stops_it": "what somebody has stopped by hand",
    "somebody_has_acted": "who must act before one text goes",
    "text_is_there": "the content",
    "incident_is_screened": "incidents, which are not counted",
    "crime_does_not_tell_it": "incidents, which are not counted",
    "offence_group_is_on": "which groups the force has switched on",
    "text_is_for_the_recipient": "the content",
    "nobody_else_reads_the_phone": "incidents, which are not counted",
    "portal_can_be_entered": "texts that point to the portal",
    "provider_is_there": "how Waypost is set up",
    "is_still_so": "one piece of news",
    "is_in_time": "one piece of news",
    "no_survey_after_hard_news": "surveys",
    "contact_has_not_had_enough": "what was sent that day",
    "hour_is_allowed": "the time of day",
}
"""Gates that say nothing of whether there is a safe way to somebody, each with what decides it."""
ASKED: Final = tuple(gate for gate in GATES if gate.name not in NOT_ABOUT_THE_WAY)
CHANNELS: Final = (Channel.SMS, Channel.EMAIL, Channel.LETTER)
_NO_WORDS: Final = Wording(text=(), discreet=())
# It says nothing, to anybody, by every channel: so no gate is about it.
ANY_TEXT: Final = MessageTemplate(
    id="contactability",
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


def told_for(victim: PersonFacts, case: CaseFacts, circumstances: Circumstances) -> Sequence[PersonFacts]:
    """Return who would be told: the victim, or who acts for a child or speaks for who has died."""
    return stand_ins(victim, case, today=circumstances.today) or [victim]


def can_be_told(victim: PersonFacts, case: CaseFacts, circumstances: Circumstances) -> bool:
    """Whether a victim, or who is told in their place, has one usable and safe way at least."""
    people = (circumstances.facts.get(one.person_id) for one in told_for(victim, case, circumstances))
    return any(_has_way(facts, circumstances) for facts in people if facts is not None)


def _has_way(facts: DeliveryFacts, circumstances: Circumstances) -> bool:
    sends_letters = bool(circumstances.settings.post.return_address)
    channels = CHANNELS if sends_letters else CHANNELS[:-1]
    return any(_is_safe(channel, facts, circumstances) for channel in channels)


def _is_safe(channel: Channel, facts: DeliveryFacts, circumstances: Circumstances) -> bool:
    subject = Subject(
        person_id=facts.person.person_id,
        template=ANY_TEXT.id,
        channel=channel,
        trigger="contactability.measured",
        item="",
        expires_at=None,
    )
    asked = question(subject, facts, ANY_TEXT, circumstances)
    return all(gate.ask(asked).kind is AnswerKind.PASS for gate in ASKED)
