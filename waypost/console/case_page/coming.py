"""What is due next in a case, and by whom: messages, work, clocks, appointments, hearings; the soonest first. Pure."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from waypost.base.clock import LONDON
from waypost.base.working_days import is_working_day
from waypost.cases.values import CaseFacts
from waypost.cases.vocabulary import AppointmentStatus, HearingStatus
from waypost.console.case_page.said import Telling, about
from waypost.console.due import is_overdue, say_due
from waypost.console.presentation import Wording, owner, staff_name, who, why
from waypost.duties.queries import ClockFacts
from waypost.messages.queries import MessageFacts
from waypost.messages.values import MessageState
from waypost.worklist.values import ItemFacts

_TO_COME = frozenset({HearingStatus.LISTED, HearingStatus.STARTED})
_LONGEST_COUNT = 400


@dataclass(frozen=True)
class Ahead:
    """One thing to come. `by` is who does it, `item_id` and `message_id` lead to its page, where it has one."""

    at: datetime
    what: str
    by: str
    due: str
    is_overdue: bool
    why: str = ""
    item_id: UUID | None = None
    message_id: UUID | None = None


@dataclass(frozen=True)
class Open:
    """All that is open in a case: what a list of what comes next is made of."""

    messages: Sequence[MessageFacts]
    items: Sequence[ItemFacts]
    clocks: Sequence[ClockFacts]
    titles: Mapping[str, str]
    """What each duty is called."""
    theirs: Set[UUID] = frozenset()
    """The items that the viewer may open."""


def ahead(found: Open, telling: Telling, *, wording: Wording, holidays: Set[date], now: datetime) -> tuple[Ahead, ...]:
    """Return what is to come, what is due first first."""
    lines = [
        *(_message(one, telling) for one in found.messages),
        *(_item(one, found, wording, now=now) for one in found.items),
        *_clocks(found, wording, telling.case, holidays=holidays, now=now),
        *_appointments(telling, wording, now=now),
    ]
    return tuple(sorted(lines, key=lambda line: line.at))


def working_days_left(due_at: datetime, *, holidays: Set[date], now: datetime) -> int:
    """
    Return how many working days are left until something is late; 0: today is the last, or it is late.

    What is due at midnight must be done by the end of the day before.
    """
    last = (due_at - timedelta(microseconds=1)).astimezone(LONDON).date()
    today = now.astimezone(LONDON).date()
    days = min((last - today).days, _LONGEST_COUNT)
    return sum(is_working_day(today + timedelta(days=day), holidays=holidays) for day in range(1, days + 1))


def say_days_left(due_at: datetime, *, holidays: Set[date], now: datetime) -> str:
    """Return e.g. "3 working days left", "Today is the last day" or "Overdue by 2 days"."""
    if is_overdue(due_at, now=now):
        return say_due(due_at, now=now)
    days = working_days_left(due_at, holidays=holidays, now=now)
    if days == 0:
        return say_due(due_at, now=now)
    return "1 working day left" if days == 1 else f"{days} working days left"


def _message(message: MessageFacts, telling: Telling) -> Ahead:
    is_waiting = message.state in {MessageState.HELD, MessageState.AWAITING_APPROVAL}
    until = message.expires_at if is_waiting and message.expires_at else message.due_at
    said = about(message, telling.words)
    return Ahead(
        at=until,
        what=f"{telling.page.channels[message.channel]}: {said[:1].lower()}{said[1:]}",
        by="A person must act first" if is_waiting else "Goes by itself",
        due=_say_state(message, telling, is_waiting=is_waiting),
        is_overdue=False,
        why=message.sentence,
        message_id=message.id,
    )


def _say_state(message: MessageFacts, telling: Telling, *, is_waiting: bool) -> str:
    said = telling.page.states[message.state]
    return f"{said}, of use until" if is_waiting and message.expires_at else said


def _item(item: ItemFacts, found: Open, wording: Wording, *, now: datetime) -> Ahead:
    return Ahead(
        at=item.due_at,
        what=wording.words.kinds[item.kind].title,
        by=owner(item, wording=wording),
        due=say_due(item.due_at, now=now),
        is_overdue=is_overdue(item.due_at, now=now),
        why=why(item.reason, words=wording.words),
        item_id=item.item_id if item.item_id in found.theirs else None,
    )


def _clocks(found: Open, wording: Wording, case: CaseFacts, *, holidays: Set[date], now: datetime) -> Iterator[Ahead]:
    officer = staff_name(case.officer.collar_number, directory=wording.directory) if case.officer else ""
    for one in found.clocks:
        if not one.clock.state.is_open or one.clock.due_at is None:
            continue
        person = case.person_by_ref(one.person_ref)
        about_whom = f", {who(person, words=wording.words).lower()}" if person else ""
        yield Ahead(
            at=one.clock.due_at,
            what=f"{found.titles.get(one.clock.key.duty, one.clock.key.duty)}{about_whom}",
            by=officer or one.team or "Nobody is named",
            due=say_days_left(one.clock.due_at, holidays=holidays, now=now),
            is_overdue=is_overdue(one.clock.due_at, now=now),
            why="Victims' Code",
        )


def _appointments(telling: Telling, wording: Wording, *, now: datetime) -> Iterator[Ahead]:
    for one in telling.case.appointments:
        if one.status == AppointmentStatus.BOOKED and one.starts_at > now:
            what = telling.page.appointments.get(one.kind, telling.page.appointments["other"])
            yield Ahead(one.starts_at, what, "As booked", _say_when(one.starts_at, now=now), is_overdue=False)
    for hearing in telling.case.hearings:
        if hearing.status in _TO_COME and hearing.starts_at > now:
            must = [one for one in telling.case.people if one.ref in hearing.witnesses]
            needed = ", ".join(who(one, words=wording.words).lower() for one in must)
            yield Ahead(
                hearing.starts_at,
                f"Hearing{f' at {hearing.court}' if hearing.court else ''}",
                f"Must attend: {needed}" if needed else "Nobody must give evidence",
                _say_when(hearing.starts_at, now=now),
                is_overdue=False,
            )


def _say_when(at: datetime, *, now: datetime) -> str:
    """Return e.g. "Tomorrow" or "In 3 days"."""
    said = say_due(at, now=now).removeprefix("Due ")
    return f"{said[:1].upper()}{said[1:]}"
