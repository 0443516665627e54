"""`waypost quality report` as somebody types it."""

import json
from collections.abc import Sequence
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tests.unit.reports.extracts import crime, somebody, written
from waypost.config.cli import program
from waypost.connectors.commands.quality import quality

pytestmark = pytest.mark.django_db

NOTHING = {"mobile": "", "email": "", "address": ""}


@pytest.fixture
def events(tmp_path: Path) -> Path:
    """Return an extract in which ten of thirty victims have no contact at all."""
    documents = [
        crime(number, somebody(number, **({} if number % 3 else {"contact": NOTHING}))) for number in range(30)
    ]
    return written(tmp_path / "events.jsonl", documents)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(quality, ["report", *map(str, arguments)])


def test_it_says_the_share_and_the_fixes_and_writes_page_and_figures(events: Path, tmp_path: Path) -> None:
    page, figures = tmp_path / "quality.html", tmp_path / "quality.json"

    result = run("--force", "anyshire", "--events", events, "--out", page, "--json", figures, "--note", "Made up.")

    assert result.exit_code == 0, result.output
    assert "Text message: 67% could be told so today." in result.output
    assert "10 more, then 100%." in result.output
    kept = json.loads(figures.read_text())
    assert (kept["victims"], kept["ways"][0]["victims"], kept["as_of"]) == (30, "20", "2026-11-20T09:30:00+00:00")
    assert '<p class="note">Made up.</p>' in page.read_text()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "Say --events FILE or --source NAME, and not both"),
        (("--source", "rms", "--events", "EVENTS"), "Say --events FILE or --source NAME, and not both"),
        (("--source", "nobody"), "source"),
        (("--force", "othershire", "--events", "EVENTS"), "othershire"),
    ],
)
def test_what_cannot_be_measured_is_said_in_a_sentence(
    events: Path, tmp_path: Path, arguments: Sequence[str], sentence: str
) -> None:
    given = [str(events) if one == "EVENTS" else one for one in arguments]

    result = run("--force", "anyshire", *given, "--out", tmp_path / "quality.html")

    assert result.exit_code != 0
    assert sentence in result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "quality.html").exists()


def test_an_extract_of_another_force_is_none_of_this_one(tmp_path: Path) -> None:
    events = written(tmp_path / "events.jsonl", [crime(1, force="othershire")])

    result = run("--force", "anyshire", "--events", events, "--out", tmp_path / "quality.html")

    assert result.exit_code == 1
    assert "There is no record of anyshire in it" in result.output


def test_the_commands_on_quality_of_all_rooms_are_in_one_group() -> None:
    found = program.get_command(click.Context(program), "quality")

    assert isinstance(found, click.Group)
    assert {"report", "contactability"} <= set(found.commands)
