"""Plays a scenario in memory, on the simulator's own stage: shipped content, real rules, and people who answer."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cache
from typing import Any

from django.conf import settings as project

from tests.scenarios.reading import BadScenario, Scenario, Step
from tests.scenarios.records import Book, Record
from waypost.access.queries import PageView
from waypost.access.values import ForceSettings, ForceState, Hours, Post
from waypost.base.content import read_files
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.choices import contacts_of
from waypost.cases.offences import offence_groups
from waypost.cases.operations import NewEvent
from waypost.cases.values import OptOut, Purpose
from waypost.duties.library import shipped_duties
from waypost.journeys.language import parse_journey
from waypost.journeys.simulate.contents import Content
from waypost.journeys.simulate.engine import Engine
from waypost.journeys.simulate.officers import OFFICER, ring
from waypost.journeys.simulate.outcomes import Rehearsed
from waypost.journeys.simulate.snapshots import Incoming
from waypost.journeys.simulate.stage import Deed, Stage
from waypost.messages.library import library_of
from waypost.messages.rehearsed_desk import RehearsedItem
from waypost.worklist.values import Answer, CallOutcome, ItemKind, ItemState

SETTINGS = ForceSettings(
    name=ForceName("anyshire"),
    title="Anyshire Police (made up)",
    state=ForceState.LIVE,
    groups=frozenset(offence_groups()),
    phases=frozenset({1, 2, 3, 4}),
    hours=Hours(time(8), time(20)),
    placeholders=frozenset(),
    two_way=True,
    two_way_groups=frozenset(offence_groups()),
    backlog_days=7,
    retention_days=90,
    phone="101",
    leave_url="https://www.bbc.co.uk/weather",
    post=Post(return_address=("PO Box 1", "Anytown", "AN1 1AA")),
)
"""A live force in which every phase and group is on, and made-up numbers are taken for real."""

_CALLS = {"spoken": CallOutcome.SPOKEN_TO, "none": CallOutcome.NO_ANSWER, "unsafe": CallOutcome.UNSAFE}
_DEEDS = frozenset({"confirm", "refuse", "call", "rings_about", "opt_out", "not_me", "opens_page", "event"})
_ALL = "all"


@dataclass(frozen=True)
class Played:
    """The stage after the last moment, what was decided, and the records by their ids."""

    stage: Stage
    rehearsed: Rehearsed
    names: Mapping[CaseId, str]


def play(scenario: Scenario) -> Played:
    """Play a scenario to its end."""
    acting = _Acting(scenario)
    coming = sorted(acting.coming(), key=lambda one: one.at)
    stage = Stage(_engine(scenario))
    rehearsed = stage.play(coming)
    # A last look: what is late by now is late, though nothing has happened since.
    for name, case_id in acting.ids.items():
        if stage.record.case(case_id).held_items:
            raise BadScenario(f"{name}: the record says something that nobody knows, and is held for it.")
        stage.clocks.look(case_id, now=scenario.until)
    return Played(stage, rehearsed, {case_id: name for name, case_id in acting.ids.items()})


class _Acting:
    """Turns steps into what comes: snapshots of records, and deeds of people."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        book = Book(scenario)
        self._records = {name: Record(book, name) for name in scenario.records}
        self.ids: dict[str, CaseId] = {}

    def coming(self) -> Iterator[Incoming | Deed]:
        """Yield everything, in the order in which it is written."""
        number = 0
        for step in self._scenario.steps:
            for name, parts in self._by_record(step).items():
                number += 1
                yield self._snapshot(name, parts, f"e{number}", step.at)
            yield from (self._deed(part, step.at) for part in step.parts if _DEEDS & part.keys())

    def _by_record(self, step: Step) -> Mapping[str, list[Mapping[str, Any]]]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for part in step.parts:
            if not _DEEDS & part.keys():
                found.setdefault(self._record_of(part), []).append(part)
        return found

    def _record_of(self, part: Mapping[str, Any]) -> str:
        name = str(part.get("record", next(iter(self._records))))
        if name not in self._records:
            raise BadScenario(f"There is no record {name!r}.")
        return name

    def _snapshot(self, name: str, parts: Sequence[Mapping[str, Any]], event_id: str, at: datetime) -> Incoming:
        record = self._records[name]
        # The stage counts records from 1 as they appear.
        self.ids.setdefault(name, CaseId(len(self.ids) + 1))
        for part in parts:
            record.change(part, at=at)
        return Incoming(event_id, "rms", record.snapshot(at=at), at)

    def _deed(self, part: Mapping[str, Any], at: datetime) -> Deed:
        case_id = self.ids.get(self._record_of(part))
        if case_id is None:
            raise BadScenario(f"{self._record_of(part)}: somebody acts before it is on record.")
        deeds: Mapping[str, Callable[[_Moment, Mapping[str, Any]], None]] = {
            "confirm": _confirm, "refuse": _refuse, "call": _call, "rings_about": _ring, "opt_out": _opt_out,
            "not_me": _not_me, "opens_page": _open_page, "event": _event,
        }  # fmt: skip
        ((_, do),) = ((key, deed) for key, deed in deeds.items() if key in part)
        scenario = self._scenario
        return Deed(at, lambda stage, now: do(_Moment(stage, case_id, now, scenario), part))


@dataclass(frozen=True)
class _Moment:
    stage: Stage
    case_id: CaseId
    now: datetime
    scenario: Scenario

    def person(self, part: Mapping[str, Any]) -> PersonId:
        """Return whom a part is about; the first person of the case where it names nobody."""
        case = self.stage.record.case(self.case_id)
        ref = part.get("about")
        return next(person.person_id for person in case.people if ref in {None, person.ref})

    def items(self, kind: ItemKind, template: str, part: Mapping[str, Any]) -> Sequence[RehearsedItem]:
        """Return the open items of one kind about a text, or all of the kind."""
        waiting = self.stage.desk.open_items(self.now)
        whose = self.person(part) if "about" in part else None
        found = [
            item
            for item in waiting
            if item.asked.kind is kind
            and whose in {None, item.item.person_id}
            and template in {_ALL, *(message.row.template for message in item.messages)}
        ]
        if not found:
            shown = "; ".join(f"{one.asked.kind}: {one.messages[0].row.template}" for one in waiting) or "nothing"
            when = self.scenario.calendar.words(self.now)
            raise BadScenario(f"{when}: nobody is asked to {kind} {template}. What waits for an officer: {shown}.")
        return found

    def answer(self, item: RehearsedItem, given: Answer) -> None:
        """Let an officer answer, and the clocks hear of it."""
        self.stage.desk.answer(item, given, by=OFFICER, now=self.now)
        self.stage.touch([self.case_id])


def _confirm(moment: _Moment, part: Mapping[str, Any]) -> None:
    for item in moment.items(ItemKind.CONFIRM, part["confirm"], part):
        moment.answer(item, Answer(ItemState.DONE, moment.now))


def _refuse(moment: _Moment, part: Mapping[str, Any]) -> None:
    for item in moment.items(ItemKind.CONFIRM, part["refuse"], part):
        moment.answer(item, Answer(ItemState.REFUSED, moment.now))


def _call(moment: _Moment, part: Mapping[str, Any]) -> None:
    outcome = _CALLS[part.get("answer", "spoken")]
    for item in moment.items(ItemKind.CALL, part["call"], part):
        moment.answer(item, Answer(ItemState.DONE, moment.now, call=outcome))


def _ring(moment: _Moment, part: Mapping[str, Any]) -> None:
    """Let an officer tell somebody what a duty demands that no message has told."""
    person_id = moment.person(part)
    for clock in moment.stage.clocks.of_case(moment.case_id):
        if clock.state.is_open and clock.key.duty == part["rings_about"] and clock.key.person_id == person_id:
            ring(moment.stage.desk, clock, now=moment.now)
            moment.stage.touch([moment.case_id])


def _opt_out(moment: _Moment, part: Mapping[str, Any]) -> None:
    words, person_id = part["opt_out"], moment.person(part)
    purpose = Purpose(words) if words in set(Purpose) else None
    channel = None if purpose or words == _ALL else words
    moment.stage.record.opt_out(person_id, OptOut(channel, purpose, moment.now))
    ref = moment.stage.record.person_ref(person_id)
    moment.stage.note(moment.case_id, NewEvent("contact.opted_out", moment.now, person_ref=ref), now=moment.now)


def _not_me(moment: _Moment, part: Mapping[str, Any]) -> None:
    person_id = moment.person(part)
    person = moment.stage.record.case(moment.case_id).person(person_id)
    keys = [key for key, kind in contacts_of(person).items() if part["not_me"] in {_ALL, kind.value}]
    moment.stage.record.freeze(keys)
    moment.stage.note(moment.case_id, NewEvent("contact.not_me", moment.now, person_ref=person.ref), now=moment.now)


def _open_page(moment: _Moment, part: Mapping[str, Any]) -> None:
    about = {**part, "about": part.get("about", part["opens_page"])}
    person_id, number = moment.person(about), len(moment.stage.clocks.views)
    if not number or all(view.person_id != person_id for view in moment.stage.clocks.views):
        event = NewEvent("portal.registered", moment.now, person_ref=about["about"])
        moment.stage.note(moment.case_id, event, now=moment.now)
    moment.stage.clocks.views.append(PageView(moment.case_id, person_id, moment.now, (), f"view {number}"))
    moment.stage.touch([moment.case_id])


def _event(moment: _Moment, part: Mapping[str, Any]) -> None:
    ref, details = part.get("about"), moment.scenario.calendar.filled(part.get("details", {}))
    event = NewEvent(part["event"], moment.now, person_ref=ref, item=part.get("id"), details=details)
    moment.stage.note(moment.case_id, event, now=moment.now)


@cache
def _content() -> Content:
    files = list(read_files(project.CONTENT_DIR))
    return Content(
        "the files",
        [parse_journey(file.key, 1, file.text) for file in files if file.kind == "journeys"],
        library_of((file.key, 1, file.text) for file in files if file.kind == "messages"),
        shipped_duties(project.CONTENT_DIR),
    )


@cache
def _usual_engine() -> Engine:
    made = Engine.of(_content(), settings=SETTINGS, until=datetime.max.replace(tzinfo=UTC))
    return replace(made, with_clocks=True)


def _engine(scenario: Scenario) -> Engine:
    wanted = dict(scenario.settings)
    for name in ("groups", "phases", "placeholders"):
        if name in wanted:
            wanted[name] = frozenset(wanted[name])
    return replace(
        _usual_engine(),
        settings=replace(SETTINGS, **wanted),
        until=scenario.until,
        officers_at=tuple(scenario.officers_at),
    )
