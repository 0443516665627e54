"""What may be shown: no person, no small number, and the same in words as in pictures."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.unit.cases.records import LEE, changed
from tests.unit.reports.extracts import crime, measured, somebody
from waypost.reports.quality.figures import Figures, figures_of
from waypost.reports.quality.page import page_of
from waypost.reports.quality.small import FEW

NOTHING = {"mobile": "", "email": "", "address": ""}
OFFICER = {"collar_number": "99887", "name": "Cordelia Canaryofficer", "email": "canary.officer@made-up.police.uk"}


def team(name: str) -> dict[str, Any]:
    return {"officer": {**OFFICER, "team": name}}


@pytest.fixture(scope="module")
def figures() -> Figures:
    lee = changed(LEE, given_name="Canarylee", contact={"mobile": "07700 900950", "address": "950 Canary Suspect Lane"})
    sound = [
        crime(number, somebody(number, given_name="Canaryamina"), changed(lee, family_name=f"Canarysuspect{number}"),
              **team("North Team"), occurred={"ward": "Northward"}, summary="The canary summary of what was said.")
        for number in range(30)
    ]  # fmt: skip
    unreached = [
        crime(number, somebody(number, given_name="Canaryamina", contact=NOTHING), **team("North Team"))
        for number in range(30, 50)
    ]
    few = [
        crime(number, somebody(number, given_name="Unknown"), **team("Tiny Team"), occurred={"ward": "Tinyward"})
        for number in range(50, 53)
    ]
    odd = [
        crime(60, somebody(60), status="canarystatus"),
        crime(61, somebody(61), offence={"title": "Canary title", "group": "canary-group"}),
        crime(62, somebody(62, date_of_birth="canarydate")),
    ]
    return figures_of(measured([*sound, *unreached, *few, *odd]), force="Anyshire Police (made up)")


@pytest.fixture(scope="module")
def page(figures: Figures) -> str:
    return page_of(figures, extract="extract.jsonl", note="Made up.", made_at=datetime(2026, 11, 22, 9, tzinfo=UTC))


def test_nothing_of_a_person_or_an_officer_or_a_case_is_shown(figures: Figures, page: str) -> None:
    whole = (page + json.dumps(figures.to_json())).casefold()
    squeezed = re.sub(r"\s", "", whole)

    for canary in ("canary", "99887", "42260000", "made-up street", "made-up.police.uk", "ts5 6ab", "1988-04-12"):
        assert canary not in whole
    for number in range(63):
        assert f"07700900{number:03}" not in squeezed
        assert f"7700900{number:03}" not in squeezed
    assert not re.search(r"sample[a-z]{2}\b", whole)


def test_a_team_and_a_ward_of_few_victims_are_not_named(figures: Figures, page: str) -> None:
    assert "Tiny" not in page + json.dumps(figures.to_json())
    assert "North Team" in page
    assert "Northward" in page


def test_a_finding_of_few_victims_shows_no_count(figures: Figures) -> None:
    few = next(stop for stop in figures.stops if stop.label == "Q11 placeholder name")

    assert (few.victims, few.bar, few.rule) == (FEW, 0, "Q11")


def test_the_figures_are_those_that_were_counted(figures: Figures) -> None:
    assert figures.victims == 55
    assert {way.name: way.share for way in figures.ways}["Text message"] == "55%"
    assert [(row.name, row.victims) for row in figures.teams] == [("North Team", "50"), ("All others", "5")]
    assert figures.fixes[0].victims == "20"


def test_each_fix_says_what_to_do_and_who_does_it(figures: Figures, page: str) -> None:
    for fix in figures.fixes:
        assert fix.who
        assert all(sentence in page for sentence in fix.sentences)


def test_the_page_needs_no_script_and_fetches_nothing(page: str) -> None:
    assert not re.search(r"<script|<link|<img|@import|url\(http", page)
    assert "default-src 'none'" in page


def test_every_picture_names_and_describes_itself_and_has_a_table(page: str) -> None:
    pictures = re.findall(r'<svg[^>]*role="img"[^>]*aria-labelledby="([\w-]+)"[^>]*aria-describedby="([\w-]+)"', page)

    assert len(pictures) == 10  # five, each for a phone and for a desk
    for title, description in pictures:
        assert re.search(rf'<title id="{title}">[^<]{{10,}}</title><desc id="{description}">[^<]{{20,}}</desc>', page)
    assert page.count("<table>") >= 9
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_an_extract_in_which_nobody_is_a_victim_makes_a_page_too() -> None:
    empty = figures_of(measured([crime(1, LEE)]), force="Anyshire Police (made up)")

    made_at = datetime(2026, 11, 22, 9, tzinfo=UTC)

    assert "none" in page_of(empty, extract="extract.jsonl", note="", made_at=made_at)
