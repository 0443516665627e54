"""The messages of incidents as they are kept: all of them, each once."""

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final
from zlib import crc32

from django.db import connection
from django.db.models import Count

from waypost.cases.values import SourceFacts
from waypost.connectors.models import IncidentMessage
from waypost.connectors.storm.values import Message

MOST_OF_AN_INCIDENT: Final = 5_000
_CLASS: Final = crc32(b"waypost.connectors.storm") & 0x7FFFFFFF
_BUCKETS: Final = 4096


def lock_incidents(source: SourceFacts, references: Iterable[str]) -> None:
    """
    Let only this transaction fold these incidents.

    Two that bring one message each would otherwise not see each other's, and the later would write a snapshot that
    lacks the earlier's.
    """
    buckets = sorted({crc32(f"{source.id}\x1f{each}".encode()) % _BUCKETS for each in references})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s, bucket)"
            " FROM (SELECT * FROM unnest(%s::int[]) AS b (bucket) ORDER BY bucket) AS ordered",
            [_CLASS, buckets],
        )


def keep_messages(source: SourceFacts, messages: Iterable[Message], *, now: datetime) -> Sequence[Message]:
    """Keep what is not kept yet, in the caller's transaction; return it in the order given."""
    given = {(each.incident, each.digest): each for each in messages}
    if not given:
        return ()
    ordered = [given[key] for key in sorted(given)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO connectors_incident_message"
            " (force, source_id, reference, message, digest, body, received_at)"
            " SELECT %s, %s, reference, message, digest, body, %s"
            " FROM unnest(%s::text[], %s::text[], %s::bytea[], %s::bytea[]) AS m (reference, message, digest, body)"
            " ON CONFLICT DO NOTHING RETURNING reference, digest",
            [
                source.force,
                source.id,
                now,
                [each.incident for each in ordered],
                [each.id for each in ordered],
                [each.digest for each in ordered],
                [zlib.compress(each.raw) for each in ordered],
            ],
        )
        new = {(reference, bytes(digest)) for reference, digest in cursor.fetchall()}
    return [each for key, each in given.items() if key in new]


def kept_of(source: SourceFacts, reference: str) -> Sequence[bytes]:
    """Return the messages of one incident as they were kept."""
    rows = IncidentMessage.objects.filter(force=source.force, source_id=source.id, reference=reference)
    return [zlib.decompress(bytes(body)) for body in rows.order_by("id").values_list("body", flat=True)]


def full_incidents(source: SourceFacts, references: Iterable[str]) -> frozenset[str]:
    """Return which of these incidents have as many messages as we keep of one."""
    counts = _counted(source, references)
    return frozenset(reference for reference, count in counts.items() if count >= MOST_OF_AN_INCIDENT)


def repeated_ids(source: SourceFacts, messages: Iterable[Message]) -> int:
    """Return how many of these new messages have an id under which the incident has another body."""
    new = {(each.incident, each.id) for each in messages}
    rows = IncidentMessage.objects.filter(
        force=source.force,
        source_id=source.id,
        reference__in={incident for incident, _ in new},
        message__in={own for _, own in new},
    )
    counted = rows.values("reference", "message").annotate(bodies=Count("id")).filter(bodies__gt=1)
    return sum((row["reference"], row["message"]) in new for row in counted)


def every_incident(source: SourceFacts) -> Sequence[str]:
    """Return the incidents of which messages are kept."""
    rows = IncidentMessage.objects.filter(force=source.force, source_id=source.id)
    return list(rows.order_by("reference").values_list("reference", flat=True).distinct())


def newest_incidents(source: SourceFacts, limit: int) -> Sequence[str]:
    """Return the incidents of the newest messages, the newest first."""
    rows = IncidentMessage.objects.filter(force=source.force, source_id=source.id).order_by("-id")
    return list(dict.fromkeys(rows.values_list("reference", flat=True)[: limit * 20]))[:limit]


def _counted(source: SourceFacts, references: Iterable[str]) -> Mapping[str, int]:
    rows = IncidentMessage.objects.filter(force=source.force, source_id=source.id, reference__in=list(references))
    return dict(rows.values_list("reference").annotate(count=Count("id")))
