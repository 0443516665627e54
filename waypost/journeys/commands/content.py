"""Commands on content: check the files, load them as versions, write the live versions back."""

import sys
from pathlib import Path
from typing import Any

import click
from django.conf import settings

from waypost.base.clock import now
from waypost.base.content import KINDS, UnreadableContent, export_files, load_files, load_whole_folder, read_files
from waypost.journeys.catalogue.coverage import coverage_of
from waypost.journeys.catalogue.coverage_page import coverage_page
from waypost.journeys.catalogue.holes import UnreadableHoles, faults_of, read_holes
from waypost.journeys.catalogue.material import read_material
from waypost.journeys.catalogue.page import UnknownStage, catalogue_page
from waypost.journeys.catalogue.showing import CHANNELS, UnknownMessage, Wanted, lines_of
from waypost.journeys.checking import check_content


@click.group()
def content() -> None:
    """Check, load or export journeys and texts."""


def _folder(given: Path | None) -> Path:
    return given or Path(settings.CONTENT_DIR)


@content.command("check")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def check(folder: Path | None) -> None:
    """
    Check the files under FOLDER (content/): every fault as file:line: what is wrong, and what to write instead.

    Needs no database. Ends with 1 where there is a fault.
    """
    _refuse_faults(_folder(folder), otherwise="Mend them and check again.")
    files = read_files(_folder(folder))
    counts = [f"{sum(file.kind == kind for file in files)} {kind}" for kind in KINDS]
    click.echo(f"The content is sound: {', '.join(counts[:-1])} and {counts[-1]}.")


@content.command("load")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
def load(folder: Path | None) -> None:
    """
    Load the files under FOLDER (content/) as versions; one edited here is not published over.

    Without FOLDER, what content/ no longer holds is retired.
    """
    _refuse_faults(_folder(folder), otherwise="Nothing was loaded.")
    # Another folder may hold a few files only: what it does not hold is not gone.
    take = load_files if folder else load_whole_folder
    report = take(read_files(_folder(folder)), now=now())
    for key in report.published:
        click.echo(f"published {key}")
    for key in report.proposed:
        click.echo(f"proposed {key}: a version edited here is live and stays so")
    for key in report.retired:
        click.echo(f"retired {key}: its file is gone")
    for key in report.kept:
        click.echo(f"kept {key}: its file is gone, but a version edited here is live and stays so")
    click.echo(
        f"{len(report.published)} published, {len(report.proposed)} proposed, {report.unchanged} unchanged,"
        f" {len(report.retired)} retired."
    )


@content.command("export")
@click.argument("folder", type=click.Path(path_type=Path))
def export(folder: Path) -> None:
    """Write the live versions as files into FOLDER."""
    click.echo(f"{export_files(folder)} files written.")


@content.command("show")
@click.argument("template")
@click.option("--audience", help="A made-up reader of content/catalogue/samples.yaml, e.g. guardian or discreet.")
@click.option("--language", type=click.Choice(["en", "cy"]), help="One language only.")
@click.option("--channel", type=click.Choice(CHANNELS), help="One channel only.")
@click.option("--worst", is_flag=True, help="With the longest values that there can be.")
@click.option("--folder", type=click.Path(path_type=Path), help="A content folder other than content/.")
def show(template: str, folder: Path | None, **wanted: Any) -> None:
    """
    Show a message: what it is, who sends it and when, and each of its texts as a made-up person gets it.

    Needs no database.
    """
    try:
        material = read_material(_folder(folder))
        for line in lines_of(template, Wanted(**wanted), material):
            click.echo(line)
    except (UnreadableContent, UnknownMessage) as error:
        raise click.ClickException(str(error)) from None


@content.command("catalogue")
@click.argument("page", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--stage", "stages", multiple=True, help="One stage of a case only, e.g. court; may be given again.")
@click.option("--folder", type=click.Path(path_type=Path), help="A content folder other than content/.")
def catalogue(page: Path, stages: tuple[str, ...], folder: Path | None) -> None:
    """
    Write all messages into PAGE, one HTML file to read or to print, in the order of a case.

    Needs no database, and the file needs no network.
    """
    try:
        material = read_material(_folder(folder))
        text = catalogue_page(material, only=stages, folder=_folder(folder).name, made_at=now())
    except (UnreadableContent, UnknownStage) as error:
        raise click.ClickException(str(error)) from None
    page.write_text(text, encoding="utf-8")
    click.echo(f"Wrote {page}.")


@content.command("coverage")
@click.argument("page", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--folder", type=click.Path(path_type=Path), help="A content folder other than content/.")
def coverage(page: Path | None, folder: Path | None) -> None:
    """
    Check that everybody is told of everything, or that it is said why not; write the table into PAGE.

    Needs no database. Ends with 1 where a hole has no reason, or a reason no hole.
    """
    try:
        material, holes = read_material(_folder(folder)), read_holes(_folder(folder))
    except (UnreadableContent, UnreadableHoles) as error:
        raise click.ClickException(str(error)) from None
    found = coverage_of(material)
    if page is not None:
        page.write_text(coverage_page(found, holes, material), encoding="utf-8")
        click.echo(f"Wrote {page}.")
    faults = faults_of(found, holes)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)
    click.echo("Every hole has its reason.")


def _rules(folder: Path) -> Path:
    return folder if (folder / "schemas").is_dir() else Path(settings.CONTENT_DIR)


def _refuse_faults(folder: Path, *, otherwise: str) -> None:
    try:
        faults = check_content(folder, rules=_rules(folder))
    except UnreadableContent as error:
        raise click.ClickException(str(error)) from None
    for fault in faults:
        click.echo(f"{fault.file}:{fault.line}: {fault.sentence}", err=True)
    if faults:
        files = len({fault.file for fault in faults})
        counted = f"{_counted(len(faults), 'fault')} in {_counted(files, 'file')}"
        click.echo(f"{counted}. {otherwise}", err=True)
        sys.exit(1)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
