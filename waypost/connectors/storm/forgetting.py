"""Messages of incidents that never came to be: nothing erases them with a case, so they go by their age."""

from datetime import datetime, timedelta
from typing import Final

from django.db.models import Max

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind
from waypost.connectors.models import IncidentMessage, SetAside

UNCLAIMED: Final = timedelta(days=31)
"""By then the message that opens an incident has come, or it never will."""


def forget_unclaimed(force: ForceName, *, now: datetime) -> int:
    """Delete the messages of incidents without a record of which nothing was heard for a month; return how many."""
    with in_force(force):
        rows = IncidentMessage.objects.filter(force=force).values("reference").annotate(newest=Max("received_at"))
        quiet = rows.filter(newest__lt=now - UNCLAIMED).order_by("reference").values_list("reference", flat=True)
        unclaimed = [each for each in quiet if case_id_by_reference(each, kind=CaseKind.INCIDENT, force=force) is None]
        messages = IncidentMessage.objects.filter(force=force, reference__in=unclaimed)
        # What stands aside of them says no more than they did. Another source may mean a crime by the same number.
        sources = list(messages.values_list("source_id", flat=True).distinct())
        SetAside.objects.filter(force=force, source_id__in=sources, reference__in=unclaimed).delete()
        return messages.delete()[0]
