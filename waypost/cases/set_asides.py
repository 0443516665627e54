"""
Records that could not be taken, for whoever looks after records: the room of the sources has them, and is named here.

It stands beside the pages of staff, which cannot know it: an `AppConfig` names the module that has them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import Final, Protocol, cast

from django.apps import apps

from waypost.access.values import Actor
from waypost.base.values import ForceName

NAME: Final = "set_asides"


@dataclass(frozen=True)
class SetAside:
    """One record that could not be taken: nothing of what it says. `error` names a field and no value."""

    aside_id: int
    source: str
    error: str
    tries: int
    first_at: datetime
    last_at: datetime
    is_parked: bool


class SetAsides(Protocol):
    """What the room of the sources offers."""

    def waiting(self, *, force: ForceName, after: int, limit: int) -> Sequence[SetAside]:
        """Return what stands aside, by our id, from the next after `after` on."""

    def try_again(self, ids: Sequence[int], *, force: ForceName, by: Actor, now: datetime) -> int:
        """Let what stands aside under these ids be tried again soon, parked or not; return how many there are."""


def set_asides() -> SetAsides:
    """Return the room that has them, as it is installed."""
    (name,) = (found for config in apps.get_app_configs() if (found := getattr(config, NAME, None)))
    return cast("SetAsides", import_module(name))
