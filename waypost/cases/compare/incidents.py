"""
What changed between two revisions of an incident. Read `compare_incidents` first.

Source: contract/triggers.csv, `incident.*` of origin `diff`; docs/adr/0010-incidents-beside-crimes.md.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from waypost.base.values import JsonValue
from waypost.cases.applied import AppliedIncident
from waypost.cases.compare.items import changes_of_appointments
from waypost.cases.compare.people import changes_of_people
from waypost.cases.compare.values import Change, ChangeKind, Pair, flags_changed, in_order
from waypost.cases.vocabulary import IncidentStatus

Incidents = Pair[AppliedIncident]


def compare_incidents(
    before: AppliedIncident | None, after: AppliedIncident, *, seen_at: datetime, backlog_days: int
) -> tuple[Change, ...]:
    """
    Return what happened between two revisions of an incident, as `compare` does for a crime.

    It begins with `incident.created`, or is `incident.backlog` alone where it was opened too long ago.
    """
    if before is None and seen_at - after.opened_at > timedelta(days=backlog_days):
        return in_order([Change(ChangeKind.INCIDENT_BACKLOG.value, after.opened_at)], learned_at=after.updated_at)
    pair = Pair(before or _empty(after), after, is_first_sight=before is None)
    return in_order(_changes(pair), learned_at=after.updated_at)


def _changes(pair: Incidents) -> Iterator[Change]:
    if pair.is_first_sight:
        yield Change(ChangeKind.INCIDENT_CREATED, pair.after.opened_at)
    else:
        yield from flags_changed(pair.before.flags, pair.after.flags, at=pair.at)
    yield from changes_of_people(pair)
    yield from changes_of_appointments(pair)
    yield from _status(pair)
    yield from _result(pair)
    yield from _grade(pair)
    yield from _arrival(pair)
    yield from _question(pair)


def _status(pair: Incidents) -> Iterator[Change]:
    before, after = pair.before.status, pair.after.status
    if after is None or after in {before, IncidentStatus.RESULTED}:
        return
    details: dict[str, JsonValue] = {"from": before, "to": after}
    if after == IncidentStatus.EN_ROUTE:
        yield Change(ChangeKind.INCIDENT_RESOURCE_EN_ROUTE, pair.at, details={"from": before})
    elif not pair.is_first_sight:
        yield Change(ChangeKind.INCIDENT_STATUS_CHANGED, pair.at, details=details)


def _result(pair: Incidents) -> Iterator[Change]:
    """
    Yield what came of the incident: once it is resulted, and anew if the result becomes known or another one.

    A source that sends only the newest state may show it closed without ever having shown it resulted.
    """
    after = pair.after
    if not _is_over(after.status):
        return
    said = after.result is not None or after.attended_at is not None
    is_new = not _is_over(pair.before.status) and (after.status == IncidentStatus.RESULTED or said)
    is_other = _is_over(pair.before.status) and after.result not in {None, pair.before.result}
    if is_new or is_other:
        details: dict[str, JsonValue] = {"result": after.result, "attended": after.attended_at is not None}
        yield Change(ChangeKind.INCIDENT_RESULTED, pair.at, details=details)


def _grade(pair: Incidents) -> Iterator[Change]:
    before, after = pair.before.grade, pair.after.grade
    if before is not None and after is not None and before != after:
        yield Change(ChangeKind.INCIDENT_REGRADED, pair.at, details={"from": before, "to": after})


def _arrival(pair: Incidents) -> Iterator[Change]:
    """Yield that somebody comes later than promised, or outside the band that was told; not once they have come."""
    if not _is_awaited(pair.after.status):
        return
    yield from _promise(pair)
    told, now = pair.before.told_eta, pair.after.told_eta
    # Whoever hears that somebody has set out hears the new band with it.
    has_set_out = pair.after.status == IncidentStatus.EN_ROUTE and pair.before.status != IncidentStatus.EN_ROUTE
    if told is not None and now is not None and told != now and not has_set_out:
        yield _moved(ChangeKind.INCIDENT_ETA_CHANGED, pair, "told_eta")


def _promise(pair: Incidents) -> Iterator[Change]:
    """Yield that a time was promised after the report had come in, or that one was moved later."""
    before, after = pair.before.promised_by, pair.after.promised_by
    if before is None and after is not None and not pair.is_first_sight:
        yield Change(ChangeKind.INCIDENT_PROMISED, pair.at, details={"to": after.isoformat()})
    elif _is_later(before, after):
        yield _moved(ChangeKind.INCIDENT_DELAYED, pair, "promised_by")


def _is_later(before: datetime | None, after: datetime | None) -> bool:
    return before is not None and after is not None and after > before


def _moved(kind: ChangeKind, pair: Incidents, name: str) -> Change:
    details: dict[str, JsonValue] = {
        "from": getattr(pair.before, name).isoformat(),
        "to": getattr(pair.after, name).isoformat(),
    }
    return Change(kind, pair.at, details=details)


def _question(pair: Incidents) -> Iterator[Change]:
    asked = pair.after.information_required
    if asked and asked.strip() and asked != pair.before.information_required:
        yield Change(ChangeKind.INCIDENT_INFORMATION_REQUIRED, pair.at)


def _is_awaited(status: str | None) -> bool:
    return status is None or IncidentStatus(status).is_awaited


def _is_over(status: str | None) -> bool:
    return status is not None and IncidentStatus(status).is_over


def _empty(after: AppliedIncident) -> AppliedIncident:
    """Return the incident of which nothing is known but its reference."""
    known: dict[str, Any] = {"format": after.format, "reference": after.reference, "force": after.force, "status": None}
    return AppliedIncident.model_construct(**known)
