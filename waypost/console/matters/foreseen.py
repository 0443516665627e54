"""What a page says before anything is announced: who would be told by which channel, what is held. Counts only."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from waypost.access.grants import cases_signed_in_to
from waypost.access.values import Staff
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.operations import NewEvent
from waypost.cases.queries import cases_by_id
from waypost.cases.vocabulary import Role
from waypost.cases.whose import crimes_called
from waypost.journeys.foretelling import foretell
from waypost.messages.foretold import Foretold
from waypost.messages.values import AnswerKind, Channel
from waypost.worklist.announcements.operations import count_for, needs_two
from waypost.worklist.announcements.values import AnnouncementKind, Named
from waypost.worklist.matters.operations import may_ask

SAMPLE = 20
_CHANNELS: Mapping[Channel, str] = {Channel.SMS: "Text message", Channel.EMAIL: "Email", Channel.LETTER: "Letter"}
_WHAT: Mapping[AnswerKind, str] = {
    AnswerKind.PASS: "goes by itself",
    AnswerKind.WAIT: "goes by itself, later",
    AnswerKind.ASK: "waits for an officer",
    AnswerKind.HOLD: "is held",
    AnswerKind.SUPPRESS: "is not sent",
}


@dataclass(frozen=True)
class Row:
    """So many messages of one channel of which the gates say the same."""

    channel: str
    what: str
    why: str
    count: int


@dataclass(frozen=True)
class Foreseen:
    """
    What would follow. `asked` is of how many cases the rows speak; `untold` in how many of them nobody is told.

    `count` is how many people, or accounts, it reaches at most; `needs_two`: whether a second person must agree.
    """

    rows: Sequence[Row]
    asked: int
    untold: int
    count: int
    needs_two: bool


@dataclass(frozen=True)
class People:
    """Who is meant by a list of references: `unknown` are those of no crime, `left_out` how many are accused too."""

    named: tuple[Named, ...]
    unknown: tuple[str, ...]
    left_out: int


NOBODY = People((), (), 0)


def people_of(references: Sequence[str], *, by: Staff) -> People:
    """Return the victims of these crimes; somebody who is accused as well is left out, for a person to tell."""
    found = crimes_called(references, force=by.force)
    with in_force(by.force):
        cases = cases_by_id(found.values(), force=by.force)
    victims = [
        (case_id, one) for case_id, case in sorted(cases.items()) for one in case.people if Role.VICTIM in one.roles
    ]
    named = tuple(Named(case_id, one.ref) for case_id, one in victims if may_ask(one))
    unknown = tuple(one for one in references if found.get(one) not in cases)
    return People(named, unknown, len(victims) - len(named))


def foresee(kind: AnnouncementKind, named: Sequence[Named], *, by: Staff, now: datetime) -> Foreseen:
    """Return what would follow if this were announced now; of an outage, in the first cases as a sample."""
    events: dict[CaseId, list[NewEvent]] = {}
    for one in named or _sample(by):
        events.setdefault(one.case_id, []).append(NewEvent(kind, now, one.person_ref or None))
    count = count_for(kind, named, force=by.force)
    return foreseen(events, count=count, by=by, now=now)


def foreseen(events: Mapping[CaseId, Sequence[NewEvent]], *, count: int, by: Staff, now: datetime) -> Foreseen:
    """Return what would follow if these cases learned of these events now."""
    forecast = foretell(events, force=by.force, now=now)
    return Foreseen(
        _rows(forecast.messages), len(events), len(forecast.untold), count, needs_two(count, force=by.force)
    )


def _sample(by: Staff) -> Sequence[Named]:
    with in_force(by.force):
        return [Named(case_id) for case_id in cases_signed_in_to(by.force, after=CaseId(0), limit=SAMPLE)]


def _rows(messages: Sequence[Foretold]) -> Sequence[Row]:
    counted = Counter((one.kind, one.channel, one.sentence) for one in messages)
    order = list(_WHAT)
    return [
        Row(_CHANNELS.get(channel, channel.value), _WHAT[kind], "" if kind is AnswerKind.PASS else why, count)
        for (kind, channel, why), count in sorted(
            counted.items(), key=lambda one: (order.index(one[0][0]), one[0][1], one[0][2])
        )
    ]
