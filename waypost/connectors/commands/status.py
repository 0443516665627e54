"""`waypost source status`: how each system of a force is, for who runs Waypost."""

import json
from collections.abc import Iterator

import click

from waypost.access.queries import force_settings
from waypost.base.clock import now
from waypost.base.values import ForceName
from waypost.connectors.commands.finding import AS_JSON, FORCE, as_sentences
from waypost.connectors.queries import SourceStatus, statuses


@click.command("status")
@FORCE
@AS_JSON
def status(force: str, as_json: bool) -> None:
    """Say of each source when it was last heard, how far it was read, what waits and what was set aside."""
    with as_sentences():
        found = statuses(force_settings(ForceName(force)).name, now=now())
    if as_json:
        click.echo(json.dumps([each.to_json() for each in found]))
        return
    if not found:
        click.echo(f"Force {force} has no source yet: add one with waypost source add.")
    for each in found:
        for line in _lines(each):
            click.echo(line)


def _lines(one: SourceStatus) -> Iterator[str]:
    heard = one.last_ok_at.isoformat(timespec="seconds") if one.last_ok_at else "never"
    marks = [mark for mark, shown in (("PAUSED", one.paused_at), ("STALE", one.is_stale)) if shown]
    yield f"{one.name} ({one.kind}, {one.state}){' ' + ' '.join(marks) if marks else ''}"
    promise = f"; it promises within {one.fresh_within_minutes} minutes" if one.fresh_within_minutes else ""
    yield f"  last heard of in full: {heard}{promise}"
    if one.paused_at:
        yield f"  paused since {one.paused_at.isoformat(timespec='seconds')}: nothing of it is taken"
    if one.last_error:
        yield f"  the last {one.failures} polls failed: {one.last_error}"
    yield f"  to be written back: {one.waiting_back}; set aside: {one.set_aside}; cases with something held: {one.held}"
