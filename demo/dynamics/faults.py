"""What goes wrong with such a service, ordered by a test: whole answers replaced, or pages spoilt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Fault:
    """An answer that is given instead of the true one."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


def too_many(retry_after: str) -> Fault:
    """Return the answer where one asks too much."""
    body = {"error": {"code": "0x80072322", "message": "Number of requests exceeded the limit of 6000."}}
    return Fault(429, body, {"Retry-After": retry_after})


@dataclass
class Faults:
    """Faults still to come: for the next calls, and for the next pages."""

    calls: list[Fault | None] = field(default_factory=list)
    lost: int = 0
    """So many of the next writes are done, and their answers lost."""
    pages: list[Callable[[dict[str, Any]], dict[str, Any]]] = field(default_factory=list)

    def instead(self) -> Fault | None:
        """Return what is said instead of the next answer, if anything is."""
        return self.calls.pop(0) if self.calls else None

    def is_lost(self, method: str) -> bool:
        """Return whether the answer to what was done is lost on the way."""
        self.lost -= (is_lost := method != "GET" and self.lost > 0)
        return is_lost

    def spoil(self, page: dict[str, Any]) -> dict[str, Any]:
        """Return a page as it goes out."""
        return self.pages.pop(0)(page) if self.pages else page
