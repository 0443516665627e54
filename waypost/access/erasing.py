"""What erasing a case means at the portal's door: it lets nobody in to it any more, and no account is left over."""

from collections.abc import Collection, Mapping, Sequence, Set
from typing import Protocol

from waypost.access.models import Account, Grant, Invitation
from waypost.base.values import CaseId, ForceName


class _Target(Protocol):
    @property
    def case_id(self) -> CaseId: ...


def reasons_to_keep(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[str]]:
    """Return nothing: no case is kept for a door."""
    del case_ids, force
    return {}


def erase_cases(targets: Sequence[_Target], order: object) -> None:
    """
    Delete invitations, codes and grants of these cases, and accounts that have nothing else to look into.

    A session finds its account gone and is nobody's. The audit log keeps the account's random id and nothing of whose
    it was.
    """
    del order
    case_ids = [target.case_id for target in targets]
    invitations = Invitation.objects.filter(case_id__in=case_ids)
    grants = Grant.objects.filter(case_id__in=case_ids)
    accounts = {*invitations.values_list("account_id", flat=True), *grants.values_list("account_id", flat=True)}
    invitations.delete()
    grants.delete()
    left_over = Account.objects.filter(pk__in=accounts - {None}, grants__isnull=True, invitation__isnull=True)
    Account.objects.filter(pk__in=list(left_over.values_list("pk", flat=True))).delete()
