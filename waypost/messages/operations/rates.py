"""
How many calls a provider may be given now: its rate, kept across all workers and forces that share an account.

A bucket fills with time up to a few seconds' worth. What is needed for a whole batch is taken in one statement, in a
transaction of its own before the claim, so that no claim holds another up; what the claim then does not use goes back.
*Source:* GOV.UK Notify's documentation: 3,000 messages in a minute for one key type of a service.
"""

from datetime import datetime

from django.db import connection

from waypost.messages.providers import Provider, Rate, rate_of

_BURST_S = 10.0
"""What an idle provider may be given at once: this many seconds' worth. Notify's own bucket holds twenty."""

# What is in the bucket now; the bucket of an account that nobody has used yet is full.
_TAKE = """
INSERT INTO messages_provider_rate AS r (account, remaining, at, granted)
VALUES (%(account)s, %(burst)s - least(%(wanted)s, %(burst)s), %(now)s, least(%(wanted)s, %(burst)s))
ON CONFLICT (account) DO UPDATE SET
    granted = greatest(least(%(wanted)s, floor({filled})), 0),
    remaining = {filled} - greatest(least(%(wanted)s, floor({filled})), 0),
    at = greatest(r.at, EXCLUDED.at)
RETURNING granted
""".format(filled="least(%(burst)s, r.remaining + %(per_s)s * greatest(extract(epoch FROM EXCLUDED.at - r.at), 0))")
_GIVE_BACK = "UPDATE messages_provider_rate SET remaining = remaining + %s WHERE account = %s"


def take_allowance(provider: Provider | None, *, wanted: int, now: datetime) -> int:
    """Return how many of `wanted` calls this provider may be given now; all of them where it names no rate."""
    rate = rate_of(provider)
    if rate is None:
        return wanted
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {**_bucket(rate), "wanted": wanted, "now": now})
        return int(cursor.fetchone()[0])


def give_back(provider: Provider | None, *, unused: int) -> None:
    """Return what was taken and is not needed after all."""
    rate = rate_of(provider)
    if unused > 0 and rate is not None:
        with connection.cursor() as cursor:
            cursor.execute(_GIVE_BACK, [unused, rate.account])


def _bucket(rate: Rate) -> dict[str, str | float]:
    # At least one: a slow rate is kept all the same, call by call.
    per_s = rate.per_minute / 60
    return {"account": rate.account, "per_s": per_s, "burst": float(max(int(per_s * _BURST_S), 1))}
