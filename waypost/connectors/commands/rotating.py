"""`waypost source rotate`."""

import json
from datetime import timedelta

import click
from django.db import transaction

from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import OPERATOR
from waypost.base.clock import now
from waypost.base.values import ForceName
from waypost.cases.operations import change_key, change_secret
from waypost.connectors.commands.finding import AS_JSON, FORCE, NAME, as_sentences, known_source
from waypost.connectors.kinds import KINDS
from waypost.connectors.values import SourceKind

_KEY, _SECRET = "key", "signing_secret"


@click.command("rotate")
@FORCE
@NAME
@click.option("--what", type=click.Choice([_KEY, _SECRET]), required=True, help="What is changed.")
@click.option(
    "--keep-days",
    type=click.IntRange(0, 90),
    default=7,
    show_default=True,
    help="How long the one before is good as well; 0 where it is in wrong hands.",
)
@AS_JSON
def rotate(*, force: str, name: str, what: str, keep_days: int, as_json: bool) -> None:
    """Give a source that sends by itself a new key, or sign what goes to it with a new secret; printed once."""
    with as_sentences():
        found = known_source(force, name)
        if not KINDS[SourceKind(found.kind)].has_key:
            raise click.ClickException(
                "This source is polled and has no key of ours: its own secrets change with waypost source set --config."
            )
        at = now()
        change = change_key if what == _KEY else change_secret
        with transaction.atomic():
            told = {"source": found.name, what: change(found.id, keep_until=at + timedelta(days=keep_days))}
            record_audit(Action.SOURCE_CHANGED, by=OPERATOR, force=ForceName(force), now=at, fields=[found.name, what])
    if as_json:
        click.echo(json.dumps(told))
        return
    for label, value in told.items():
        click.echo(f"{label}: {value}")
    click.echo(f"It is not shown again. The one before is good for {keep_days} more days.", err=True)
