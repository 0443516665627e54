"""The references that cases name, as rows by which the named case finds them."""

from collections.abc import Sequence

from waypost.base.values import ForceName
from waypost.cases.models import Case, Link


def write_links(force: ForceName, rows: Sequence[Case]) -> None:
    """Keep for these cases, which the caller has locked, a row for each reference that they name now."""
    wanted = {(row.id, reference) for row in rows for reference in row.linked}
    ids = [row.id for row in rows]
    held = Link.objects.filter(force=force, case_id__in=ids).values_list("id", "case_id", "reference")
    known = {(case_id, reference): link_id for link_id, case_id, reference in held}
    gone = [link_id for key, link_id in known.items() if key not in wanted]
    if gone:
        Link.objects.filter(id__in=gone).delete()
    new = sorted(wanted - set(known))
    Link.objects.bulk_create([Link(force=force, case_id=case_id, reference=reference) for case_id, reference in new])
