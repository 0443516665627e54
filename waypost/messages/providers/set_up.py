"""
Which providers a force has, by channel: the first carries, the others stand by (`messages/standby.py`).

Another provider is a maker of its own and a line in `_MAKERS`.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from functools import lru_cache
from itertools import islice

from django.conf import settings

from waypost.access.provider_keys import provider_keys
from waypost.base.values import ForceName
from waypost.messages.providers import NotSetUp, Provider
from waypost.messages.providers.anymail import AnymailProvider
from waypost.messages.providers.anymail_settings import AnymailSettings, anymail_settings
from waypost.messages.providers.notify import (
    SECOND,
    NotifyProvider,
    NotifySettings,
    notify_settings,
    second_notify_settings,
)
from waypost.messages.providers.notify_email import (
    NotifyEmailProvider,
    NotifyEmailSettings,
    notify_email_settings,
)
from waypost.messages.providers.notify_letters import (
    NotifyLetterProvider,
    NotifyLetterSettings,
    NotifyPdfProvider,
    notify_letter_settings,
    notify_pdf_settings,
)
from waypost.messages.providers.print_folder import PrintFolderProvider, print_folder_settings
from waypost.messages.providers.smtp import SmtpProvider
from waypost.messages.providers.smtp_settings import SmtpSettings, read_smtp_url
from waypost.messages.providers.whatsapp import WhatsAppProvider, WhatsAppSettings, whatsapp_settings
from waypost.messages.values import Channel

_log = logging.getLogger(__name__)

Maker = Callable[[Mapping[str, str]], Provider | None]
"""Makes a provider of a force's own keys and the environment's, or None where they do not say how to reach it."""


def channels_set_up(force: ForceName) -> Set[Channel]:
    """Return the channels that somebody carries for this force."""
    return frozenset(providers_set_up(force))


def providers_set_up(force: ForceName) -> Mapping[Channel, Provider]:
    """Return who carries what for this force, as long as nothing is wrong with them."""
    return {channel: providers[0] for channel, providers in routes_set_up(force).items()}


def routes_set_up(force: ForceName) -> Mapping[Channel, tuple[Provider, ...]]:
    """
    Return who can carry what for this force, in order: by its own keys, else by the environment's.

    Where no order is set, the first that is set up carries alone. A provider whose settings cannot be right is left
    out, and a channel with none has nobody, so that its messages are held with that reason; the other channels go on.
    The log says what to mend.
    """
    own = provider_keys(force)
    found = {channel: tuple(_route(channel, own, force)) for channel in _MAKERS}
    return {channel: providers for channel, providers in found.items() if providers}


def smtp_settings(own: Mapping[str, str]) -> SmtpSettings | None:
    """
    Return how to reach the mail server, or None where none is set up: a force's own address, else the environment's.

    :raises NotSetUp: if it cannot be right.
    """
    url = own.get("smtp_url") or settings.SMTP_URL
    return read_smtp_url(url, base_url=settings.BASE_URL, timeout_s=settings.SMTP_TIMEOUT_S) if url else None


def _route(channel: Channel, own: Mapping[str, str], force: ForceName) -> Iterator[Provider]:
    makers = _MAKERS[channel]
    named = own.get(f"providers_{channel.value}") or settings.PROVIDERS.get(channel.value, "")
    if not named:
        yield from islice(_made(makers.values(), own, force), 1)
        return
    names = [name.strip() for name in named.split(",")]
    for name in names:
        if name not in makers:
            _log.error("force %s: no provider %s carries %s; there are %s", force, name, channel, ", ".join(makers))
    yield from _made([makers[name] for name in names if name in makers], own, force)


def _made(makers: Iterable[Maker], own: Mapping[str, str], force: ForceName) -> Iterator[Provider]:
    for make in makers:
        try:
            provider = make(own)
        except NotSetUp as fault:
            _log.error("force %s: %s", force, fault)
            continue
        if provider is not None:
            yield provider


def _sms(own: Mapping[str, str]) -> Provider | None:
    how = notify_settings(own)
    return _notify(how) if how else None


def _second_sms(own: Mapping[str, str]) -> Provider | None:
    how = second_notify_settings(own)
    return _notify(how) if how else None


def _email(own: Mapping[str, str]) -> Provider | None:
    how = smtp_settings(own)
    return _smtp(how) if how else None


def _notify_email(own: Mapping[str, str]) -> Provider | None:
    how = notify_email_settings(own)
    return _notify_email_of(how) if how else None


def _email_service(own: Mapping[str, str]) -> Provider | None:
    how = anymail_settings(own)
    return _anymail(how) if how else None


def _whatsapp(own: Mapping[str, str]) -> Provider | None:
    how = whatsapp_settings(own)
    return _whatsapp_of(how) if how else None


def _notify_letter(own: Mapping[str, str]) -> Provider | None:
    how = notify_letter_settings(own)
    return _notify_letters_of(how) if how else None


def _notify_pdf(own: Mapping[str, str]) -> Provider | None:
    how = notify_pdf_settings(own)
    return _notify_pdf_of(how) if how else None


def _folder(own: Mapping[str, str]) -> Provider | None:
    how = print_folder_settings(own)
    return PrintFolderProvider(how) if how else None


_MAKERS: Mapping[Channel, Mapping[str, Maker]] = {
    Channel.SMS: {"notify": _sms, SECOND: _second_sms},
    Channel.LETTER: {"notify": _notify_letter, "folder": _folder, "notify-pdf": _notify_pdf},
    Channel.EMAIL: {"smtp": _email, "notify": _notify_email, "anymail": _email_service},
    Channel.WHATSAPP: {"whatsapp": _whatsapp},
}


@lru_cache(maxsize=100)
def _notify(how: NotifySettings) -> NotifyProvider:
    # Kept, so that its threads keep their connections.
    return NotifyProvider(how)


@lru_cache(maxsize=100)
def _smtp(how: SmtpSettings) -> SmtpProvider:
    return SmtpProvider(how)


@lru_cache(maxsize=100)
def _notify_email_of(how: NotifyEmailSettings) -> NotifyEmailProvider:
    return NotifyEmailProvider(how)


@lru_cache(maxsize=100)
def _anymail(how: AnymailSettings) -> AnymailProvider:
    return AnymailProvider(how)


@lru_cache(maxsize=100)
def _whatsapp_of(how: WhatsAppSettings) -> WhatsAppProvider:
    return WhatsAppProvider(how)


@lru_cache(maxsize=100)
def _notify_letters_of(how: NotifyLetterSettings) -> NotifyLetterProvider:
    return NotifyLetterProvider(how)


@lru_cache(maxsize=100)
def _notify_pdf_of(how: NotifyLetterSettings) -> NotifyPdfProvider:
    return NotifyPdfProvider(how)
