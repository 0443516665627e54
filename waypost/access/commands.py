"""Commands on forces."""

import json

import click

from waypost.access.audit_commands import audit
from waypost.access.forces import BadSetting, ForceExists, NewForce, add_force, change_force, copy_force
from waypost.access.provider_keys import PROVIDER_KEYS, keep_provider_keys, provider_keys
from waypost.access.queries import UnknownForce, force_settings
from waypost.access.staff_commands import staff
from waypost.access.values import OPERATOR, ForceSettings
from waypost.base.clock import now
from waypost.base.values import ForceName


@click.group()
def force() -> None:
    """Add a force, change or show its settings."""


@force.command("add")
@click.argument("name")
@click.option("--like", metavar="FORCE", help="Copy the settings of this force, state included, not its data.")
@click.option("--json", "as_json", is_flag=True, help="Print the new force as JSON.")
def add(name: str, like: str | None, as_json: bool) -> None:
    """Add a force. It starts in shadow: it sends nothing until it is switched on."""
    try:
        if like:
            copy_force(ForceName(name), like=ForceName(like), now=now())
        else:
            add_force(NewForce(ForceName(name), title=f"{name.replace('-', ' ').title()} Police"), now=now())
    except (BadSetting, ForceExists, UnknownForce) as error:
        raise click.ClickException(str(error)) from None
    _print(force_settings(ForceName(name)), as_json)


@force.command("set")
@click.argument("name")
@click.argument("settings", nargs=-1, required=True, metavar="KEY=VALUE ...")
def set_(name: str, settings: tuple[str, ...]) -> None:
    """
    Change settings: title, state, groups, phases, hours, caps, two_way, two_way_groups, ... (lists by commas).

    A pilot is written as pilot="share=5 teams=North,South". One journey at a time is switched by
    `waypost journey`; journeys=NAME=shadow,NAME=paused sets all that do not run live.
    """
    pairs = [setting.partition("=") for setting in settings]
    if not all(equals for _, equals, _ in pairs):
        raise click.ClickException("Write each setting as KEY=VALUE, for example hours=08:00-20:00.")
    changes = {key: value for key, _, value in pairs}
    keys = {key: changes.pop(key) for key in PROVIDER_KEYS if key in changes}
    try:
        if changes:
            change_force(ForceName(name), changes=changes, by=OPERATOR, now=now())
        if keys:
            keep_provider_keys(ForceName(name), keys=keys)
    except (BadSetting, UnknownForce) as error:
        raise click.ClickException(str(error)) from None


@force.command("show")
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print the settings as JSON.")
def show(name: str, as_json: bool) -> None:
    """Show the settings of a force."""
    try:
        _print(force_settings(ForceName(name)), as_json)
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None


def _print(settings: ForceSettings, as_json: bool) -> None:
    values = {
        "force": settings.name,
        "title": settings.title,
        "state": str(settings.state),
        "groups": sorted(settings.groups),
        "phases": sorted(settings.phases),
        "hours": _hours(settings),
        "caps": dict(settings.caps),
        "placeholders": sorted(settings.placeholders),
        "two_way": settings.two_way,
        "two_way_groups": sorted(settings.two_way_groups),
        "young_people": settings.young_people,
        "backlog_days": settings.backlog_days,
        "retention_days": settings.retention_days,
        "keep_closed_days": settings.keep_closed_days,
        "phone": settings.phone,
        "leave_url": settings.leave_url,
        "return_address": list(settings.post.return_address),
        "postal_days": settings.post.days,
        "channels": sorted(settings.channels),
        "foreign": sorted(settings.foreign),
        "post_at": f"{settings.post.at:%H:%M}",
        "pilot": {"share": settings.pilot.share, "teams": sorted(settings.pilot.teams)},
        "journeys": {name: str(state) for name, state in sorted(settings.journeys.items())},
        # That a key is there, never the key.
        "own_provider_keys": sorted(provider_keys(settings.name)),
    }
    if as_json:
        click.echo(json.dumps(values))
    else:
        for key, value in values.items():
            click.echo(f"{key}: {_words(value)}")


def _words(value: object) -> str:
    match value:
        case list():
            return ", ".join(map(str, value))
        case dict():
            return " ".join(f"{key}={_words(part)}" for key, part in value.items())
    return str(value)


def _hours(settings: ForceSettings) -> str:
    until = "24:00" if settings.hours.is_all_day else f"{settings.hours.until:%H:%M}"
    return f"{settings.hours.start:%H:%M}-{until}"


COMMANDS = [force, staff, audit]
