"""Commands on the staff of a force."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TextIO

import click

from waypost.access.permission_table import as_markdown, as_text, permission_lines
from waypost.access.queries import UnknownForce, directory, force_settings
from waypost.access.staff import (
    BadStaff,
    NewStaff,
    StaffChange,
    StaffExists,
    UnknownStaff,
    add_staff,
    change_staff,
    leave_staff,
    load_staff,
    set_away,
    set_back,
)
from waypost.access.values import OPERATOR, Staff, StaffRole
from waypost.base.clock import LONDON, now
from waypost.base.values import ForceName

_COLUMNS = {"collar_number", "name", "team", "roles", "deputy"}
_FORCE = click.option("--force", required=True, metavar="F", help="The force whose staff it is.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_ROLES = click.option(
    "--role", "roles", multiple=True, type=click.Choice([role.value for role in StaffRole]), help="Again for another."
)
_DEPUTY = click.option("--deputy", metavar="COLLAR_NUMBER", help="Who covers while they are away.")


@click.group()
def staff() -> None:
    """Add staff of a force, say who is away, list them. How they sign in: docs/operate/run.md."""


@staff.command("add")
@click.argument("collar_number")
@_FORCE
@click.option("--name", required=True, help="As colleagues call them.")
@click.option("--team", required=True)
@_ROLES
@_DEPUTY
@_JSON
def add(
    collar_number: str, force: str, name: str, team: str, roles: tuple[str, ...], deputy: str | None, as_json: bool
) -> None:
    """Add a member of staff. They sign in at the force's own identity provider; there is no password."""
    new = NewStaff(collar_number, name=name, team=team, roles=_roles(roles), deputy=deputy)
    with _plainly():
        _print(add_staff(new, force=ForceName(force), by=OPERATOR, now=now()), as_json)


@staff.command("set")
@click.argument("collar_number")
@_FORCE
@click.option("--name")
@click.option("--team")
@_ROLES
@_DEPUTY
@_JSON
def set_(
    collar_number: str, force: str, name: str | None, team: str | None, roles: tuple[str, ...], deputy: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Change what is known of a member of staff."""
    change = StaffChange(name=name, team=team, roles=_roles(roles) or None, deputy=deputy)
    if change == StaffChange():
        raise click.UsageError("nothing to change: give --name, --team, --role or --deputy")
    with _plainly():
        _print(change_staff(collar_number, force=ForceName(force), change=change, by=OPERATOR, now=now()), as_json)


@staff.command("away")
@click.argument("collar_number")
@_FORCE
@click.option(
    "--until",
    required=True,
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M"]),
    help="When they are back, London time: 2026-12-01 or 2026-12-01T14:00.",
)
@_DEPUTY
@_JSON
def away(collar_number: str, force: str, until: datetime, deputy: str | None, as_json: bool) -> None:
    """Say that somebody is away: what is theirs to do goes to whoever covers."""
    back_at = until.replace(tzinfo=LONDON).astimezone(UTC)
    with _plainly():
        gone = set_away(collar_number, force=ForceName(force), until=back_at, deputy=deputy, by=OPERATOR, now=now())
        _print(gone, as_json)


@staff.command("back")
@click.argument("collar_number")
@_FORCE
@_JSON
def back(collar_number: str, force: str, as_json: bool) -> None:
    """Say that somebody is at work again."""
    with _plainly():
        _print(set_back(collar_number, force=ForceName(force), by=OPERATOR, now=now()), as_json)


@staff.command("leave")
@click.argument("collar_number")
@_FORCE
@_JSON
def leave(collar_number: str, force: str, as_json: bool) -> None:
    """Say that somebody has left: they cannot sign in any more, and what is theirs to do goes to others."""
    with _plainly():
        _print(leave_staff(collar_number, force=ForceName(force), by=OPERATOR, now=now()), as_json)


@staff.command("load")
@click.argument("file", type=click.File(encoding="utf-8"))
@_FORCE
@_JSON
def load(file: TextIO, force: str, as_json: bool) -> None:
    """
    Add or change all staff of a CSV file: collar_number, name, team, roles (by spaces), deputy.

    Who is not in the file stays as they are: `waypost staff leave` says that somebody has left.
    """
    with _plainly():
        loaded = load_staff(_rows(file), force=ForceName(force), by=OPERATOR, now=now())
    if as_json:
        click.echo(json.dumps(asdict(loaded)))
    else:
        click.echo(f"{len(loaded.added)} added, {len(loaded.changed)} changed, {len(loaded.unchanged)} as before.")


@staff.command("list")
@_FORCE
@_JSON
def list_(force: str, as_json: bool) -> None:
    """List the staff of a force; who has left is at the end."""
    with _plainly():
        force_settings(ForceName(force))
    known = sorted(directory(ForceName(force)).staff.values(), key=lambda one: (not one.is_active, one.collar_number))
    if as_json:
        click.echo(json.dumps([_values(one) for one in known]))
        return
    for one in known:
        click.echo(_line(one, at=now()))


@staff.command("permissions")
@click.option("--markdown", is_flag=True, help="As the page of the documentation, docs/security/permissions.md.")
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def permissions(markdown: bool, as_json: bool) -> None:
    """Say which role may do what, and for which cases: own, team or force."""
    if as_json:
        lines = permission_lines()
        click.echo(
            json.dumps([asdict(line) | {"reach": dict(zip(StaffRole, line.reach, strict=True))} for line in lines])
        )
    else:
        click.echo(as_markdown() if markdown else as_text(), nl=not markdown)


def _rows(file: TextIO) -> Sequence[NewStaff]:
    rows = csv.DictReader(file)
    if set(rows.fieldnames or ()) != _COLUMNS:
        raise BadStaff(f"the first line must name the columns {', '.join(sorted(_COLUMNS))}")
    return [_row(row) for row in rows]


def _row(row: Mapping[str, str | None]) -> NewStaff:
    words = {name: (value or "").strip() for name, value in row.items()}
    unknown = set(words["roles"].split()) - set(StaffRole)
    if unknown:
        raise BadStaff(f"there is no role {', '.join(sorted(unknown))}: use {', '.join(StaffRole)}")
    return NewStaff(
        collar_number=words["collar_number"],
        name=words["name"],
        team=words["team"],
        roles=_roles(words["roles"].split()),
        deputy=words["deputy"] or None,
    )


@contextmanager
def _plainly() -> Iterator[None]:
    try:
        yield
    except (BadStaff, StaffExists, UnknownForce, UnknownStaff) as error:
        raise click.ClickException(str(error)) from None


def _roles(names: Sequence[str]) -> frozenset[StaffRole]:
    return frozenset(StaffRole(name) for name in names)


def _print(one: Staff, as_json: bool) -> None:
    click.echo(json.dumps(_values(one)) if as_json else _line(one, at=now()))


def _values(one: Staff) -> dict[str, object]:
    return {
        "id": one.id,
        "force": one.force,
        "collar_number": one.collar_number,
        "name": one.name,
        "team": one.team,
        "roles": sorted(one.roles),
        "is_active": one.is_active,
        "away_until": one.away_until.isoformat() if one.away_until else None,
        "deputy": one.deputy,
    }


def _line(one: Staff, *, at: datetime) -> str:
    roles = ", ".join(sorted(one.roles)) or "no role"
    state = ""
    if not one.is_active:
        state = "; has left"
    elif one.away_until is not None and one.is_away(at):
        state = f"; away until {one.away_until.astimezone(LONDON):%d %b %Y %H:%M}"
    cover = f"; covered by {one.deputy}" if one.deputy else ""
    return f"{one.collar_number}  {one.name}, {one.team} ({roles}){state}{cover}"
