"""Every row of the catalogue has its words and somebody who sends them, and everybody is told or it is said why not."""

from functools import cache
from pathlib import Path

from tests.repository.tree import CHECKOUT
from waypost.journeys.catalogue.coverage import Coverage, coverage_of
from waypost.journeys.catalogue.coverage_page import (
    coverage_page,
    files_by_id,
    missing_channels,
    senders_by_template,
    sent_by,
)
from waypost.journeys.catalogue.holes import faults_of, read_holes
from waypost.journeys.catalogue.material import Material, read_material

CONTENT = CHECKOUT / "content"
PAGE = Path("docs", "coverage.md")
# The code leaves by text only, until sign-in can be proved by e-mail.
WITHOUT_EMAIL = {"portal_one_time_code"}


@cache
def material() -> Material:
    return read_material(CONTENT)


@cache
def coverage() -> Coverage:
    return coverage_of(material())


def test_every_row_has_a_file() -> None:
    assert sorted(material().rows.keys() - files_by_id(material()).keys()) == []


def test_mode_and_duty_are_those_of_the_catalogue() -> None:
    files, rows = files_by_id(material()), material().rows
    found = {name: (files[name].body["mode"], files[name].body["duty"] or "") for name in rows.keys() & files.keys()}

    assert {name: said for name, said in found.items() if said != (rows[name].mode, rows[name].duty)} == {}


def test_every_channel_of_the_catalogue_has_its_words() -> None:
    files = files_by_id(material())
    missing = {name: missing_channels(row, files[name]) for name, row in material().rows.items() if name in files}

    assert {name: found for name, found in missing.items() if found and name not in WITHOUT_EMAIL} == {}


def test_every_row_is_sent_by_a_journey_or_by_code_or_stands_on_a_page() -> None:
    files, senders = files_by_id(material()), senders_by_template(material())
    alone = [name for name in material().rows if name in files and not sent_by(files[name], senders, material())]

    assert alone == []


def test_everybody_is_told_of_everything_or_it_is_said_why_not() -> None:
    assert list(faults_of(coverage(), read_holes(CONTENT))) == []


def test_the_page_that_shows_it_is_up_to_date() -> None:
    page = coverage_page(coverage(), read_holes(CONTENT), material())

    assert (CHECKOUT / PAGE).read_text(encoding="utf-8") == page, "run: waypost content coverage docs/coverage.md"
