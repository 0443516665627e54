"""What erasing a case means here: words, numbers and addresses go; that something was sent, and when, stays proven."""

from collections.abc import Collection, Mapping, Sequence, Set

from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing.owner import erase_as_owner
from waypost.cases.erasing.values import Kept, Order, Target
from waypost.messages.ledger import append
from waypost.messages.ledger.entries import erased
from waypost.messages.models import Attempt, Message, Stop
from waypost.messages.sign_models import Sign
from waypost.messages.stops import StopKind
from waypost.messages.thread_models import ClosedThread
from waypost.messages.values import MessageState

_UNDER_WAY = [state.value for state in MessageState if not state.is_final]


def reasons_to_keep(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[Kept]]:
    """As `cases.erasing.values.ErasingRoom`: a message that has not come to its end keeps its case."""
    rows = Message.objects.filter(force=force, case_id__in=case_ids, state__in=_UNDER_WAY)
    return {CaseId(case_id): {Kept.MESSAGE} for case_id in rows.values_list("case_id", flat=True).distinct()}


def erase_cases(targets: Sequence[Target], order: Order) -> None:
    """As `cases.erasing.values.ErasingRoom`. The digest of a text goes too: it has no salt, and could be guessed."""
    case_ids = [target.case_id for target in targets]
    Message.objects.filter(case_id__in=case_ids).update(approved_text="", contact_key="", draft_digest="")
    Attempt.objects.filter(message__case_id__in=case_ids).update(
        recipient="", subject="", body="", body_digest="", values={}
    )
    Sign.objects.filter(case_id__in=case_ids).update(words="")
    ClosedThread.objects.filter(case_id__in=case_ids).delete()
    stops = Stop.objects.filter(force=order.force, kind=StopKind.CASE, target__in=[one.reference for one in targets])
    stops.update(reason="erased")
    append(
        [erased(case_id, by=order.by.id, why=order.why, at=order.now) for case_id in case_ids],
        force=order.force,
        now=order.now,
    )
    erase_as_owner("messages", case_ids)
