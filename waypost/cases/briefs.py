"""What a list shows of many cases: a line each, by ids, in one query."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName
from waypost.cases.models import Case
from waypost.cases.vocabulary import Flag

_SEALING = {Flag.SEALED.value, Flag.UNDERCOVER_OR_PROTECTED.value}


@dataclass(frozen=True)
class CaseBrief:
    """One case as a list shows it; `is_sealed`: its reference is for nobody who may not know that there is a case."""

    case_id: CaseId
    reference: str
    group: str
    is_sealed: bool


def briefs_of(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, CaseBrief]:
    """Return these cases of the force by id; one that is not there has no entry."""
    if not case_ids:
        return {}
    with in_force(force):
        rows = Case.objects.filter(force=force, id__in=set(case_ids)).values_list("id", "reference", "group", "flags")
        return {
            CaseId(case_id): CaseBrief(CaseId(case_id), reference, group, not _SEALING.isdisjoint(flags))
            for case_id, reference, group, flags in rows
        }
