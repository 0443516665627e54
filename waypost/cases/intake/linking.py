"""What a batch makes known of the crimes that were recorded from incidents."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from waypost.base.values import ForceName
from waypost.cases.applied import AppliedCase, AppliedIncident
from waypost.cases.incidents.crimes import KnownCrime, Links, crime_recorded
from waypost.cases.intake.opened import Open
from waypost.cases.intake.values import Candidate, Key
from waypost.cases.models import Case
from waypost.cases.values import CaseKind


def read_links(batch: Sequence[Candidate], cases: Mapping[Key, Open], *, force: ForceName) -> Links:
    """Return the incidents of a locked batch and the crimes that name them or that they name, as held before it."""
    links = Links()
    incidents = [case.row for key, case in cases.items() if key.kind is CaseKind.INCIDENT]
    for row in incidents:
        # One without a document is new: nothing can be told of it before it is.
        if cases[Key(row.reference, CaseKind.INCIDENT)].document is not None:
            links.add_incident(row.reference, named=row.counterpart)
    if incidents:
        named = {row.counterpart for row in incidents} | {
            each.counterpart.reference for each in batch if each.counterpart
        }
        for crime in _held_crimes(force, named - {""}, [row.reference for row in incidents]):
            links.add_crime(crime)
    return links


def _held_crimes(force: ForceName, named: set[str], incidents: Sequence[str]) -> Sequence[KnownCrime]:
    rows = Case.objects.filter(
        Q(reference__in=named) | Q(counterpart__in=incidents), force=force, kind=CaseKind.CRIME
    ).order_by("reference")
    return [
        KnownCrime(row.reference, row.counterpart, row.recorded_at, row.updated_at)
        for row in rows.only("reference", "counterpart", "recorded_at", "updated_at")
        if row.recorded_at and row.updated_at
    ]


def follow_links(changed: Open, *, cases: Mapping[Key, Open], links: Links, now: datetime) -> None:
    """Tell each incident that `changed` concerns of the crimes recorded from it that it was not told of yet."""
    for reference in _concerned(changed, links):
        incident = cases[Key(reference, CaseKind.INCIDENT)]
        told = _told(incident)
        new = [crime for crime in links.crimes_of(reference) if crime.reference not in told]
        if new:
            incident.tell([crime_recorded(crime) for crime in new], now=now)
            _remember(incident, [*told, *(crime.reference for crime in new)])


def _concerned(changed: Open, links: Links) -> Sequence[str]:
    applied = changed.applied
    if isinstance(applied, AppliedIncident):
        links.add_incident(applied.reference, named=applied.case_reference or "")
        return [applied.reference]
    if isinstance(applied, AppliedCase):
        named = applied.incident_reference or ""
        crime = KnownCrime(applied.reference, named, applied.recorded_at, applied.updated_at)
        links.add_crime(crime)
        return links.incidents_of(crime)
    return []


def _told(incident: Open) -> Sequence[str]:
    if isinstance(incident.applied, AppliedIncident):
        return incident.applied.crimes
    # The row of an incident that this batch does not change: its document is left unread.
    told: Sequence[str] = _decoded(incident).get("crimes", ())
    return told


def _remember(incident: Open, crimes: Sequence[str]) -> None:
    if isinstance(incident.applied, AppliedIncident):
        incident.applied = incident.applied.model_copy(update={"crimes": tuple(crimes)})
    incident.document = json.dumps({**_decoded(incident), "crimes": list(crimes)})


def _decoded(incident: Open) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(incident.document or "{}")
    return document
