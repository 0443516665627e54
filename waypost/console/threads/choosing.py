"""Whose threads are wanted, as it stands in an address. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlencode
from uuid import UUID

from waypost.worklist.queries import Cursor


class Whose(StrEnum):
    """Whose threads: what somebody has or covers, their team's, or all that they may see."""

    MINE = "mine"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True)
class ThreadChoice:
    """One view of the list; `after` is the place where the page before ended."""

    whose: Whose = Whose.MINE
    after: Cursor | None = None

    @property
    def query(self) -> str:
        """The choice as it stands in an address."""
        place = f"{self.after.due_at.isoformat()}_{self.after.item_id}" if self.after else ""
        return urlencode({"whose": self.whose.value, **({"after": place} if place else {})})

    def going_on(self, after: Cursor) -> "ThreadChoice":
        """Return the page after a place."""
        return replace(self, after=after)


def read_thread_choice(given: Mapping[str, str]) -> ThreadChoice:
    """Return what an address asks for; what cannot be read is as if it were not there."""
    whose = given.get("whose", "")
    return ThreadChoice(Whose(whose) if whose in set(Whose) else Whose.MINE, _place(given.get("after", "")))


def _place(written: str) -> Cursor | None:
    moment, _, item_id = written.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return Cursor(at, UUID(item_id)) if at.tzinfo else None
    except ValueError:
        return None
