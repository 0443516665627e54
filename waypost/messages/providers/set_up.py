"""Which providers a force has, by channel."""

import logging
from collections.abc import Callable, Mapping, Set
from functools import lru_cache

from django.conf import settings

from waypost.access.provider_keys import provider_keys
from waypost.base.values import ForceName
from waypost.messages.providers import NotSetUp, Provider
from waypost.messages.providers.notify import NotifyProvider, NotifySettings, notify_settings
from waypost.messages.providers.smtp import SmtpProvider
from waypost.messages.providers.smtp_settings import SmtpSettings, read_smtp_url
from waypost.messages.values import Channel

_log = logging.getLogger(__name__)


def channels_set_up(force: ForceName) -> Set[Channel]:
    """Return the channels that somebody carries for this force."""
    return frozenset(providers_set_up(force))


def providers_set_up(force: ForceName) -> Mapping[Channel, Provider]:
    """
    Return who carries what for this force: by its own keys, else by the environment's.

    A channel whose settings cannot be right has nobody, so that its messages are held with that reason; the other
    channels go on. The log says what to mend.
    """
    own = provider_keys(force)
    found = {channel: _provider(make, own, force) for channel, make in _MAKERS.items()}
    return {channel: provider for channel, provider in found.items() if provider is not None}


def smtp_settings(own: Mapping[str, str]) -> SmtpSettings | None:
    """
    Return how to reach the mail server, or None where none is set up: a force's own address, else the environment's.

    :raises NotSetUp: if it cannot be right.
    """
    url = own.get("smtp_url") or settings.SMTP_URL
    return read_smtp_url(url, base_url=settings.BASE_URL, timeout_s=settings.SMTP_TIMEOUT_S) if url else None


def _provider(
    make: Callable[[Mapping[str, str]], Provider | None], own: Mapping[str, str], force: ForceName
) -> Provider | None:
    try:
        return make(own)
    except NotSetUp as fault:
        _log.error("force %s: %s", force, fault)
        return None


def _sms(own: Mapping[str, str]) -> Provider | None:
    how = notify_settings(own)
    return _notify(how) if how else None


def _email(own: Mapping[str, str]) -> Provider | None:
    how = smtp_settings(own)
    return _smtp(how) if how else None


_MAKERS: Mapping[Channel, Callable[[Mapping[str, str]], Provider | None]] = {
    Channel.SMS: _sms,
    Channel.EMAIL: _email,
}


@lru_cache(maxsize=100)
def _notify(how: NotifySettings) -> NotifyProvider:
    # Kept, so that its threads keep their connections.
    return NotifyProvider(how)


@lru_cache(maxsize=100)
def _smtp(how: SmtpSettings) -> SmtpProvider:
    return SmtpProvider(how)
