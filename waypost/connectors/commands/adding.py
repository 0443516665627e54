"""`waypost source add`."""

import json
from pathlib import Path

import click
from django.db import transaction

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.queries import force_settings
from waypost.access.values import OPERATOR
from waypost.base.clock import now
from waypost.base.values import ForceName, JsonValue
from waypost.cases.operations import AddedSource, NewSource, add_source
from waypost.cases.values import SourceState
from waypost.connectors.commands.finding import FORCE, as_sentences
from waypost.connectors.kinds import KINDS
from waypost.connectors.queries import is_polled
from waypost.connectors.values import SourceKind
from waypost.connectors.writeback.rules import checked_url

STATE = click.Choice([state.value for state in SourceState])
CONFIG = click.Path(path_type=Path, dir_okay=False)
LONGEST_PROMISE = 7 * 24 * 60
_LONGEST_NAME = 60
_POLLED_WITHIN_MINUTES = 60


@click.command("add")
@FORCE
@click.option("--name", required=True, help="What people call the system, such as rms.")
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in KINDS]), help="How it is reached.")
@click.option("--write-back-url", default="", metavar="URL", help="Where a pushing system takes signed POSTs.")
@click.option("--config", type=CONFIG, help="Settings of a polled system.")
@click.option("--state", type=STATE, default=SourceState.SHADOW.value, show_default=True)
@click.option(
    "--fresh-within",
    type=click.IntRange(1, LONGEST_PROMISE),
    metavar="MINUTES",
    help=f"Raise an alarm when nothing was heard for longer; polled systems: {_POLLED_WITHIN_MINUTES} unless said.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the source and its secrets as JSON.")
def add(
    *,
    force: str,
    name: str,
    kind: str,
    write_back_url: str,
    config: Path | None,
    state: str,
    fresh_within: int | None,
    as_json: bool,
) -> None:
    """Add a source. It starts in shadow: its cases are recorded, and nothing is sent."""
    which = SourceKind(kind)
    with as_sentences():
        force_settings(ForceName(force))
        url, kept = usable_url(which, write_back_url), kept_config(which, config)
        new = NewSource(
            force=ForceName(force),
            name=_name(name),
            kind=kind,
            state=SourceState(state),
            write_back_url=url,
            config=kept,
            fresh_within_minutes=fresh_within or (_POLLED_WITHIN_MINUTES if is_polled(kept) else None),
        )
        at = now()
        with transaction.atomic():
            added = add_source(new, now=at)
            record_audit(Action.SOURCE_ADDED, by=OPERATOR, force=new.force, now=at, fields=[added.name, kind])
    _tell(added, has_key=KINDS[which].has_key, as_json=as_json)


def usable_url(kind: SourceKind, url: str) -> str:
    """
    Return an address that a source of this kind may be posted to, empty for none.

    :raises UnusableUrl: if it is none that may be sent to.
    """
    if not url:
        return ""
    if not KINDS[kind].is_posted_to:
        raise click.ClickException("--write-back-url is for a system that takes POSTs; say the rest in --config")
    return checked_url(url)


def kept_config(kind: SourceKind, path: Path | None) -> dict[str, JsonValue] | None:
    """Return what is kept of a configuration file, None for a kind without one; raises one of `BAD_SETTINGS`."""
    reader = KINDS[kind].read_config
    if reader is None:
        if path is not None:
            raise click.ClickException(f"--config is for a system that is polled; --kind {kind} needs none")
        return None
    if path is None:
        raise click.ClickException(f"--kind {kind} needs --config FILE: see docs/howto/connect-a-source.md")
    return reader(path)


def _tell(added: AddedSource, *, has_key: bool, as_json: bool) -> None:
    told = {"source": added.name}
    if has_key:
        told |= {"key": added.key, "signing_secret": added.signing_secret}
    if as_json:
        click.echo(json.dumps(told))
        return
    for label, value in told.items():
        click.echo(f"{label}: {value}")
    if has_key:
        click.echo("Keep the key and the secret now: they are not shown again.", err=True)


def _name(name: str) -> str:
    if not name.isprintable() or not name.strip() or len(name) > _LONGEST_NAME:
        raise click.ClickException(f"--name: write 1 to {_LONGEST_NAME} printable characters")
    return name
