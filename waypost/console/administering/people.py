"""Who did something, as a page may show it."""

from collections.abc import Iterable, Mapping

from waypost.access.queries import directory
from waypost.access.values import OPERATOR
from waypost.base.values import ForceName


def names_of(ids: Iterable[str], *, force: ForceName) -> Mapping[str, str]:
    """Return the names of members of staff by the ids of their actions, in one query; of none where none are asked."""
    wanted = set(ids)
    if not wanted:
        return {}
    known = {one.actor.id: f"{one.name}, {one.collar_number}" for one in directory(force).staff.values()}
    known[OPERATOR.id] = "Somebody at the command line"
    return {each: known.get(each, each) for each in wanted}
