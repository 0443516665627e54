"""Which providers this installation has."""

from collections.abc import Set
from functools import lru_cache

from waypost.messages.providers import Provider
from waypost.messages.providers.notify import NotifyProvider, NotifySettings, settings_from_environment
from waypost.messages.values import Channel


def channels_set_up() -> Set[Channel]:
    """Return the channels that somebody carries."""
    return frozenset({Channel.SMS}) if settings_from_environment() else frozenset()


def provider_set_up() -> Provider | None:
    """
    Return the provider of texts, or None where there is none.

    :raises NotSetUp: if its settings cannot be right.
    """
    how = settings_from_environment()
    return _notify(how) if how else None


@lru_cache(maxsize=4)
def _notify(how: NotifySettings) -> NotifyProvider:
    # Kept, so that its threads keep their connections.
    return NotifyProvider(how)
