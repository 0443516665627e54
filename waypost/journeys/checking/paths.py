"""The ways through a journey: where each step can lead, and what is known, waited and elapsed when a run gets there."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from waypost.cases.values import CaseKind
from waypost.journeys.checking.knowledge import Allowed, Knowledge, after_wait, contradiction, learn, learn_not, meet
from waypost.journeys.values import (
    END,
    Branch,
    End,
    GoTo,
    Journey,
    Send,
    Span,
    Step,
    Unit,
    Wait,
    WaitFor,
    Waiting,
    WaitUntil,
)

_MINUTES = {Unit.MINUTES: 1, Unit.HOURS: 60, Unit.DAYS: 24 * 60, Unit.WORKING_DAYS: 24 * 60}


@dataclass(frozen=True)
class Edge:
    """
    One way on from a step. `minutes` is the least time that it takes; `known` what must be so to take it.

    `takes_time`: it does so every time. A wait until a date does not, once that date is past.
    """

    target: str
    known: Knowledge
    is_wait: bool = False
    takes_time: bool = False
    minutes: int = 0


@dataclass(frozen=True)
class Ways:
    """A journey as a graph; `kinds` are the records that its starting events come on."""

    journey: Journey
    kinds: frozenset[CaseKind]

    @cached_property
    def first(self) -> Knowledge:
        """What is known when a run starts."""
        kinds = {"case.kind": Allowed(frozenset(map(str, self.kinds)))}
        return learn(kinds, self.journey.where)

    @cached_property
    def arrivals(self) -> Mapping[str, Knowledge]:
        """What is known at each step that can be reached, whatever way led there."""
        found: dict[str, Knowledge] = {self.journey.steps[0].id: self.first}
        waiting = [self.journey.steps[0].id]
        while waiting:
            here = waiting.pop()
            for edge in self.edges(here, found[here]):
                old = found.get(edge.target)
                new = edge.known if old is None else meet(old, edge.known)
                if new != old:
                    found[edge.target] = new
                    waiting.append(edge.target)
        return found

    @cached_property
    def reached(self) -> frozenset[str]:
        """The ids of the steps that some way leads to, and the end if one does."""
        return frozenset(self.arrivals)

    @cached_property
    def after_waits(self) -> frozenset[str]:
        """The ids of the steps that can be reached after a wait."""
        found = {edge.target for step in self.reached for edge in self.edges(step, {}) if edge.is_wait}
        return self.reachable_from(found)

    @cached_property
    def earliest(self) -> Mapping[str, int]:
        """The least minutes from the start to each step that can be reached."""
        found = {self.journey.steps[0].id: 0}
        waiting = [self.journey.steps[0].id]
        while waiting:
            here = waiting.pop()
            for edge in self.edges(here, {}):
                minutes = found[here] + edge.minutes
                if minutes < found.get(edge.target, minutes + 1):
                    found[edge.target] = minutes
                    waiting.append(edge.target)
        return found

    def reachable_from(self, starts: frozenset[str] | set[str]) -> frozenset[str]:
        """Return the starts and every step that they lead to."""
        found, waiting = set(starts), list(starts)
        while waiting:
            targets = {edge.target for edge in self.edges(waiting.pop(), {})} - found
            found |= targets
            waiting += targets
        return frozenset(found)

    def edges(self, step_id: str, known: Knowledge) -> Sequence[Edge]:
        """Return the ways on from a step where this is known; those that contradict it are none."""
        if step_id == END:
            return []
        step = self.journey.step(step_id)
        return [edge for edge in self._edges(step, known) if contradiction(edge.known) is None]

    def _edges(self, step: Step, known: Knowledge) -> Iterator[Edge]:
        after = self.journey.after(step.id)
        if isinstance(step, Branch):
            yield from self._arms(step, known)
        elif isinstance(step, GoTo):
            yield Edge(step.to, known)
        elif isinstance(step, End):
            yield Edge(END, known)
        elif isinstance(step, WaitFor):
            forgotten = after_wait(known)
            late = least_minutes(step.up_to)
            yield Edge(step.then or after, forgotten, is_wait=True, takes_time=True)
            yield Edge(step.if_late, forgotten, is_wait=True, takes_time=True, minutes=late)
        elif isinstance(step, Waiting):
            takes_time = not isinstance(step, WaitUntil)
            yield Edge(after, after_wait(known), is_wait=True, takes_time=takes_time, minutes=_least(step))
            if isinstance(step, WaitUntil) and step.end_if_past:
                yield Edge(END, known)
        else:
            # What `where` of a send asks holds for that step alone: the run goes on either way.
            yield Edge(after, known)

    def _arms(self, step: Branch, known: Knowledge) -> Iterator[Edge]:
        for arm in step.arms:
            yield Edge(arm.go_to, learn(known, arm.where))
            known = learn_not(known, arm.where)
        yield Edge(step.otherwise or self.journey.after(step.id), known)


def at_send(step: Send, known: Knowledge) -> Knowledge:
    """Return what is known where a send is not skipped."""
    return learn(known, step.where)


def least_minutes(span: Span) -> int:
    """Return the least minutes that a span can take; a time of day may shorten its last day, a clock change an hour."""
    shortest = span.count - 1 if span.at is not None else span.count
    return max(shortest, 0) * _MINUTES[span.unit]


def most_minutes(span: Span) -> int:
    """Return about the most minutes that a span can take: five working days can be nine days."""
    days = span.count * 2 + 4 if span.unit is Unit.WORKING_DAYS else span.count
    return days * _MINUTES[span.unit]


def _least(step: Step) -> int:
    return least_minutes(step.span) if isinstance(step, Wait) else 0
