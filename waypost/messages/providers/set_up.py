"""Which providers a force has."""

from collections.abc import Set
from functools import lru_cache

from waypost.access.provider_keys import provider_keys
from waypost.base.values import ForceName
from waypost.messages.providers import Provider
from waypost.messages.providers.notify import NotifyProvider, NotifySettings, notify_settings
from waypost.messages.values import Channel


def channels_set_up(force: ForceName) -> Set[Channel]:
    """Return the channels that somebody carries for this force."""
    return frozenset({Channel.SMS}) if notify_settings(provider_keys(force)) else frozenset()


def provider_set_up(force: ForceName) -> Provider | None:
    """
    Return the force's provider of texts, or None where there is none.

    :raises NotSetUp: if its settings cannot be right.
    """
    how = notify_settings(provider_keys(force))
    return _notify(how) if how else None


@lru_cache(maxsize=100)
def _notify(how: NotifySettings) -> NotifyProvider:
    # Kept, so that its threads keep their connections.
    return NotifyProvider(how)
