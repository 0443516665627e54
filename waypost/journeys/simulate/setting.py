"""What is simulated: whose settings, which content, which record, at what price."""

from dataclasses import dataclass
from datetime import datetime

from waypost.access.values import ForceSettings
from waypost.journeys.simulate.prices import Price


@dataclass(frozen=True)
class Setting:
    """
    The frame of one simulation, as its summary and its report show it.

    `assumed` says in sentences what was taken as given. `ends_at` is the last moment of the record, `until` where the
    virtual clock stops at the latest.
    """

    files: tuple[str, ...]
    content: str
    against: str | None
    force: ForceSettings
    assumed: tuple[str, ...]
    events: int
    ends_at: datetime
    until: datetime
    price: Price
