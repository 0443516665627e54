"""`waypost quality contactability`: what share of victims could be told safely, by team and day."""

import json
from collections.abc import Iterator, Sequence

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.base.clock import LONDON, now
from waypost.base.values import ForceName, JsonValue
from waypost.messages.contactability.counting import Day, TeamCount, days_measured

_NO_TEAM = "(no team on record)"
_NOT_MEASURED = "not measured"


@click.group("quality")
def quality() -> None:
    """Show how good the records are."""


@quality.command("contactability")
@click.option("--force", required=True, metavar="FORCE", help="The force whose records they are.")
@click.option("--days", type=click.IntRange(1, 400), default=14, show_default=True, help="How many days, today last.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
def contactability(force: str, days: int, *, as_json: bool) -> None:
    """Show how many victims of open crimes could be told safely, by team and day."""
    try:
        name = force_settings(ForceName(force)).name
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None
    found = days_measured(force=name, until=now().astimezone(LONDON).date(), days=days)
    for line in _json_lines(found) if as_json else _table(found):
        click.echo(line)


def _json_lines(days: Sequence[Day]) -> Iterator[str]:
    for one in days:
        if one.teams is None:
            yield json.dumps({"day": one.day.isoformat(), "measured": False})
            continue
        for team in one.teams:
            counted: dict[str, JsonValue] = {"team": team.team, "victims": team.victims, "reachable": team.reachable}
            yield json.dumps({"day": one.day.isoformat(), "measured": True, **counted})


def _table(days: Sequence[Day]) -> Iterator[str]:
    width = max([len(_NO_TEAM), *(len(team.team) for one in days for team in one.teams or ())])
    yield f"{'Day':<12}{'Team':<{width}}  {'Victims':>8}  {'Can be told':>11}  Share"
    for one in days:
        if one.teams is None:
            yield f"{one.day.isoformat():<12}{_NOT_MEASURED}"
            continue
        total = TeamCount("all", sum(each.victims for each in one.teams), sum(each.reachable for each in one.teams))
        for team in (*one.teams, total):
            share = f"{100 * team.reachable // team.victims}%" if team.victims else "-"
            name = team.team or _NO_TEAM
            yield f"{one.day.isoformat():<12}{name:<{width}}  {team.victims:>8}  {team.reachable:>11}  {share:>5}"


COMMANDS = [quality]
