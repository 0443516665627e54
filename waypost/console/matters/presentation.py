"""What the pages of complaints and reviews may show: copied here, and a template gets nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import yaml
from django.conf import settings

from waypost.base.values import CaseId
from waypost.cases.values import CaseFacts
from waypost.console.case_page.people import person_name
from waypost.worklist.matters.operations import may_ask
from waypost.worklist.matters.rules import cannot_close, cannot_decide
from waypost.worklist.matters.terms import terms_of_matters
from waypost.worklist.matters.values import CameBy, Ending, Finding, MatterFacts, MatterKind, MatterLine, MatterState

_COLOURS: Final = {
    MatterState.RECEIVED: "blue",
    MatterState.ACKNOWLEDGED: "light-blue",
    MatterState.DECIDED: "green",
    MatterState.CLOSED: "grey",
}


@dataclass(frozen=True)
class Line:
    """One of them in a list: no words of it."""

    matter_id: UUID
    case_id: CaseId
    reference: str
    what: str
    state: str
    colour: str
    received: str
    due: str
    is_late: bool


@dataclass(frozen=True)
class Shown:
    """One of them on its page; `may` are the steps that are open, by the names of their addresses."""

    matter_id: UUID
    what: str
    state: str
    colour: str
    who: str
    due: str
    is_late: bool
    rows: Sequence[tuple[str, str]]
    may: Sequence[tuple[str, str]]
    text: str = field(repr=False)
    found: str = field(repr=False)


def words() -> Mapping[str, Any]:
    """Return the words of the content folder in use."""
    return _words(settings.CONTENT_DIR)


@cache
def _words(content: Path) -> Mapping[str, Any]:
    body: Mapping[str, Any] = yaml.safe_load((content / "words" / "matters.yaml").read_text(encoding="utf-8"))
    return body


def what(kind: MatterKind) -> str:
    """Return what a kind is called."""
    return terms_of_matters()[kind].words


def kinds() -> Sequence[tuple[str, str]]:
    """Return the kinds, to choose from."""
    return [(kind.value, what(kind)) for kind in MatterKind]


def ways() -> Sequence[tuple[str, str]]:
    """Return how it may have come in, to choose from."""
    return [(way.value, words()["came_by"][way.value]) for way in CameBy]


def people(case: CaseFacts) -> Sequence[tuple[str, str]]:
    """Return who of a case may have asked, to choose from: never the accused."""
    return [(str(one.person_id), person_name(one)) for one in case.people if may_ask(one)]


def findings(matter: MatterFacts) -> Sequence[tuple[str, str]]:
    """Return what may be decided of it now, to choose from."""
    open_ = [one for one in Finding if cannot_decide(matter.kind, matter.state, one) is None]
    return [(one.value, words()["findings"][one.value]) for one in open_]


def endings(matter: MatterFacts) -> Sequence[tuple[str, str]]:
    """Return why it may be closed now, to choose from."""
    open_ = [one for one in Ending if cannot_close(matter.state, one) is None]
    return [(one.value, words()["endings"][one.value]) for one in open_]


def line(matter: MatterLine, *, reference: str, today: date) -> Line:
    """Return one of them for a list."""
    return Line(
        matter.matter_id,
        matter.case_id,
        reference,
        what(matter.kind),
        words()["states"][matter.state.value],
        _COLOURS[matter.state],
        said_day(matter.received_on),
        _due(matter.state, matter.due_on, matter.look_on),
        is_late(matter, today=today),
    )


def shown(matter: MatterFacts, case: CaseFacts, *, today: date) -> Shown:
    """Return one of them for its page."""
    who = next((person_name(one) for one in case.people if one.person_id == matter.person_id), "No longer in the case")
    return Shown(
        matter.matter_id,
        what(matter.kind),
        words()["states"][matter.state.value],
        _COLOURS[matter.state],
        who,
        _due(matter.state, matter.next_due, matter.look_on),
        matter.next_due is not None and matter.next_due < today,
        _rows(matter),
        _steps(matter),
        matter.text,
        matter.found,
    )


def is_late(matter: MatterLine, *, today: date) -> bool:
    """Whether a day that is published for it has passed; where none is, nothing is late."""
    return matter.due_on is not None and matter.due_on < today


def said_day(day: date) -> str:
    """Return a day as people say it."""
    return f"{day.day} {day:%B %Y}"


def _due(state: MatterState, due_on: date | None, look_on: date) -> str:
    match state:
        case MatterState.RECEIVED if due_on:
            return f"Acknowledge by {said_day(due_on)}"
        case MatterState.RECEIVED:
            return "Acknowledge it. No figure is published"
        case MatterState.ACKNOWLEDGED if due_on:
            return f"Decide by {said_day(due_on)}"
        case MatterState.ACKNOWLEDGED:
            return f"No figure is published for the answer. Look at it by {said_day(look_on)}"
        case MatterState.DECIDED:
            return "Close it when they have been told"
        case MatterState.CLOSED:
            return "Nothing is left to do"


def _rows(matter: MatterFacts) -> Sequence[tuple[str, str]]:
    """Return what is on record, with the figures and how sure we are of them."""
    terms = terms_of_matters()[matter.kind].on(matter.received_on)
    sure = words()["marks"].get(terms.mark, terms.mark)
    said = words()
    rows = [
        ("Came in", f"{said_day(matter.received_on)}, {said['came_by'][matter.came_by.value].lower()}"),
        ("Taken down by", matter.recorded_by),
        ("Acknowledge by", f"{said_day(matter.acknowledge_by)} ({sure})" if matter.acknowledge_by else _NO_FIGURE),
        ("Decide by", f"{said_day(matter.decide_by)} ({sure})" if matter.decide_by else _NO_FIGURE),
    ]
    if matter.acknowledged_at:
        rows.append(("Acknowledged", f"{said_day(matter.acknowledged_at.date())}, by {matter.acknowledged_by}"))
    if matter.decided_at and matter.finding:
        decided = said["findings"][matter.finding.value]
        rows.append(("Decided", f"{decided}, {said_day(matter.decided_at.date())}, by {matter.decided_by}"))
    if matter.closed_at and matter.ending:
        rows.append(("Closed", f"{said['endings'][matter.ending.value]}, {said_day(matter.closed_at.date())}"))
    return rows


def _steps(matter: MatterFacts) -> Sequence[tuple[str, str]]:
    steps = {
        MatterState.RECEIVED: [
            ("console:matter-acknowledge", "Mark it as acknowledged"),
            ("console:matter-decide", "Decide it"),
            ("console:matter-close", "Close it without an answer"),
        ],
        MatterState.ACKNOWLEDGED: [
            ("console:matter-decide", "Decide it"),
            ("console:matter-close", "Close it without an answer"),
        ],
        MatterState.DECIDED: [("console:matter-close", "Close it")],
        MatterState.CLOSED: [],
    }
    return steps[matter.state]


_NO_FIGURE: Final = "No figure is published"
