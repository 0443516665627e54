"""How often each rule of triage fired in a force, and how often staff said that it was not so. No word of a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.sign_models import Sign


@dataclass(frozen=True)
class RuleCount:
    """One rule: on how many messages it fired, and of how many of those somebody said that it is not so."""

    label: str
    rule: str
    fired: int
    not_so: int


def count_not_so(force: ForceName, *, since: datetime | None) -> Sequence[RuleCount]:
    """Return the rules that fired from `since` on (None: ever), the one that was wrong most often first."""
    with in_force(force):
        rows = Sign.objects.filter(force=force)
        if since is not None:
            rows = rows.filter(found_at__gte=since)
        counted = rows.values("label", "rule").annotate(
            fired=Count("id"), not_so=Count("id", filter=~Q(not_so_at=None))
        )
        return [RuleCount(**row) for row in counted.order_by("-not_so", "-fired", "label", "rule")]
