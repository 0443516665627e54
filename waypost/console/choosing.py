"""What somebody chose to see of the worklist, as an address says it. Pure; what an address says wrong is not chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from waypost.access.values import StaffRole
from waypost.worklist.values import ItemKind


class Whose(StrEnum):
    """Whose work the list shows."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


class When(StrEnum):
    """Which of it, by when it is due."""

    ANY = "any"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class Place:
    """Where one page of the list ended: the due time and the id of its last item."""

    due_at: datetime
    item_id: UUID

    def __str__(self) -> str:
        """Return the place as it stands in an address."""
        return f"{self.due_at.isoformat()}~{self.item_id}"


@dataclass(frozen=True)
class Choice:
    """One view of the list; `after` is where the page before ended, None for the first."""

    whose: Whose = Whose.MINE
    kind: ItemKind | None = None
    when: When = When.ANY
    after: Place | None = None

    @property
    def query(self) -> str:
        """The choice as it stands in an address."""
        said = {
            "whose": self.whose.value,
            "kind": self.kind.value if self.kind else "",
            "due": "" if self.when is When.ANY else self.when.value,
            "after": str(self.after or ""),
        }
        return urlencode({name: value for name, value in said.items() if value})

    def of(self, whose: Whose) -> "Choice":
        """Return the same choice of somebody's work, from its beginning."""
        return replace(self, whose=whose, after=None)

    def from_start(self) -> "Choice":
        """Return the first page of it."""
        return replace(self, after=None)

    def going_on(self, after: Place) -> "Choice":
        """Return the page that comes after `after`."""
        return replace(self, after=after)


def read_choice(said: Mapping[str, str], *, otherwise: Whose) -> Choice:
    """Return what an address asks for; `otherwise` is whose work is shown where it does not say."""
    whose, kind, when = said.get("whose", ""), said.get("kind", ""), said.get("due", "")
    return Choice(
        whose=Whose(whose) if whose in set(Whose) else otherwise,
        kind=ItemKind(kind) if kind in set(ItemKind) else None,
        when=When(when) if when in set(When) else When.ANY,
        after=_place(said.get("after", "")),
    )


def first_choice(roles: frozenset[StaffRole]) -> Whose:
    """Return whose work somebody sees first: their own, or, where nobody gives them any, what their desk has."""
    return Whose.MINE if roles & {StaffRole.OFFICER, StaffRole.SUPERVISOR} else Whose.ALL


def _place(said: str) -> Place | None:
    moment, _, item_id = said.partition("~")
    try:
        place = Place(datetime.fromisoformat(moment), UUID(item_id))
    except ValueError:
        return None
    return place if place.due_at.tzinfo else None
