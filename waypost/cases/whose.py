"""Whose cases are whose, by the columns that intake keeps for it."""

from collections.abc import Collection

from django.db.models import Q

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.models import Case
from waypost.cases.values import CaseKind


def cases_of(collar_number: str, *, team: str, among: Collection[CaseId], force: ForceName) -> frozenset[CaseId]:
    """Return which of these cases have this officer, or an officer of this team; one query."""
    with in_force(force):
        mine = Q(officer=collar_number) | (Q(officer_team=team) if team else Q())
        rows = Case.objects.filter(mine, force=force, id__in=among)
        return frozenset(CaseId(case_id) for case_id in rows.values_list("id", flat=True))


def references_of(case_ids: Collection[CaseId], *, force: ForceName) -> dict[CaseId, str]:
    """Return what the force calls these cases; one that was erased is not among them. One query."""
    with in_force(force):
        rows = Case.objects.filter(force=force, id__in=case_ids, applied__isnull=False)
        return {CaseId(case_id): reference for case_id, reference in rows.values_list("id", "reference")}


def cases_called(reference: str, *, force: ForceName) -> frozenset[CaseId]:
    """Return the crime and the incident that the force calls `reference`, as far as there are such."""
    with in_force(force):
        # The kind stands before the reference in the index.
        rows = Case.objects.filter(force=force, kind__in=list(CaseKind), reference=reference)
        return frozenset(CaseId(case_id) for case_id in rows.values_list("id", flat=True))


def crimes_called(references: Collection[str], *, force: ForceName) -> dict[str, CaseId]:
    """Return the crimes that the force calls so, as far as there are such. One query."""
    with in_force(force):
        rows = Case.objects.filter(force=force, kind=CaseKind.CRIME, reference__in=references, applied__isnull=False)
        return {reference: CaseId(case_id) for reference, case_id in rows.values_list("reference", "id")}
