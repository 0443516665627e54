"""Officers who do, at set hours of every day, what is asked of them: confirm, ring, and ring where nobody has told."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Final
from uuid import UUID

from waypost.access.values import Actor, ActorKind
from waypost.base.clock import LONDON
from waypost.base.ids import new_id
from waypost.base.values import CaseId
from waypost.duties.subjects import subject_of
from waypost.duties.values import Clock
from waypost.journeys.simulate.clocks import RehearsedClocks
from waypost.messages.asking import STANDING
from waypost.messages.rehearsed_desk import RehearsedDesk
from waypost.worklist.values import Answer, CallOutcome, ItemKind, ItemState, RecordedCall

OFFICER: Final = Actor(ActorKind.STAFF, "officer")


@dataclass
class Officers:
    """`hours` are local; none where nobody answers. `done` counts what they did: by kind."""

    desk: RehearsedDesk
    clocks: RehearsedClocks
    hours: tuple[time, ...]
    done: dict[str, int] = field(default_factory=dict)
    next_at: datetime | None = None
    _seen: set[tuple[UUID, str]] = field(default_factory=set)

    def notice(self, case_ids: Iterable[CaseId], *, now: datetime) -> None:
        """Come at the next hour if anything new waits since they were last here."""
        if not self.hours or self.next_at is not None:
            return
        waiting = {(one.row.id, one.row.reason) for one in self.desk.mailbox.messages if one.state in STANDING}
        if waiting - self._seen or any(self.clocks.to_ring(case_id, now=now) for case_id in case_ids):
            self.next_at = _next(self.hours, now)

    def work(self, now: datetime) -> set[CaseId]:
        """Do all that is asked; return the cases in which anything was told."""
        self.next_at = None
        touched = set()
        for item in self.desk.open_items(now):
            call = CallOutcome.SPOKEN_TO if item.asked.kind is ItemKind.CALL else None
            if call or item.asked.kind is ItemKind.CONFIRM:
                self.desk.answer(item, Answer(ItemState.DONE, now, call=call), by=OFFICER, now=now)
                self._count(item.asked.kind.value)
                touched.add(CaseId(item.messages[0].row.case_id))
            else:
                self._seen |= {(message.row.id, message.row.reason) for message in item.messages}
        return touched | self._ring(now)

    def _ring(self, now: datetime) -> set[CaseId]:
        """Ring about the duties that no message will meet, but nobody whose contact is to be put right first."""
        waiting = {item.item.person_id for item in self.desk.open_items(now)}
        owed = [clock for case_id in self.clocks.known() for clock in self.clocks.to_ring(case_id, now=now)]
        for clock in owed:
            if clock.key.person_id not in waiting:
                ring(self.desk, clock, now=now)
                self._count("rung")
        return {clock.case_id for clock in owed}

    def _count(self, what: str) -> None:
        self.done[what] = self.done.get(what, 0) + 1


def ring(desk: RehearsedDesk, clock: Clock, *, now: datetime) -> None:
    """Let an officer tell somebody what a duty demands."""
    subject = subject_of(clock.key)
    desk.calls.append(RecordedCall(new_id(), clock.case_id, clock.key.person_id, clock.key.duty, subject, now))


def _next(hours: Iterable[time], now: datetime) -> datetime:
    day = now.astimezone(LONDON).date()
    moments = (
        datetime.combine(day + timedelta(days=days), hour, tzinfo=LONDON).astimezone(UTC)
        for days in (0, 1)
        for hour in hours
    )
    return min(moment for moment in moments if moment > now)
