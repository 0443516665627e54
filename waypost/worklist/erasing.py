"""What erasing a case means for what people did: that it was done stays, what was written there goes."""

from collections.abc import Collection, Mapping, Sequence, Set

from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing.owner import erase_as_owner
from waypost.cases.erasing.values import Kept, Order, Target
from waypost.worklist.announcements.models import Announced
from waypost.worklist.inbound_calls.models import InboundCall
from waypost.worklist.matters.models import Matter
from waypost.worklist.models import Item, Look
from waypost.worklist.operations.closing import withdraw_mended
from waypost.worklist.rules.same_people import REASON as SAME_PERSON
from waypost.worklist.values import ItemState


def reasons_to_keep(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[Kept]]:
    """As `cases.erasing.values.ErasingRoom`: a victim who has written and was not answered has an item here."""
    rows = Item.objects.filter(force=force, case_id__in=case_ids, state=ItemState.OPEN).exclude(reason=SAME_PERSON)
    return {CaseId(row.case_id): {Kept.WORK} for row in rows.only("case_id") if row.case_id is not None}


def erase_cases(targets: Sequence[Target], order: Order) -> None:
    """As `cases.erasing.values.ErasingRoom`."""
    case_ids = [target.case_id for target in targets]
    Item.objects.filter(force=order.force, case_id__in=case_ids).update(
        text="", script=None, draft=None, answer_note=None, answer_text=None, mends={}, rule="", offers=0
    )
    InboundCall.objects.filter(force=order.force, case_id__in=case_ids).update(note="", person_id=None)
    Matter.objects.filter(force=order.force, case_id__in=case_ids).update(text="", found="", person_id=None)
    Announced.objects.filter(force=order.force, case_id__in=case_ids).delete()
    _forget_pairs(case_ids, order)
    Look.objects.filter(case_id__in=case_ids).delete()
    erase_as_owner("worklist", case_ids)


def _forget_pairs(case_ids: Collection[CaseId], order: Order) -> None:
    """Close what asks whether somebody of these cases is somebody of another one, and say of neither what it was."""
    rows = Item.objects.filter(force=order.force, reason=SAME_PERSON)
    gone = {str(case_id) for case_id in case_ids}
    named = [pk for pk, subject in rows.values_list("id", "subject") if not gone.isdisjoint(subject.split())]
    withdraw_mended(named, force=order.force, reason="erased", now=order.now)
    rows.filter(id__in=named).update(text="", answer_note=None, subject="", matter=SAME_PERSON)
    # To the record of the other case a note still goes, if it has the task.
    rows.filter(id__in=named, case_id__in=case_ids).update(is_note_due=False)
