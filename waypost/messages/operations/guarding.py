"""
Counts what leaves, so that of what is new only a few do before somebody looks, and in an hour no more than so many.

Of one force one claim counts at a time, from the moment in which it reads the figures: they hold exactly, whoever else
claims. What is no longer new, in a force without ceilings, is locked by nobody.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection

from waypost.base.values import ForceName
from waypost.messages.circumstances import Circumstances, leaving_of
from waypost.messages.guards import THE_FORCE, Bulk, Canary, CanaryKind, Leaving
from waypost.messages.models import Message
from waypost.messages.rows import subject_of

_Value = str | datetime | list[str] | list[int] | list[datetime]

# Of what was let go nothing is locked, as long as no newer version of it comes.
_LET_GO = """
SELECT w.number FROM unnest(%(kinds)s::text[], %(targets)s::text[], %(versions)s::int[], %(epochs)s::timestamptz[])
    WITH ORDINALITY AS w(kind, target, version, epoch, number)
JOIN messages_canary c ON c.force = %(force)s AND c.kind = w.kind AND c.target = w.target
WHERE c.let_go_at IS NOT NULL AND c.version >= w.version AND c.epoch = w.epoch
"""
_NEWER = "(EXCLUDED.version > c.version OR EXCLUDED.epoch <> c.epoch)"
_LOCK = f"""
INSERT INTO messages_canary AS c (force, kind, target, version, epoch, since, sent, let_go_by)
SELECT %(force)s, kind, target, version, epoch, %(now)s, 0, ''
    FROM unnest(%(kinds)s::text[], %(targets)s::text[], %(versions)s::int[], %(epochs)s::timestamptz[])
    AS w(kind, target, version, epoch) ORDER BY kind, target
ON CONFLICT (force, kind, target) DO UPDATE SET
    sent = CASE WHEN {_NEWER} THEN 0 ELSE c.sent END,
    since = CASE WHEN {_NEWER} THEN EXCLUDED.since ELSE c.since END,
    let_go_at = CASE WHEN {_NEWER} THEN NULL ELSE c.let_go_at END,
    let_go_by = CASE WHEN {_NEWER} THEN '' ELSE c.let_go_by END,
    version = greatest(c.version, EXCLUDED.version),
    epoch = EXCLUDED.epoch
RETURNING kind, target, version, epoch, since, sent, let_go_at IS NOT NULL
"""  # noqa: S608 - the condition is our own words
_COUNT = """
UPDATE messages_canary AS c SET sent = c.sent + w.more
    FROM unnest(%(kinds)s::text[], %(targets)s::text[], %(more)s::int[]) AS w(kind, target, more)
    WHERE c.force = %(force)s AND c.kind = w.kind AND c.target = w.target
"""
_LOCK_HOUR = """
INSERT INTO messages_hour AS h (force, target, hour, sent)
SELECT %(force)s, target, %(hour)s, 0 FROM unnest(%(targets)s::text[]) AS w(target) ORDER BY target
ON CONFLICT (force, target) DO UPDATE SET
    sent = CASE WHEN h.hour >= EXCLUDED.hour THEN h.sent ELSE 0 END,
    hour = greatest(h.hour, EXCLUDED.hour)
RETURNING target, sent
"""
_COUNT_HOUR = """
UPDATE messages_hour AS h SET sent = h.sent + w.more
    FROM unnest(%(targets)s::text[], %(more)s::int[]) AS w(target, more)
    WHERE h.force = %(force)s AND h.target = w.target
"""


def guard(rows: Sequence[Message], circumstances: Circumstances) -> Circumstances:
    """Return the circumstances in which these rows may leave, counted while no other claim can count."""
    bulk = circumstances.bulk
    if not rows or not bulk.guards.counts:
        return circumstances
    leaving = [leaving_of(subject_of(row), circumstances) for row in rows]
    canaries = _canaries(leaving, bulk, force=circumstances.settings.name) if bulk.guards.canary else {}
    sent = _hour(leaving, bulk, force=circumstances.settings.name)
    return replace(circumstances, bulk=replace(bulk, canaries=canaries, sent=sent))


def count_leaving(row: Message, circumstances: Circumstances) -> Circumstances:
    """Return the circumstances for the next row after this one has passed its gates."""
    if not circumstances.bulk.guards.counts:
        return circumstances
    one = leaving_of(subject_of(row), circumstances)
    return replace(circumstances, bulk=circumstances.bulk.with_one_more(one))


def keep_counts(leased: Iterable[Message], circumstances: Circumstances) -> None:
    """Write down how many of these have left, with what `guard` has locked; what was counted before counts no more."""
    bulk, force = circumstances.bulk, circumstances.settings.name
    if not bulk.guards.counts:
        return
    canaries: Counter[tuple[CanaryKind, str]] = Counter()
    hours: Counter[str] = Counter()
    for row in leased:
        one = leaving_of(subject_of(row), circumstances)
        canaries.update(found.key for found in bulk.counted_for(one))
        if not bulk.is_counted_in_hour(one):
            hours.update([one.text, THE_FORCE])
        row.admitted_at = circumstances.now
    if canaries:
        _execute(_COUNT, {**_keys(canaries), "more": list(canaries.values()), "force": force})
    if hours:
        _execute(_COUNT_HOUR, {"targets": list(hours), "more": list(hours.values()), "force": force})


def _canaries(leaving: Sequence[Leaving], bulk: Bulk, *, force: ForceName) -> Mapping[tuple[CanaryKind, str], Canary]:
    newest: dict[tuple[CanaryKind, str], Canary] = {}
    for wished in (wished for one in leaving for wished in bulk.wanted(one)):
        known = newest.get(wished.key)
        newest[wished.key] = wished if known is None or wished.version > known.version else known
    wanted = list(newest.values())
    let_go = {number - 1 for (number,) in _execute(_LET_GO, {**_wanted(wanted), "force": force})}
    still = [one for number, one in enumerate(wanted) if number not in let_go]
    if not still:
        return {}
    locked = _execute(_LOCK, {**_wanted(still), "force": force, "now": bulk.now})
    found = [Canary(CanaryKind(kind), *rest) for kind, *rest, is_let_go in locked if not is_let_go]
    return {one.key: one for one in found}


def _hour(leaving: Sequence[Leaving], bulk: Bulk, *, force: ForceName) -> Mapping[str, int]:
    if not bulk.guards.per_text_an_hour and not bulk.guards.per_force_an_hour:
        return {}
    targets = sorted({THE_FORCE, *(one.text for one in leaving)})
    return dict(_execute(_LOCK_HOUR, {"force": force, "targets": targets, "hour": bulk.hour}))


def _wanted(canaries: Sequence[Canary]) -> dict[str, _Value]:
    return {
        **_keys(one.key for one in canaries),
        "versions": [one.version for one in canaries],
        "epochs": [one.epoch for one in canaries],
    }


def _keys(keys: Iterable[tuple[CanaryKind, str]]) -> dict[str, _Value]:
    listed = list(keys)
    return {"kinds": [kind.value for kind, _ in listed], "targets": [target for _, target in listed]}


def _execute(sql: str, values: Mapping[str, _Value]) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []
