"""By which ways one person could be told now, and what stands against each: what the gates say. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from waypost.base.values import PersonId
from waypost.cases.values import DeliveryFacts
from waypost.messages.circumstances import Circumstances, Subject, question
from waypost.messages.contactability.measure import ANY_TEXT, CHANNELS, NOT_ABOUT_THE_WAY
from waypost.messages.gates import GATES, Gate, Question
from waypost.messages.reach import contact_of
from waypost.messages.values import AnswerKind, Channel, GateAnswer

ABOUT_CASE: Final = frozenset(
    {
        "force_is_live",
        "source_is_live",
        "nothing_stops_it",
        "incident_is_screened",
        "case_is_known",
        "case_is_ours",
        "crime_is_told_once",
        "offence_group_is_on",
        "case_is_not_sealed",
        "no_words_of_danger",
        "nobody_has_died",
    }
)
"""Gates that say the same of everybody in a case."""
_OF_CASE: Final = tuple(gate for gate in GATES if gate.name in ABOUT_CASE)
_OF_PERSON: Final = tuple(gate for gate in GATES if gate.name not in ABOUT_CASE and gate.name not in NOT_ABOUT_THE_WAY)


@dataclass(frozen=True)
class Way:
    """One way to somebody. `contact` is normalised, empty where there is none; `against` is what stops this way."""

    channel: Channel
    contact: str
    against: tuple[GateAnswer, ...]


@dataclass(frozen=True)
class Ways:
    """All ways to one person. `against` stops every one of them; then the ways themselves say no more of it."""

    person_id: PersonId
    against: tuple[GateAnswer, ...]
    ways: tuple[Way, ...]

    @property
    def open(self) -> tuple[Way, ...]:
        """The ways against which nothing stands."""
        return () if self.against else tuple(way for way in self.ways if not way.against)


def against_case(facts: DeliveryFacts, circumstances: Circumstances) -> tuple[GateAnswer, ...]:
    """Return what stops every message in a case, asked about any one of its people."""
    return _against(_OF_CASE, _question(Channel.SMS, facts, circumstances))


def ways_to(facts: DeliveryFacts, circumstances: Circumstances) -> Ways:
    """Return the ways to one person, a letter only where the force sends any."""
    channels = CHANNELS if circumstances.settings.post.return_address else CHANNELS[:-1]
    found = {channel: _against(_OF_PERSON, _question(channel, facts, circumstances)) for channel in channels}
    of_all = [answer for answer in found[channels[0]] if all(_has(answer, others) for others in found.values())]
    return Ways(
        person_id=facts.person.person_id,
        against=tuple(of_all),
        ways=tuple(
            Way(
                channel,
                contact_of(facts, circumstances.settings, channel=channel).value,
                tuple(answer for answer in against if not _has(answer, of_all)),
            )
            for channel, against in found.items()
        ),
    )


def _has(answer: GateAnswer, others: Sequence[GateAnswer]) -> bool:
    # No contact at all is said of each way by itself: it may be there for one of them tomorrow.
    return any(one.name == answer.name and one.reason is answer.reason for one in others)


def _against(gates: Sequence[Gate], asked: Question) -> tuple[GateAnswer, ...]:
    answers = (gate.ask(asked) for gate in gates)
    return tuple(answer for answer in answers if answer.kind is not AnswerKind.PASS)


def _question(channel: Channel, facts: DeliveryFacts, circumstances: Circumstances) -> Question:
    subject = Subject(
        person_id=facts.person.person_id,
        template=ANY_TEXT.id,
        channel=channel,
        trigger="contactability.measured",
        item="",
        expires_at=None,
    )
    return question(subject, facts, ANY_TEXT, circumstances)
