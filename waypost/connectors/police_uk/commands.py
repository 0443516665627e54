"""`waypost police-uk`: the thin door."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click
from tqdm import tqdm

from waypost.base import clock
from waypost.connectors.police_uk.book import load_book
from waypost.connectors.police_uk.reader import StreetFileFault, read_rows
from waypost.connectors.police_uk.replay import (
    Sorted,
    as_line,
    choose_timeframe,
    event,
    sort_rows,
    tell_in_order,
)
from waypost.connectors.police_uk.setting import Setting
from waypost.connectors.police_uk.summary import Written, closing_summary

_FORCE = re.compile(r"[a-z][a-z0-9-]{1,40}")
"""*Source:* `force` in case.schema.json."""
_USUAL_SEED = 1


def _checked_force(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    if not _FORCE.fullmatch(value):
        raise click.BadParameter("write it in lower-case letters, figures and hyphens, such as anyshire.")
    return value


@click.command("police-uk")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@click.option("--force", required=True, callback=_checked_force, help="The force that the snapshots are of.")
@click.option("--limit", type=click.IntRange(min=1), help="Stop after so many rows of the CSV.")
@click.option("--seed", type=int, default=_USUAL_SEED, show_default=True, help="Another seed, other people.")
@click.option(
    "--press",
    type=click.IntRange(min=1, max=525_600),
    metavar="MINUTES",
    help="Press all past times into the MINUTES before now; appointments stay days ahead.",
)
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The JSON Lines file to write; one that is there is replaced.",
)
def police_uk(*, file: Path, force: str, limit: int | None, seed: int, press: int | None, out: Path) -> None:
    """
    Turn a street-level crime FILE of data.police.uk (CSV, plain or .gz) into snapshots.

    Writes one CloudEvent a line, in order of time. Offence types, places and outcomes are the published ones;
    people, officers, contact details and the steps between are made up, and marked so.
    """
    now = clock.now()
    book = load_book()
    try:
        rows = sort_rows(read_rows(file, limit=limit), book=book, seed=seed)
        span = timedelta(minutes=press) if press else None
        timeframe = choose_timeframe(rows.found, press=span, now=now)
        written = _write(rows, out=out, setting=Setting(book, seed, force, timeframe))
    except StreetFileFault as fault:
        raise click.ClickException(str(fault)) from None
    except OSError as error:
        raise click.ClickException(f"{error.filename} cannot be used: {error.strerror}.") from None
    for line in closing_summary(rows, written=written):
        click.echo(line, err=True)


def _write(rows: Sorted, *, out: Path, setting: Setting) -> Written:
    """Write beside `out` and put it in its place at the end, so that what lies there is always whole."""
    written = Written()
    # A pipe or a terminal is written to as it is.
    unfinished = out.with_name(f"{out.name}.part") if out.is_file() or not out.exists() else out
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as lines:
            lines.writelines(_lines(rows, setting=setting, written=written))
    except BaseException:
        if unfinished != out:
            unfinished.unlink(missing_ok=True)
        raise
    if unfinished != out:
        unfinished.replace(out)
    return written


def _lines(rows: Sorted, *, setting: Setting, written: Written) -> Iterator[str]:
    # disable=None: no bar where standard error is no terminal.
    with tqdm(total=len(rows.found), unit=" rows", delay=2, disable=None) as bar:
        for story, index in tell_in_order(rows.found, setting=setting):
            written.count(story, index)
            bar.update(int(index == 0))
            yield as_line(event(story, index, setting=setting)) + "\n"


COMMANDS: list[click.Command] = [police_uk]
