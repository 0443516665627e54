"""
Links what was written into the audit log into the chain of its force, in batches, within seconds.

One sealer a force works at a time; another steps back. Nobody waits for it, and it waits for nobody: a line whose
transaction commits late is in a later seal.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection

from waypost.access.audit_chain.rules import FIRST_PREVIOUS, Line, Link, line_digest, seal_hash
from waypost.access.log_models import AuditSeal, AuditUnsealed
from waypost.access.models import AuditEvent
from waypost.base.crashpoints import crashpoint
from waypost.base.scope import in_force
from waypost.base.values import ForceName

MOST_LINES = 1000
"""In one seal."""


def seal(force: ForceName, *, now: datetime) -> int:
    """Link what is committed and unsealed, in one seal; return how many lines it covers, none if another seals."""
    with in_force(force):
        if not _is_alone(force):
            return 0
        lines = _unsealed(force)
        if lines:
            _write(lines, force=force, now=now)
            crashpoint("audit_seal.before_commit")
    return len(lines)


def forces_to_seal() -> Sequence[ForceName]:
    """Return the forces that have something unsealed; asked outside the wall, since only ids stand there."""
    names = AuditUnsealed.objects.order_by("force").values_list("force", flat=True).distinct()
    return [ForceName(name) for name in names]


def line_of(row: AuditEvent) -> Line:
    """Return a row of the audit log with all its columns."""
    return Line(
        id=row.pk,
        force=row.force,
        at=row.at,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        action=row.action,
        case_id=row.case_id,
        person_id=row.person_id,
        fields=row.fields,
        request_id=row.request_id,
    )


def _is_alone(force: ForceName) -> bool:
    # Let go at the end of the transaction, however it ends.
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended('waypost audit ' || %s, 0))", [force])
        return bool(cursor.fetchone()[0])


def _unsealed(force: ForceName) -> Sequence[Line]:
    wanted = AuditUnsealed.objects.filter(force=force).order_by("event_id").values_list("event_id", flat=True)
    found = AuditEvent.objects.filter(force=force, id__in=list(wanted[:MOST_LINES]))
    return [line_of(row) for row in found.order_by("id")]


def _write(lines: Sequence[Line], *, force: ForceName, now: datetime) -> None:
    last = AuditSeal.objects.filter(force=force).order_by("-number").only("number", "hash").first()
    link = Link(
        force=force,
        number=last.number + 1 if last else 1,
        previous=bytes(last.hash) if last else FIRST_PREVIOUS,
        sealed_at=now,
        lines=[(line.id, line_digest(line)) for line in lines],
    )
    AuditSeal.objects.create(
        force=force,
        number=link.number,
        previous=link.previous,
        hash=seal_hash(link),
        sealed_at=now,
        events=[line_id for line_id, _ in link.lines],
        digests=b"".join(digest for _, digest in link.lines),
    )
    AuditUnsealed.objects.filter(event_id__in=[line.id for line in lines]).delete()
