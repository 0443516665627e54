"""`waypost source test`: what a mapping would make of a sample, before anything runs."""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from waypost.access.queries import force_settings
from waypost.base.clock import now
from waypost.base.values import ForceName
from waypost.cases.sources import source_named
from waypost.cases.values import SourceFacts, SourceState
from waypost.connectors.commands.adding import CONFIG, kept_config
from waypost.connectors.commands.finding import AS_JSON, FORCE, as_sentences
from waypost.connectors.kinds import KINDS, open_system
from waypost.connectors.polling.sample import SampleReport, look_at_sample
from waypost.connectors.polling.values import Checkable
from waypost.connectors.values import SourceKind

_POLLED = [kind.value for kind, each in KINDS.items() if each.open is not None]
_MOST = 5_000


@click.command("test")
@FORCE
@click.option("--name", help="A source that was added; or say --kind and --config of one that was not yet.")
@click.option("--kind", type=click.Choice(_POLLED), help="How it is reached.")
@click.option("--config", type=CONFIG, help="Its settings.")
@click.option("--sample", "limit", type=click.IntRange(1, _MOST), default=200, show_default=True, help="Records.")
@click.option(
    "--out", type=CONFIG, help="Write the records as we would read them here, one a line: they hold personal data."
)
@AS_JSON
def test(
    *, force: str, name: str | None, kind: str | None, config: Path | None, limit: int, out: Path | None, as_json: bool
) -> None:
    """Map a sample of a source and say what would be taken, held and set aside, and why. Writes nothing."""
    with as_sentences():
        source = _source(force, name, kind, config)
        system = open_system(source)
        faults = list(system.first_run()) if isinstance(system, Checkable) else []
        batch = system.sample(limit)
        report = look_at_sample(batch, force=source.force, now=now())
    if out is not None:
        _write(out, [dict(record.document) for record in batch.records])
    if as_json:
        click.echo(json.dumps({"faults": faults, **report.to_json()}))
    else:
        for line in _lines(faults, report):
            click.echo(line)
    if faults or report.set_aside:
        raise SystemExit(1)


def _source(force: str, name: str | None, kind: str | None, config: Path | None) -> SourceFacts:
    known = force_settings(ForceName(force)).name
    if name is not None and kind is None and config is None:
        found = source_named(name, force=known)
        if KINDS[SourceKind(found.kind)].open is None:
            raise click.ClickException("This source sends by itself: each answer of the door says what was taken.")
        return found
    if name is not None or kind is None or config is None:
        raise click.ClickException("Say --name of a source that was added, or --kind and --config of one that was not.")
    kept = kept_config(SourceKind(kind), config) or {}
    return SourceFacts(0, known, "not added yet", kind, SourceState.SHADOW, "", kept, None)


def _write(path: Path, documents: Sequence[dict[str, Any]]) -> None:
    # Whoever may read the folder must not be able to read the people.
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.writelines(json.dumps(document, ensure_ascii=False, default=str) + "\n" for document in documents)


def _lines(faults: Sequence[str], report: SampleReport) -> Iterator[str]:
    for fault in faults:
        yield f"To mend first: {fault}"
    yield (
        f"Sample of {report.read}: {report.taken} would be taken, {report.held} of them with something held for a"
        f" person, {report.set_aside} set aside because they cannot be read."
    )
    yield from _block("Set aside", report.faults)
    yield from _block("Held", report.reasons)
    if report.never_filled:
        yield "Empty in the whole sample (not mapped, or from the wrong column?):"
        yield from (f"  {path}" for path in report.never_filled)


def _block(title: str, counted: Counter[str]) -> Iterator[str]:
    if counted:
        yield f"{title}, and how often:"
        yield from (f"  {times:>6}  {what}" for what, times in counted.most_common())
