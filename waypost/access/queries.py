"""Every read of this room. Returns frozen values."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection

from waypost.access.models import AuditEvent, Force, StaffMember
from waypost.access.permissions import Action
from waypost.access.values import (
    ActorKind,
    Directory,
    ForceSettings,
    ForceState,
    Hours,
    JourneyState,
    Pilot,
    Post,
    Staff,
    StaffRole,
)
from waypost.base.scope import in_force
from waypost.base.sets import read_rows
from waypost.base.values import CaseId, ForceName, PersonId

# A row that is written anew lies elsewhere, and says which transaction wrote it: so the mark changes with any of them.
_STAFF: Final = """
WITH now_is AS (
    SELECT coalesce(sum(hashtextextended(xmin::text || ctid::text, 0)), 0)::text AS mark
        FROM access_staff_member WHERE force = %(force)s
)
SELECT mark, t.id, collar_number, name, team, roles::text, is_active, away_from, away_until, deputy
    FROM now_is LEFT JOIN access_staff_member t ON t.force = %(force)s AND mark <> %(mark)s
    ORDER BY t.is_active, t.created_at, t.id
"""
_STAFF_COLUMNS: Final = (
    "id", "collar_number", "name", "team", "roles", "is_active", "away_from", "away_until", "deputy",
)  # fmt: skip
_read: dict[ForceName, tuple[str, Directory]] = {}
"""The staff of each force as this process has read them last, with the mark that they had then."""


class UnknownForce(LookupError):
    """No force has that name: see `waypost force add`."""


@dataclass(frozen=True)
class PageView:
    """
    That a person opened the page of their own case: when, and which parts of it were shown.

    `reference` finds the line of the audit log again.
    """

    case_id: CaseId
    person_id: PersonId
    at: datetime
    fields: tuple[str, ...]
    reference: str


def force_settings(force: ForceName) -> ForceSettings:
    """
    Return the settings of one force.

    :raises UnknownForce: if there is none of that name.
    """
    rows = read_rows(Force, "WHERE t.name = %s", [force], without=("provider_keys",))
    if not rows:
        raise UnknownForce(f"there is no force {force}: `waypost force add {force}` makes one")
    return _settings(rows[0])


def force_names() -> Sequence[ForceName]:
    """Return the names of all forces, in alphabetical order."""
    return [ForceName(name) for name in Force.objects.order_by("name").values_list("name", flat=True)]


def page_views(case_ids: Collection[CaseId], *, force: ForceName) -> Sequence[PageView]:
    """Return when victims opened the pages of these cases, the oldest first; one query, by the log's own index."""
    with in_force(force):
        rows = AuditEvent.objects.filter(
            force=force, case_id__in=case_ids, action=Action.CASE_VIEWED, actor_kind=ActorKind.VICTIM
        )
        return [
            PageView(CaseId(row.case_id), PersonId(row.person_id), row.at, tuple(row.fields), str(row.id))
            for row in rows.order_by("at", "id")
            if row.case_id is not None and row.person_id is not None
        ]


def directory(force: ForceName) -> Directory:
    """
    Return the staff of a force. Of several who had a collar number it is who has it now, else who had it last.

    Joins an open transaction of the force, and opens none of its own then. One statement always; thousands of rows are
    read anew only where one of them is another than when this process read them last.
    """
    known, kept = _read.get(force, ("", Directory()))
    with in_force(force), connection.cursor() as cursor:
        cursor.execute(_STAFF, {"force": force, "mark": known})
        rows = cursor.fetchall()
    mark = rows[0][0]
    if mark == known:
        return kept
    members = [_member(row[1:], force) for row in rows if row[1] is not None]
    found = Directory(staff={one.collar_number: one for one in members})
    _read[force] = mark, found
    return found


def _member(row: Sequence[Any], force: ForceName) -> Staff:
    values = dict(zip(_STAFF_COLUMNS, row, strict=True))
    return staff_facts(StaffMember(force=force, **{**values, "roles": orjson.loads(values["roles"])}))


def staff_member(staff_id: UUID, *, force: ForceName) -> Staff | None:
    """Return a member of staff of this force, active or not, or None."""
    with in_force(force):
        row = StaffMember.objects.filter(force=force, pk=staff_id).first()
    return staff_facts(row) if row else None


def staff_facts(row: StaffMember) -> Staff:
    """Return a row as the other rooms may know it."""
    return Staff(
        id=str(row.pk),
        force=ForceName(row.force),
        collar_number=row.collar_number,
        name=row.name,
        team=row.team,
        roles=frozenset(StaffRole(role) for role in row.roles),
        is_active=row.is_active,
        away_until=row.away_until,
        deputy=row.deputy,
        away_from=row.away_from,
    )


def _settings(row: Force) -> ForceSettings:
    return ForceSettings(
        name=ForceName(row.name),
        title=row.title,
        state=ForceState(row.state),
        groups=frozenset(row.groups),
        phases=frozenset(row.phases),
        hours=Hours(start=row.hours_from, until=row.hours_until),
        placeholders=frozenset(row.placeholders),
        two_way=row.two_way,
        two_way_groups=frozenset(row.two_way_groups),
        backlog_days=row.backlog_days,
        retention_days=row.retention_days,
        phone=row.phone,
        leave_url=row.leave_url,
        caps=row.caps,
        pilot=Pilot(share=row.pilot.get("share", 0), teams=frozenset(row.pilot.get("teams", ()))),
        journeys={
            name: JourneyState.PAUSED if kept["is_paused"] else JourneyState(kept["state"])
            for name, kept in row.journeys.items()
        },
        changed_at=row.changed_at,
        post=Post(return_address=tuple(row.return_address.splitlines()), days=row.postal_days, at=row.post_at),
        channels=frozenset(row.channels),
        foreign=frozenset(row.foreign),
        young_people=row.young_people,
        keep_closed_days=row.keep_closed_days,
        guards=row.guards,
        switched_on={name: datetime.fromisoformat(at) for name, at in row.switched_on.items()},
    )
