"""
From hearings, their cases and what messages told of them to the lines of a list. Pure.

A list is open on desks all day: it shows what a person is in a case and their initials, not their name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from waypost.base.clock import LONDON
from waypost.base.pages.dates import say_moment
from waypost.base.values import CaseId, PersonId
from waypost.cases.birthdays import age_on, is_known_birthday
from waypost.cases.hearings.values import Listed
from waypost.cases.record_values import ToldFact
from waypost.cases.values import CaseFacts, PersonFacts
from waypost.cases.vocabulary import Role
from waypost.console.presentation import who
from waypost.console.witness_care.words import HearingWords
from waypost.console.words import Words
from waypost.messages.queries import Telling
from waypost.messages.values import MessageState

_ADULT: Final = 18
_MEASURES: Final = "special_measures.decision"
_WARNED: Final = frozenset({"witness.required", "witness.dewarned"})
LISTINGS: Final = frozenset(
    {"court.hearing_listed", "court.hearing_changed", "court.adjourned", "appeal.hearing_listed", *_WARNED}
)
"""Triggers that tell somebody when and whether a hearing is held."""
RESULTS: Final = frozenset(
    {
        "court.sent_to_crown", "court.plea_entered", "court.bail_decision", "court.bail_changed", "court.verdict",
        "court.convicted", "court.order_made", "court.sentenced", "court.compensation_ordered", "court.warrant_issued",
        "court.warrant_executed", "appeal.decided", "appeal.permission_decision", "appeal.bail_granted",
    }
)  # fmt: skip
"""Triggers that tell somebody what a court has decided."""
_SENT: Final = {MessageState.HANDED_OVER: "sent", MessageState.DELIVERED: "told"}


@dataclass(frozen=True)
class Told:
    """Whether one person was told, in words; `item_id` is the item that waits for somebody because of it."""

    who: str
    sentence: str
    item_id: UUID | None = None
    is_open: bool = False


@dataclass(frozen=True)
class Attender:
    """Somebody who must attend: what they are, what they need, whether they were told that they must."""

    who: str
    needs: tuple[str, ...]
    warned: str


@dataclass(frozen=True)
class HearingLine:
    """One hearing in a list. `was` is empty where it has not moved; `result` where there is none."""

    case_id: CaseId
    reference: str
    at: datetime
    day: date
    court: str
    kind: str
    status: str
    is_on: bool
    was: str
    changed_at: datetime
    result: str
    result_at: datetime | None
    attend: tuple[Attender, ...]
    told: tuple[Told, ...]
    flags: tuple[str, ...]


@dataclass(frozen=True)
class Wording:
    """What the lines take their words from; `states` are those of messages."""

    words: Words
    hearings: HearingWords
    states: Mapping[str, str]


def hearing_line(
    listed: Listed, case: CaseFacts, tellings: Iterable[Telling], *, triggers: frozenset[str], wording: Wording
) -> HearingLine:
    """Return one line: `tellings` are those of the case, of which these `triggers` count."""
    hearing, words = listed.hearing, wording.hearings
    about = [one for one in tellings if one.item == hearing.ref]
    present = {person.ref: person for person in case.people}
    must = [present[ref] for ref in hearing.attend if ref in present]
    return HearingLine(
        case_id=listed.case_id,
        reference=listed.reference,
        at=hearing.at,
        day=hearing.at.astimezone(LONDON).date(),
        court=hearing.court,
        kind=words.kinds.get(hearing.kind, hearing.kind),
        status=words.statuses.get(hearing.status, hearing.status),
        is_on=listed.is_on,
        was=say_moment(hearing.was_at) if hearing.was_at else "",
        changed_at=hearing.changed_at,
        result=words.results.get(hearing.result_code, hearing.result_code),
        result_at=hearing.result_at,
        attend=tuple(_attender(person, case, about, on=hearing.at, wording=wording) for person in must),
        told=tuple(_told(case, [one for one in about if one.trigger in triggers], wording)),
        flags=tuple(wording.words.flags.get(flag, flag) for flag in case.flags),
    )


def called(person: PersonFacts, *, words: Words) -> str:
    """Return e.g. "The victim, A.E."."""
    initials = "".join(f"{name[0].upper()}." for name in (person.given_name, person.family_name) if name)
    role = who(person, words=words) or "Somebody in the case"
    return f"{role}, {initials}" if initials else role


def _attender(
    person: PersonFacts, case: CaseFacts, about: Sequence[Telling], *, on: datetime, wording: Wording
) -> Attender:
    mine = [one for one in about if one.person_id == person.person_id and one.trigger in _WARNED]
    return Attender(
        who=called(person, words=wording.words),
        needs=tuple(_needs(person, case, on=on, wording=wording)),
        warned=_state(mine, wording).sentence,
    )


def _needs(person: PersonFacts, case: CaseFacts, *, on: datetime, wording: Wording) -> Iterable[str]:
    born_on, day = person.date_of_birth, on.astimezone(LONDON).date()
    if born_on is not None and is_known_birthday(born_on, today=day) and age_on(born_on, day) < _ADULT:
        yield "Under 18 on the day"
    if person.language and person.language.lower() not in {"en", "en-gb"}:
        yield f"Language: {person.language}"
    for code in (*person.formats, *person.enhanced):
        yield wording.hearings.needs.get(code, code)
    decided = [one for one in case.told_facts if one.kind == _MEASURES and one.person_ref in {None, person.ref}]
    for one in decided[-1:]:
        yield _measures(one)


def _measures(decided: ToldFact) -> str:
    granted = decided.codes.get("granted")
    if granted is True:
        return f"Special measures: {', '.join(decided.lists.get('measures', ())) or 'granted'}"
    return "Special measures refused" if granted is False else "Special measures decided: look in the case"


def _told(case: CaseFacts, about: Sequence[Telling], wording: Wording) -> Iterable[Told]:
    """Yield each victim, and whoever is told in the place of one, with what became of the news."""
    by_person: dict[PersonId, list[Telling]] = {}
    for one in about:
        by_person.setdefault(one.person_id, []).append(one)
    for person in case.people:
        mine = by_person.get(person.person_id, [])
        if mine or Role.VICTIM in person.roles:
            state = _state(mine, wording)
            yield Told(called(person, words=wording.words), state.sentence, state.item_id, state.is_open)


def _state(mine: Sequence[Telling], wording: Wording) -> Told:
    """Return what became of the newest news: the way that has told is said before one that has not."""
    if not mine:
        return Told("", "No message", is_open=True)
    newest = max(mine, key=lambda one: one.planned_at)
    same = [one for one in mine if one.act == newest.act]
    best = max(same, key=lambda one: (_rank(one.state), one.planned_at))
    channel = wording.words.channels.get(best.channel.value, best.channel.value)
    if best.state in _SENT:
        done = "Told" if best.state is MessageState.DELIVERED else "Sent, nothing came back yet"
        at = best.delivered_at or best.state_at
        return Told("", f"{done}: {say_moment(at)}, {channel}")
    words = wording.states.get(best.state.value, best.state.value)
    return Told("", words, best.work_item, is_open=True)


def _rank(state: MessageState) -> int:
    order = (MessageState.AWAITING_APPROVAL, MessageState.HANDED_OVER, MessageState.DELIVERED)
    return order.index(state) + 1 if state in order else 0
