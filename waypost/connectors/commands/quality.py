"""`waypost quality report`: the thin door. It stands here because what is measured may be a source."""

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from django.conf import settings as project
from tqdm import tqdm

from waypost.access.queries import UnknownForce, force_settings
from waypost.access.values import ForceSettings
from waypost.base import clock
from waypost.base.values import ForceName
from waypost.cases.codes import read_known
from waypost.cases.sources import source_named
from waypost.cases.values import SourceFacts
from waypost.connectors.commands.finding import as_sentences
from waypost.connectors.kinds import open_system
from waypost.journeys.simulate.recorded import RecordedFiles, UnreadableEvents
from waypost.reports.quality.figures import Figures, figures_of
from waypost.reports.quality.lines import Lines, Spool
from waypost.reports.quality.measure import Measured, Watch, measure

_FILE: Final = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_OUT: Final = click.Path(dir_okay=False, path_type=Path)
# disable=None: no bar where standard error is no terminal.
_QUIET: Final[dict[str, Any]] = {"delay": 2, "disable": None}


class BySelf(click.ClickException):
    """A source that sends by itself cannot be read through."""

    def __init__(self) -> None:
        super().__init__("This source sends by itself: write its snapshots to a file, one event a line, for --events.")


@dataclass(frozen=True)
class Options:
    """What was typed."""

    force: str
    events: tuple[Path, ...]
    source: str | None
    out: Path
    json_out: Path | None
    as_of: datetime | None
    note: str


@click.group()
def quality() -> None:
    """How good the records are that victims would be told by."""


@quality.command()
@click.option("--force", required=True, metavar="FORCE", help="The force whose settings and records these are.")
@click.option("--events", multiple=True, type=_FILE, help="CloudEvents, one a line, plain or .gz.")
@click.option("--source", metavar="NAME", help="A source that was added and is polled: all that it has is read.")
@click.option("--out", required=True, type=_OUT, help="The page to write (HTML).")
@click.option("--json", "json_out", type=_OUT, help="Also write the figures as JSON.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="Ask as of this day, not the newest on record.")
@click.option("--note", default="", help="A sentence to print below the title, such as where the records are from.")
def report(**typed: Any) -> None:
    """Measure a source's whole extract before going live: who could be told safely, and what would help most."""
    options = Options(**typed)
    if bool(options.events) == bool(options.source):
        raise click.UsageError("Say --events FILE or --source NAME, and not both")
    try:
        with as_sentences():
            _report(options)
    except (UnreadableEvents, UnknownForce) as error:
        raise click.ClickException(str(error)) from None


COMMANDS: list[click.Command] = [quality]


def _report(options: Options) -> None:
    force = force_settings(ForceName(options.force))
    with ExitStack() as opened:
        unreadable, lines = _extract(options, force, opened)
        watch = opened.enter_context(_bars(lines.size))
        measured = measure(lines, force, known=read_known(Path(project.CONTENT_DIR)), now=_moment(options), watch=watch)
    measured.faults.lines.update(unreadable)
    if not measured.tally.records:
        raise click.ClickException(f"There is no record of {force.name} in it: check the file and the force.")
    _write(options, measured, force)


def _moment(options: Options) -> datetime | None:
    if options.as_of is not None:
        return options.as_of.replace(hour=12, tzinfo=UTC)
    # What a source says now is asked as of now; recorded events as of when the record ends.
    return clock.now() if options.source else None


def _extract(options: Options, force: ForceSettings, opened: ExitStack) -> tuple[dict[str, int], Lines]:
    if options.source is None:
        return {}, opened.enter_context(RecordedFiles(options.events))
    spool = opened.enter_context(Spool())
    return _read_through(source_named(options.source, force=force.name), spool), spool


def _read_through(source: SourceFacts, spool: Spool) -> dict[str, int]:
    """
    Read all that a source has into the spool; return what could not be read, by what is wrong with it.

    Nothing is kept of it in our tables, and the place from which it is polled does not move.
    """
    try:
        system = open_system(source)
    except LookupError:
        raise BySelf from None
    faults: dict[str, int] = {}
    with tqdm(desc="Reading", unit=" records", **_QUIET) as bar:
        for batch in system.batches(""):
            for record in batch.records:
                spool.add(dict(record.document), kind=record.kind, source=source.name)
            for one in batch.unreadable:
                faults[one.error] = faults.get(one.error, 0) + 1
            bar.update(len(batch.records) + len(batch.unreadable))
    return faults


def _write(options: Options, measured: Measured, force: ForceSettings) -> None:
    # Drawing takes a second to load: not for who only asks for help.
    from waypost.reports.quality.page import page_of

    figures = figures_of(measured, force=force.title)
    extract = ", ".join(path.name for path in options.events) or f"all that {options.source} has"
    page = page_of(figures, extract=extract, note=options.note, made_at=clock.now())
    options.out.write_text(page, encoding="utf-8")
    if options.json_out is not None:
        options.json_out.write_text(
            json.dumps(figures.to_json(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
        )
    for line in _summary(figures):
        click.echo(line)
    click.echo(f"The report is in {options.out.name}.", err=True)


def _summary(figures: Figures) -> Iterator[str]:
    yield f"{figures.victims:,} victims at {figures.force}, as of {figures.as_of:%Y-%m-%d}. Nothing was sent."
    yield from (f"  {way.name}: {way.share} could be told so today." for way in figures.ways)
    if figures.fixes:
        yield "What would raise it most, one after the other:"
    for fix in figures.fixes:
        yield f"  {' and '.join(fix.labels)} ({', '.join(fix.who)}): {fix.victims} more, then {fix.share}."
    if figures.faults:
        lines = sum(int(count.replace(",", "")) for _, count in figures.faults)
        yield f"{lines:,} lines could not be read; the page says why."


@contextmanager
def _bars(size: int) -> Iterator[Watch]:
    """Yield who shows on a terminal how far it is."""
    with ExitStack() as opened:
        bars = [opened.enter_context(tqdm(total=size, desc="Finding", unit="B", unit_scale=True, **_QUIET))]

        def begin(what: str, records: int) -> None:
            bars[-1].close()
            bars.append(opened.enter_context(tqdm(total=records, desc=what, unit=" records", **_QUIET)))

        def advance(amount: int) -> None:
            bars[-1].update(amount)

        yield Watch(read=advance, begun=begin, done=advance)
