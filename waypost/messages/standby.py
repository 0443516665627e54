"""
Which provider of a channel takes a message: the first, or the one that stands by while the first is down. Pure.

A message that was ever attempted stays with the provider of its attempt, whatever becomes of that: only there can be
asked what happened to it, and a second one would send it twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Pause:
    """A provider is not called before `until`; `since` when it has taken nothing, None where it has since."""

    until: datetime
    since: datetime | None

    def is_on(self, now: datetime) -> bool:
        """Whether nobody calls now."""
        return self.until > now

    def is_probe_due(self, now: datetime) -> bool:
        """Whether the next call shows if the provider takes something again: one message is enough to find out."""
        return self.since is not None and not self.is_on(now)

    def is_down(self, *, patience: timedelta, now: datetime) -> bool:
        """Whether it has taken nothing for longer than we wait for it."""
        return self.is_on(now) and self.since is not None and now - self.since >= patience


def on_duty(route: Sequence[str], pauses: Mapping[str, Pause], *, patience: timedelta, now: datetime) -> str:
    """Return who takes new messages: the first that is not down, and the very first where all are."""
    up = [name for name in route if name not in pauses or not pauses[name].is_down(patience=patience, now=now)]
    return (up or route)[0]


def may_take(provider: str, *, attempted_by: str | None, duty: str) -> bool:
    """Whether a provider may take a message; `attempted_by` is who was ever asked to, None where nobody was."""
    return provider == (duty if attempted_by is None else attempted_by)
