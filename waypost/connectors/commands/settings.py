"""`waypost source set`, `pause` and `resume`."""

from pathlib import Path

import click

from waypost.access.values import OPERATOR
from waypost.base.clock import now
from waypost.cases import sources
from waypost.cases.values import SourceFacts, SourceState
from waypost.connectors.commands.adding import CONFIG, LONGEST_PROMISE, STATE, kept_config, usable_url
from waypost.connectors.commands.finding import FORCE, NAME, as_sentences, known_source
from waypost.connectors.values import SourceKind


@click.command("set")
@FORCE
@NAME
@click.option("--state", type=STATE, help="live: messages about its cases may go; shadow: nothing is sent.")
@click.option("--config", type=CONFIG, help="New settings and mapping of a polled system.")
@click.option("--write-back-url", metavar="URL", help='Where a pushing system takes signed POSTs; "" for nowhere.')
@click.option(
    "--fresh-within", type=click.IntRange(0, LONGEST_PROMISE), metavar="MINUTES", help="0: it promises nothing."
)
def set_(
    *,
    force: str,
    name: str,
    state: str | None,
    config: Path | None,
    write_back_url: str | None,
    fresh_within: int | None,
) -> None:
    """Change a source. A new mapping holds for what is read from now on: `rewind --all` reads the rest again."""
    with as_sentences():
        found = known_source(force, name)
        kind = SourceKind(found.kind)
        if state is None and config is None and write_back_url is None and fresh_within is None:
            raise click.ClickException("Say what to change: --state, --config, --write-back-url or --fresh-within.")
        # What can be wrong comes first, so that all of it is changed or nothing.
        kept = kept_config(kind, config) if config is not None else None
        url = usable_url(kind, write_back_url) if write_back_url is not None else None
        if kept is not None:
            sources.set_config(found, kept, by=OPERATOR, now=now())
        if url is not None:
            sources.set_write_back_url(found, url, by=OPERATOR, now=now())
        if fresh_within is not None:
            sources.set_promise(found, fresh_within or None, by=OPERATOR, now=now())
        if state is not None:
            sources.set_state(found, SourceState(state), by=OPERATOR, now=now())
    click.echo(f"Source {found.name} is changed.")


@click.command("pause")
@FORCE
@NAME
def pause(force: str, name: str) -> None:
    """Stop reading a source, or taking what it sends (it is told to try again later); nothing is lost."""
    found = _known(force, name)
    sources.pause(found, by=OPERATOR, now=now())
    click.echo(f"Source {found.name} is paused. Go on with: waypost source resume --force {force} --name {name}")


@click.command("resume")
@FORCE
@NAME
def resume(force: str, name: str) -> None:
    """Go on with a source that was paused, from where it was."""
    found = _known(force, name)
    sources.resume(found, by=OPERATOR, now=now())
    click.echo(f"Source {found.name} goes on.")


def _known(force: str, name: str) -> SourceFacts:
    with as_sentences():
        return known_source(force, name)
