"""What erasing a case means for what people did: that it was done stays, what was written there goes."""

from collections.abc import Collection, Mapping, Sequence, Set

from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing.owner import erase_as_owner
from waypost.cases.erasing.values import Kept, Order, Target
from waypost.worklist.models import Item, Look
from waypost.worklist.values import ItemState


def reasons_to_keep(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[Kept]]:
    """As `cases.erasing.values.ErasingRoom`: a victim who has written and was not answered has an item here."""
    rows = Item.objects.filter(force=force, case_id__in=case_ids, state=ItemState.OPEN)
    return {CaseId(row.case_id): {Kept.WORK} for row in rows.only("case_id") if row.case_id is not None}


def erase_cases(targets: Sequence[Target], order: Order) -> None:
    """As `cases.erasing.values.ErasingRoom`."""
    case_ids = [target.case_id for target in targets]
    Item.objects.filter(force=order.force, case_id__in=case_ids).update(
        text="", script=None, draft=None, answer_note=None, answer_text=None, mends={}
    )
    Look.objects.filter(case_id__in=case_ids).delete()
    erase_as_owner("worklist", case_ids)
