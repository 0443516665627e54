"""`waypost simulate`: the thin door."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import click
from django.conf import settings
from tqdm import tqdm

from waypost.access.queries import UnknownForce
from waypost.base import clock
from waypost.base.content import UnreadableContent
from waypost.journeys.checking import check_content
from waypost.journeys.simulate.assumptions import Assumed
from waypost.journeys.simulate.contents import Content, content_in_force, content_of_folder
from waypost.journeys.simulate.crew import LostWorker, processors
from waypost.journeys.simulate.prices import given_price, read_price
from waypost.journeys.simulate.recorded import RecordedFiles, UnreadableEvents
from waypost.journeys.simulate.setting import Setting
from waypost.journeys.simulate.simulation import NothingToSimulate, Order, Outcome, Watch
from waypost.journeys.simulate.simulation import simulate as run
from waypost.journeys.simulate.summary import in_contrast, in_words, of_faults

_FILE = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


# disable=None: no bar where standard error is no terminal.
_QUIET: Final[dict[str, Any]] = {"delay": 2, "disable": None}


@dataclass(frozen=True)
class Options:
    """What was typed."""

    events: Sequence[Path]
    content: Path | None
    against: Path | None
    force: str | None
    report: Path | None
    price_pence: float | None
    run_on: int
    processes: int
    as_json: bool


@click.command()
@click.option("--events", multiple=True, required=True, type=_FILE, help="CloudEvents, one a line, plain or .gz.")
@click.option("--content", type=_FOLDER, help="The content to simulate; without it, what is in force.")
@click.option("--against", type=_FOLDER, help="Another content to compare it with, person by person.")
@click.option("--force", help="Use the settings of this force, not of the one that the events name.")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Also write a page (HTML) to look at.")
@click.option("--price-pence", type=click.FloatRange(min=0), help="Price of one SMS part, instead of the content's.")
@click.option(
    "--run-on",
    type=click.IntRange(0, 3660),
    default=28,
    show_default=True,
    metavar="DAYS",
    help="How long the clock may run on after the last event, for what still waits.",
)
@click.option("--processes", type=click.IntRange(1, 64), default=processors, help="Default: one a processor.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print each decision (with --against: difference) as a JSON line."
)
def simulate(**typed: object) -> None:
    """Run journeys over recorded snapshots on a virtual clock: who would be told what, when, and why not."""
    options = Options(**typed)  # type: ignore[arg-type]  # click has checked each by its type
    try:
        _simulate(options)
    except (UnreadableEvents, UnreadableContent, LostWorker, UnknownForce) as error:
        raise click.ClickException(str(error)) from None
    except NothingToSimulate:
        names = ", ".join(path.name for path in options.events)
        raise click.ClickException(f"there is no event in {names}: `waypost police-uk` shows what one is.") from None


def _simulate(options: Options) -> None:
    order = Order(
        content=_content(options.content),
        against=_content(options.against) if options.against else None,
        run_on=timedelta(days=options.run_on),
        processes=options.processes,
        with_lines=options.as_json,
    )
    price = read_price(settings.CONTENT_DIR) if options.price_pence is None else given_price(options.price_pence)
    assumed = Assumed()
    with RecordedFiles(options.events) as files, _bars(files.size) as watch:
        outcome = run(files, order, settings_of=assumed.settings_of(options.force), watch=watch)
    assumed.add_clock(options.run_on)
    setting = Setting(
        files=tuple(path.name for path in options.events),
        content=order.content.name,
        against=order.against.name if order.against else None,
        force=outcome.force,
        assumed=tuple(assumed.sentences),
        events=outcome.events,
        ends_at=outcome.ends_at,
        until=outcome.until,
        price=price,
    )
    _say(outcome, setting, as_json=options.as_json)
    if options.report:
        _draw(options.report, outcome, setting)


def _content(folder: Path | None) -> Content:
    """Return the content of a folder, or what is in force; refuse one with faults, as loading does."""
    if folder is None:
        return content_in_force()
    faults = check_content(folder, rules=folder if (folder / "schemas").is_dir() else Path(settings.CONTENT_DIR))
    for fault in faults:
        click.echo(f"{fault.file}:{fault.line}: {fault.sentence}", err=True)
    if faults:
        raise click.ClickException(f"{len(faults)} faults in {folder.name}: mend them; nothing was simulated.")
    return content_of_folder(folder)


@contextmanager
def _bars(size: int) -> Iterator[Watch]:
    """Yield who shows on a terminal how far it is: first by bytes read, then by events."""
    with ExitStack() as opened:
        bars = [opened.enter_context(tqdm(total=size, desc="Reading", unit="B", unit_scale=True, **_QUIET))]

        def begin(events: int) -> None:
            bars[0].close()
            bars.append(opened.enter_context(tqdm(total=events, desc="Simulating", unit=" events", **_QUIET)))

        def advance(amount: int) -> None:
            bars[-1].update(amount)

        yield Watch(indexed=advance, begun=begin, simulated=advance, line=click.echo)


def _say(outcome: Outcome, setting: Setting, *, as_json: bool) -> None:
    # With --json, standard output holds JSON Lines and nothing else.
    for line in of_faults(outcome.faults):
        click.echo(line, err=True)
    for line in in_words(outcome.tally, setting):
        click.echo(line, err=as_json)
    if setting.against is not None:
        for line in in_contrast(outcome.contrast, setting):
            click.echo(line, err=as_json)


def _draw(path: Path, outcome: Outcome, setting: Setting) -> None:
    # Drawing takes a second to load: only who asks for it waits.
    from waypost.journeys.simulate.report import write_report

    write_report(path, outcome, setting, made_at=clock.now())
    click.echo(f"The report is in {path.name}.", err=True)
