"""How a source takes what is written back to it."""

from dataclasses import dataclass
from typing import Protocol

from waypost.base.values import ForceName
from waypost.cases.values import OutboxItemFacts


class NotTaken(RuntimeError):
    """
    The source has not taken an item, or we do not know whether it has; it is tried again.

    `code` is a word of ours, kept with the item; it never holds an answer's text.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Taker(Protocol):
    """One source, as something that takes items."""

    def take(self, item: OutboxItemFacts, *, force: ForceName) -> None:
        """
        Return once the source has the item; handed in twice it must have it once.

        :raises NotTaken: if it has not, or if we cannot know.
        """


@dataclass(frozen=True)
class Absent:
    """A source that cannot take anything, and why: its items wait."""

    code: str

    def take(self, item: OutboxItemFacts, *, force: ForceName) -> None:  # noqa: ARG002 - the protocol's
        """
        Take nothing.

        :raises NotTaken: always.
        """
        raise NotTaken(self.code)
