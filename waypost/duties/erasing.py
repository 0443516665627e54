"""What erasing a case means for its clocks: they stay as counted, the words of a reason go."""

from collections.abc import Collection, Mapping, Sequence, Set

from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing.owner import erase_as_owner
from waypost.cases.erasing.values import Kept, Order, Target
from waypost.duties.models import ClockRow
from waypost.duties.values import ClockState

_OPEN = [state.value for state in ClockState if state.is_open]


def reasons_to_keep(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[Kept]]:
    """As `cases.erasing.values.ErasingRoom`: whoever must still be told must still be reached."""
    rows = ClockRow.objects.filter(force=force, case_id__in=case_ids, state__in=_OPEN)
    return {CaseId(case_id): {Kept.DUTY} for case_id in rows.values_list("case_id", flat=True).distinct()}


def erase_cases(targets: Sequence[Target], order: Order) -> None:
    """As `cases.erasing.values.ErasingRoom`."""
    del order
    erase_as_owner("duties", [target.case_id for target in targets])
