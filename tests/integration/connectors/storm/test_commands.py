"""A control room is added, tried and changed by command, and its jobs look after what waits."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result

from tests.integration.connectors.storm.feeds import a_storm_source, aside, content, held, kept, known_incidents, send
from tests.snapshots import FORCE
from tests.unit.connectors.storm.samples import BURGLARY, messages, opened, sample, spec, unit
from waypost.base.clock import now as present
from waypost.base.scope import in_force
from waypost.cases.models import Source
from waypost.cases.queries import source_by_id
from waypost.cases.values import SourceFacts
from waypost.connectors.commands import source as source_commands
from waypost.connectors.jobs import try_messages_again
from waypost.connectors.models import SetAside
from waypost.connectors.set_aside import MOST_TRIES
from waypost.connectors.storm.forgetting import forget_unclaimed

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: str) -> Result:
    """Run a command on a source of the demo force."""
    return CliRunner().invoke(source_commands, [command, "--force", "anyshire", *arguments])


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """Return a configuration that is in order, with recorded messages beside it."""
    (tmp_path / "mapping.yaml").write_bytes(sample("mapping.yaml"))
    (tmp_path / "recorded").mkdir()
    (tmp_path / "recorded" / "burglary.xml").write_bytes(sample("burglary.xml"))
    (tmp_path / "recorded" / "odd.json").write_text(json.dumps([spec(2, "EVACUATE")]))
    path = tmp_path / "storm.yaml"
    path.write_text("mapping: mapping.yaml\nsamples: recorded\n")
    return path


def changed(config: Path, **types: Any) -> None:
    """Let the mapping beside a configuration know more types of message."""
    document = yaml.load(sample("mapping.yaml"), Loader=yaml.BaseLoader)
    document["types"] |= types
    document["types"]["NOTE"] = {"ignored": True}
    for section in ("people", "appointments"):
        document[section]["complete"] = False
    document["appointments"].pop("where", None)
    document["people"]["where"] = {"Removed": None}
    document["codes"]["yes_no"] = {"Y": True, "N": False}
    document["people"]["fields"]["contact_plan"]["fields"]["channels"]["run_together"] = True
    (config.parent / "mapping.yaml").write_text(yaml.safe_dump(document))


def test_control_room_that_pushes_is_told_its_key_and_secret_once(config: Path) -> None:
    url = "https://control.example.org/waypost"

    result = run("add", "--name", "room", "--kind", "storm", "--config", str(config), "--write-back-url", url, "--json")

    assert set(json.loads(result.stdout)) == {"source", "key", "signing_secret"}
    row = Source.objects.get()
    assert (row.state, row.write_back_url, row.key_digest is None) == ("shadow", url, False)
    assert row.config["mapping"]["system"] == "Callstream 4 (made up)"


MISTAKES = [
    ("mapping: none.yaml\n", "none.yaml: the file cannot be read"),
    ("mapping: mapping.yaml\nfolder: drops\n", "folder: write the whole path"),
    ("mapping: mapping.yaml\npoll_every_s: 5\n", "poll_every_s: is of use only with a folder"),
    ("mapping: mapping.yaml\nfolder: /drops\nsettled_after_s: 0\n", "settled_after_s: write a whole number"),
    ("mapping: mapping.yaml\nsamples: nowhere\n", "samples: write the folder"),
    ("mapping: mapping.yaml\ncolour: red\n", "colour: is no setting"),
]


@pytest.mark.parametrize(("text", "words"), MISTAKES)
def test_mistake_in_the_settings_is_told(config: Path, text: str, words: str) -> None:
    config.write_text(text)

    result = run("add", "--name", "room", "--kind", "storm", "--config", str(config))

    assert result.exit_code == 1
    assert words in result.output


def test_recorded_messages_show_what_would_become_of_them(config: Path) -> None:
    result = run("test", "--kind", "storm", "--config", str(config), "--json")

    told = json.loads(result.stdout)
    assert (told["read"], told["taken"], told["set_aside"]) == (2, 1, 1)
    assert "Header.Type: the type EVACUATE is not listed under types" in told["faults"]
    assert known_incidents() == []


def test_better_mapping_is_used_for_what_was_kept(source: SourceFacts, config: Path, now: datetime) -> None:
    send(source, *messages("burglary.xml"), now=now)
    changed(config, CLOSED={"incident": "reopened"})

    assert run("set", "--name", source.name, "--config", str(config)).exit_code == 0
    result = run("load", "--name", source.name)

    assert result.exit_code == 0, result.output
    assert "Read 1: 1 new or changed" in result.output
    assert content()["status"] == "open"
    assert source_by_id(source.id).last_ok_at is None


def test_what_stands_aside_is_tried_again_by_itself(source: SourceFacts, config: Path) -> None:
    then = present() - timedelta(hours=1)
    send(source, opened(), spec(2, "EVACUATE"), now=then)
    assert held() == [("snapshot", "")]
    changed(config, EVACUATE={})
    run("set", "--name", source.name, "--config", str(config))

    try_messages_again(0)

    assert (aside(source), held()) == ([], [])


def test_what_cannot_be_read_for_ever_is_parked_and_stays_held(source: SourceFacts, now: datetime) -> None:
    send(source, opened(), spec(2, "EVACUATE"), now=now)
    for _ in range(MOST_TRIES + 1):
        with in_force(FORCE):
            SetAside.objects.update(last_at=now)
        try_messages_again(0)

    assert [row.parked_at is None for row in aside(source)] == [False]
    assert held() == [("snapshot", "")]


def test_messages_of_an_incident_that_never_came_to_be_are_forgotten(source: SourceFacts, now: datetime) -> None:
    other, _ = a_storm_source(now, name="second")
    send(source, opened(), now=now)
    orphan = unit(2, "ENROUTE")
    orphan["Incident"]["Number"] = "CS-9"
    send(other, orphan, now=now)

    assert forget_unclaimed(FORCE, now=now + timedelta(days=30)) == 0
    assert forget_unclaimed(FORCE, now=now + timedelta(days=32)) == 1

    assert (kept(source), kept(other), aside(other)) == (1, 0, [])
    assert known_incidents() == [BURGLARY]
