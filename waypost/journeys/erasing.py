"""What erasing a case means for the trace: the lines stay, the facts from which they were decided go."""

from collections.abc import Collection, Mapping, Sequence, Set

from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing.owner import erase_as_owner
from waypost.cases.erasing.values import Kept, Order, Target
from waypost.journeys.models import Run


def reasons_to_keep(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[Kept]]:
    """As `cases.erasing.values.ErasingRoom`."""
    rows = Run.objects.filter(force=force, case_id__in=case_ids, state="live")
    return {CaseId(case_id): {Kept.JOURNEY} for case_id in rows.values_list("case_id", flat=True).distinct()}


def erase_cases(targets: Sequence[Target], order: Order) -> None:
    """As `cases.erasing.values.ErasingRoom`: a pass holds the facts of its moment, and can be replayed no more."""
    del order
    erase_as_owner("journeys", [target.case_id for target in targets])
