"""What the auditor's pages may show of the log: codes in words, ids as names of staff and references of cases."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

import yaml
from django.conf import settings

from waypost.access.alarm_values import AlarmFacts, AlarmKind
from waypost.access.audit_queries import AuditLine, GivenReason, Looked
from waypost.access.values import OPERATOR, Actor, ActorKind, Staff
from waypost.base.clock import LONDON
from waypost.base.pages.dates import say_moment
from waypost.base.values import CaseId

COLUMNS = ("when", "who", "collar_number", "what", "action", "case", "seen_or_changed", "request")
"""Of the CSV file."""

_NOT_SIGNED_IN = "not-signed-in"


@dataclass(frozen=True)
class Names:
    """Staff by id, and references of cases by id; a case that was erased has none."""

    staff: Mapping[UUID, Staff]
    references: Mapping[CaseId, str]

    def of(self, actor: Actor) -> str:
        """Return how whoever acted is called."""
        match actor.kind:
            case ActorKind.VICTIM:
                return "A victim"
            case ActorKind.SOURCE:
                return f"Source {actor.id}"
            case ActorKind.SYSTEM:
                return f"Waypost ({actor.id})"
        member = self.member(actor)
        if member is not None:
            return f"{member.name}, {member.collar_number}"
        others = {OPERATOR.id: "Somebody at the command line", _NOT_SIGNED_IN: "Somebody who was not let in"}
        return others.get(actor.id, actor.id)

    def member(self, actor: Actor) -> Staff | None:
        """Return the member of staff who acted, if it was one."""
        try:
            return self.staff.get(UUID(actor.id)) if actor.kind is ActorKind.STAFF else None
        except ValueError:
            return None

    def reference(self, case_id: CaseId) -> str:
        """Return what a case is called; of one that was erased only our number is left."""
        return self.references.get(case_id) or f"Number {case_id}, erased"


@dataclass(frozen=True)
class Row:
    """One line of the log as the page and the file show it."""

    at: datetime
    who: str
    staff_id: str
    collar_number: str
    what: str
    action: str
    case_id: CaseId | None
    case: str
    seen: str
    request: str

    @property
    def when(self) -> str:
        """The moment, to the second: the order of two looks may matter."""
        return f"{self.at.astimezone(LONDON):%d/%m/%Y %H:%M:%S}"

    @property
    def cells(self) -> Sequence[object]:
        """The row of the CSV file, in the order of `COLUMNS`."""
        when = self.at.astimezone(LONDON).isoformat(timespec="milliseconds")
        return (when, self.who, self.collar_number, self.what, self.action, self.case, self.seen, self.request)


@dataclass(frozen=True)
class LookedRow:
    """Who saw or worked on which case: how often, from when to when, and why they said that they needed it."""

    who: str
    staff_id: str
    case_id: CaseId
    case: str
    times: int
    first: str
    last: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class AlarmRow:
    """One alarm; `may_mark`: whether the viewer may say that they have looked at it."""

    alarm_id: str
    what: str
    who: str
    staff_id: str
    case_id: CaseId | None
    case: str
    reason: str
    at: str
    seen: str
    may_mark: bool


def row(line: AuditLine, *, names: Names) -> Row:
    """Return one line of the log."""
    member = names.member(line.by)
    return Row(
        at=line.at,
        who=names.of(line.by),
        staff_id=member.id if member else "",
        collar_number=member.collar_number if member else "",
        what=action_words().get(line.action, line.action),
        action=line.action,
        case_id=line.case_id,
        case=names.reference(line.case_id) if line.case_id is not None else "",
        # Ids of items and messages say nothing to a reader; the file's last column leads to the server's log.
        seen=", ".join(said.replace("_", " ") for said in line.fields if not _is_id(said)),
        request=line.request_id,
    )


def looked_row(looked: Looked, *, reasons: Sequence[GivenReason], names: Names) -> LookedRow:
    """Return who looked at a case, or what somebody looked at."""
    member = names.member(looked.by)
    return LookedRow(
        who=names.of(looked.by),
        staff_id=member.id if member else "",
        case_id=looked.case_id,
        case=names.reference(looked.case_id),
        times=looked.times,
        first=say_moment(looked.first),
        last=say_moment(looked.last),
        reasons=tuple(f"{say_moment(one.at)}: {one.reason}" for one in reasons),
    )


def reason_of(looked: Looked, reasons: Iterable[GivenReason]) -> Sequence[GivenReason]:
    """Return the reasons that somebody gave for a case."""
    return [one for one in reasons if (str(one.staff_id), one.case_id) == (looked.by.id, looked.case_id)]


def alarm_row(alarm: AlarmFacts, *, names: Names, viewer: Staff) -> AlarmRow:
    """Return one alarm."""
    of = Actor(ActorKind.STAFF, str(alarm.staff_id))
    seen = ""
    if alarm.seen_at is not None:
        seen = f"{names.of(Actor(ActorKind.STAFF, str(alarm.seen_by)))}, {say_moment(alarm.seen_at)}"
    return AlarmRow(
        alarm_id=str(alarm.alarm_id),
        what="Opened a protected case from outside it"
        if alarm.kind is AlarmKind.GLASS
        else f"Opened {alarm.cases} cases within an hour that were neither theirs nor their team's",
        who=names.of(of),
        staff_id=str(alarm.staff_id),
        case_id=alarm.case_id,
        case=names.reference(alarm.case_id) if alarm.case_id is not None else "",
        reason=alarm.reason,
        at=say_moment(alarm.at),
        seen=seen,
        may_mark=alarm.seen_at is None and viewer.id != str(alarm.staff_id),
    )


def action_words() -> Mapping[str, str]:
    """Return what each action of the log is called."""
    return _read(settings.CONTENT_DIR / "words" / "actions.yaml")


@cache
def _read(path: Path) -> Mapping[str, str]:
    loaded: dict[str, str] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return loaded


def _is_id(said: str) -> bool:
    try:
        UUID(said)
    except ValueError:
        return False
    return True
