"""Providers that are not called for a while, and which of a channel's providers takes what meanwhile."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, Q

from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.messages.models import Attempt
from waypost.messages.pace import pause_s
from waypost.messages.providers import Doubtful, Provider
from waypost.messages.standby import Pause, on_duty
from waypost.messages.values import Channel

_MANY = 5
# The longer a provider takes nothing, the less often it is tried: after a quarter of that time again, at the latest
# after five minutes, and never sooner than it asked for.
_PAUSE = """
INSERT INTO messages_provider_pause AS p (force, provider, until, since)
VALUES (%(force)s, %(name)s, %(until)s, %(now)s)
ON CONFLICT (force, provider) DO UPDATE SET
    until = greatest(p.until, EXCLUDED.until, %(now)s + least((%(now)s - p.since) / 4, interval '5 minutes')),
    since = coalesce(p.since, EXCLUDED.since)
"""

_HAS_TAKEN = "UPDATE messages_provider_pause SET since = NULL WHERE force = %s AND provider = %s AND since IS NOT NULL"


def pause(provider: Provider, *, wait_s: float, force: ForceName, now: datetime) -> None:
    """Keep all workers from calling this provider for this force for a while; joins the caller's transaction."""
    until = now + timedelta(seconds=wait_s)
    with connection.cursor() as cursor:
        cursor.execute(_PAUSE, {"force": force, "name": provider.name, "until": until, "now": now})


def pause_if_silent(answers: Sequence[object], provider: Provider, *, force: ForceName, now: datetime) -> None:
    """Pause a provider that has left all of many questions in doubt; joins the caller's transaction."""
    if len(answers) >= _MANY and all(isinstance(answer, Doubtful) for answer in answers):
        wait_s = pause_s(1, asked_s=None, spread=random.random())  # noqa: S311 - only a jitter
        pause(provider, wait_s=wait_s, force=force, now=now)


def has_taken(provider: Provider, *, force: ForceName) -> None:
    """Remember that this provider takes messages again; a pause that it asked for goes on."""
    with connection.cursor() as cursor:
        cursor.execute(_HAS_TAKEN, [force, provider.name])


def pauses_of(force: ForceName) -> Mapping[str, Pause]:
    """Return what is known of pauses of this force's providers, by name; some have ended."""
    with in_force(force), connection.cursor() as cursor:
        cursor.execute("SELECT provider, until, since FROM messages_provider_pause WHERE force = %s", [force])
        return {name: Pause(until, since) for name, until, since in cursor.fetchall()}


def carriers(
    routes: Mapping[Channel, Sequence[Provider]], *, force: ForceName, now: datetime
) -> Mapping[Channel, Provider]:
    """Return who takes a new message of each channel now: for what is handed over at once, such as a code."""
    pauses = pauses_of(force) if any(len(route) > 1 for route in routes.values()) else {}
    return {
        channel: {one.name: one for one in route}[_duty(route, pauses, now=now)] for channel, route in routes.items()
    }


def shares(route: Sequence[Provider], *, force: ForceName, now: datetime) -> Sequence[tuple[Provider, Q]]:
    """
    Return each provider of a channel with the condition on the queued messages that it may take now.

    It is `standby.may_take` for the database. A message's token is 0 until it is first leased, and every lease writes
    an attempt down.
    """
    if not route:
        return ()
    pauses = pauses_of(force) if len(route) > 1 else {}
    duty = _duty(route, pauses, now=now)
    return [
        (one, attempted_by([one.name]) | Q(lease_token=0) if one.name == duty else attempted_by([one.name]))
        for one in route
    ]


def _duty(route: Sequence[Provider], pauses: Mapping[str, Pause], *, now: datetime) -> str:
    patience = timedelta(seconds=settings.STANDBY_AFTER_S)
    return on_duty([one.name for one in route], pauses, patience=patience, now=now)


def attempted_by(names: Sequence[str]) -> Q:
    """Return the condition that a message was attempted by one of these providers."""
    return Q(Exists(Attempt.objects.filter(message=OuterRef("id"), provider__in=names)))
