"""Operations on the staff of a force: who is there, in which roles, who is away and who covers. Each is audited."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from waypost.access.audit import record_audit
from waypost.access.models import StaffIdentity, StaffMember
from waypost.access.permissions import Action
from waypost.access.queries import directory, force_settings, staff_facts
from waypost.access.values import Actor, Staff, StaffRole
from waypost.base.scope import in_force
from waypost.base.values import ForceName

_COLLAR_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9/-]{0,19}\Z")
_LONGEST_TEXT = 120


class StaffExists(ValueError):
    """Somebody of the force has this collar number."""


class UnknownStaff(LookupError):
    """Nobody of the force who has not left has this collar number."""


class BadStaff(ValueError):
    """Something about a member of staff cannot be as it was typed."""


@dataclass(frozen=True)
class NewStaff:
    """Somebody who joins, as the force knows them; `deputy` is the collar number of who covers for them."""

    collar_number: str
    name: str
    team: str
    roles: frozenset[StaffRole]
    deputy: str | None = None


@dataclass(frozen=True)
class StaffChange:
    """What is other than before; None: as it was. An empty `deputy`: nobody covers any more."""

    name: str | None = None
    team: str | None = None
    roles: frozenset[StaffRole] | None = None
    deputy: str | None = None


def add_staff(new: NewStaff, *, force: ForceName, by: Actor, now: datetime) -> Staff:
    """
    Add a member of staff; who they are at the identity provider is bound when they first sign in.

    :raises UnknownForce: if there is no such force.
    :raises StaffExists: if somebody who has not left has the collar number.
    :raises BadStaff: if a value cannot be one.
    """
    force_settings(force)
    _check(new.collar_number, _values(StaffChange(new.name, new.team, new.roles, new.deputy)))
    with in_force(force):
        row, is_new = StaffMember.objects.get_or_create(
            force=force,
            collar_number=new.collar_number,
            is_active=True,
            defaults={
                "name": new.name,
                "team": new.team,
                "roles": sorted(new.roles),
                "deputy": new.deputy,
                "created_at": now,
                "changed_at": now,
            },
        )
        if not is_new:
            raise StaffExists(f"force {force} has somebody with collar number {new.collar_number} already")
        _audit(Action.STAFF_ADDED, row, by=by, now=now)
    return staff_facts(row)


def change_staff(collar_number: str, *, force: ForceName, change: StaffChange, by: Actor, now: datetime) -> Staff:
    """
    Change what is known of a member of staff; their open sessions have it at their next page.

    :raises UnknownStaff: if nobody who is there has the collar number.
    :raises BadStaff: if a value cannot be one.
    """
    values = _values(change)
    _check(collar_number, values)
    with in_force(force):
        row = _locked(collar_number, force)
        return _keep(row, values, action=Action.STAFF_CHANGED, by=by, now=now)


@dataclass(frozen=True)
class Loaded:
    """Collar numbers by what became of them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def load_staff(staff: Sequence[NewStaff], *, force: ForceName, by: Actor, now: datetime) -> Loaded:
    """
    Add who is missing and change who is known otherwise, all or none. Who is not among them stays as they are.

    :raises UnknownForce: if there is no such force.
    :raises BadStaff: if a value cannot be one.
    """
    with in_force(force):
        there = {known.collar_number: known for known in directory(force).staff.values() if known.is_active}
        became: dict[str, list[str]] = {"added": [], "changed": [], "unchanged": []}
        for one in staff:
            became[_load(one, there.get(one.collar_number), by=by, force=force, now=now)].append(one.collar_number)
    return Loaded(**{what: tuple(numbers) for what, numbers in became.items()})


@dataclass(frozen=True)
class Absence:
    """From when until when somebody is away, `since` None: from now; `deputy` None: who covers as it was."""

    since: datetime | None
    until: datetime
    deputy: str | None


def set_absence(collar_number: str, absence: Absence, *, force: ForceName, by: Actor, now: datetime) -> Staff:
    """
    Note that somebody is away for a time, now or to come. Their work is covered from its beginning to its end.

    :raises UnknownStaff: if nobody who is there has the collar number.
    :raises BadStaff: if the end has passed or comes before the beginning, or nobody who is there could cover.
    """
    if absence.until <= max(now, absence.since or now):
        raise BadStaff("the end must come after the beginning, and not have passed")
    values: dict[str, Any] = {"away_from": absence.since, "away_until": absence.until}
    values |= {"deputy": absence.deputy} if absence.deputy else {}
    _check(collar_number, values)
    with in_force(force):
        deputy = directory(force).by_collar(absence.deputy)
        if absence.deputy and (deputy is None or not deputy.is_active):
            raise BadStaff("nobody who is there has the collar number of who should cover")
        row = _locked(collar_number, force)
        return _keep(row, values, action=Action.STAFF_AWAY, by=by, now=now)


def set_away(
    collar_number: str, *, force: ForceName, until: datetime, deputy: str | None, by: Actor, now: datetime
) -> Staff:
    """
    Note that somebody is away until a moment; without a `deputy` the one that they had covers.

    :raises UnknownStaff: if nobody who is there has the collar number.
    :raises BadStaff: if the moment has passed, or they were to cover for themselves.
    """
    if until <= now:
        raise BadStaff("they would be back already: write a moment to come")
    values: dict[str, Any] = {"away_from": None, "away_until": until} | ({"deputy": deputy} if deputy else {})
    _check(collar_number, values)
    with in_force(force):
        row = _locked(collar_number, force)
        return _keep(row, values, action=Action.STAFF_AWAY, by=by, now=now)


def set_back(collar_number: str, *, force: ForceName, by: Actor, now: datetime) -> Staff:
    """
    Note that somebody is at work again.

    :raises UnknownStaff: if nobody who is there has the collar number.
    """
    with in_force(force):
        row = _locked(collar_number, force)
        return _keep(row, {"away_from": None, "away_until": None}, action=Action.STAFF_BACK, by=by, now=now)


def leave_staff(collar_number: str, *, force: ForceName, by: Actor, now: datetime) -> Staff:
    """
    Note that somebody has left: they cannot sign in, open sessions end at their next page, and the number is free.

    :raises UnknownStaff: if nobody who is there has the collar number.
    """
    with in_force(force):
        row = _locked(collar_number, force)
        StaffIdentity.objects.filter(staff=row).delete()
        return _keep(row, {"is_active": False}, action=Action.STAFF_LEFT, by=by, now=now)


def _load(one: NewStaff, known: Staff | None, *, force: ForceName, by: Actor, now: datetime) -> str:
    if known is None:
        add_staff(one, force=force, by=by, now=now)
        return "added"
    if one == NewStaff(known.collar_number, known.name, known.team, known.roles, known.deputy):
        return "unchanged"
    change = StaffChange(name=one.name, team=one.team, roles=one.roles, deputy=one.deputy or "")
    change_staff(one.collar_number, force=force, change=change, by=by, now=now)
    return "changed"


def _locked(collar_number: str, force: ForceName) -> StaffMember:
    mine = StaffMember.objects.select_for_update(of=("self",))
    row = mine.filter(force=force, collar_number=collar_number, is_active=True).first()
    if row is None:
        raise UnknownStaff(f"force {force} has nobody with collar number {collar_number}: see `waypost staff list`")
    return row


def _keep(row: StaffMember, values: Mapping[str, Any], *, action: Action, by: Actor, now: datetime) -> Staff:
    for name, value in values.items():
        setattr(row, name, value)
    row.changed_at = now
    row.save(update_fields=[*values, "changed_at"])
    _audit(action, row, by=by, now=now, fields=sorted(values))
    return staff_facts(row)


def _values(change: StaffChange) -> dict[str, Any]:
    roles = None if change.roles is None else sorted(change.roles)
    values = {"name": change.name, "team": change.team, "roles": roles, "deputy": change.deputy}
    return {name: value or None if name == "deputy" else value for name, value in values.items() if value is not None}


def _check(collar_number: str, values: Mapping[str, Any]) -> None:
    for number in (collar_number, values.get("deputy")):
        if number is not None and not _COLLAR_NUMBER.match(number):
            raise BadStaff("a collar number has 1 to 20 letters, digits, hyphens and strokes")
    if values.get("deputy") == collar_number:
        raise BadStaff("nobody covers for themselves: name another collar number as deputy")
    if not all(0 < len(values[key].strip()) <= _LONGEST_TEXT for key in ("name", "team") if key in values):
        raise BadStaff(f"name and team need 1 to {_LONGEST_TEXT} characters")


def _audit(action: Action, row: StaffMember, *, by: Actor, now: datetime, fields: list[str] | None = None) -> None:
    # Whom it was about: our id, which is no name.
    record_audit(action, by=by, force=ForceName(row.force), now=now, fields=[str(row.pk), *(fields or [])])
