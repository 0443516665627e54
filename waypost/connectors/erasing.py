"""What erasing a case means here: what could not be read is forgotten, and what a control room said of an incident."""

from collections.abc import Collection, Mapping, Sequence, Set

from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing.values import Kept, Order, Target
from waypost.cases.values import CaseKind
from waypost.connectors.models import IncidentMessage, SetAside


def reasons_to_keep(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[Kept]]:
    """As `cases.erasing.values.ErasingRoom`: nothing is kept for a connector."""
    del case_ids, force
    return {}


def erase_cases(targets: Sequence[Target], order: Order) -> None:
    """As `cases.erasing.values.ErasingRoom`."""
    SetAside.objects.filter(force=order.force, reference__in=[target.reference for target in targets]).delete()
    incidents = [target.reference for target in targets if target.kind is CaseKind.INCIDENT]
    IncidentMessage.objects.filter(force=order.force, reference__in=incidents).delete()
