"""`waypost simulate` as somebody types it."""

import gzip
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.db import connection

from tests.snapshots import ALLOCATED, RECORDED, REPORTED, changed, of_somebody_else
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.models import Case
from waypost.journeys.commands.simulate import simulate
from waypost.messages.models import Message

CONTENT = Path(__file__).parents[4] / "content"
JOURNEY = Path("journeys", "officer-assigned.yaml")
SENT = ("alloc_officer_assigned", "alloc_officer_assigned_parent", "alloc_officer_assigned_business")
FIELDS = [
    "at", "case", "person", "journey", "version", "step", "trigger", "template", "channel", "decision", "reason",
    "sentence", "gates", "message", "state", "duty",
]  # fmt: skip


def sent(document: Mapping[str, Any], at: str, **changes: Any) -> dict[str, Any]:
    kind = "incident" if "grade" in document else "case"
    event = {
        "specversion": "1.0", "id": f"{document['reference']}/{document['revision']}", "source": "urn:test",
        "type": f"org.waypost.{kind}.v1", "subject": document["reference"], "time": at, "data": dict(document),
    }  # fmt: skip
    return {**event, **changes}


# Somebody else's: one crime of one victim recorded twice is told once, which another gate sees to.
FLAGGED = of_somebody_else(RECORDED, 2)
EVENTS = [
    sent(REPORTED, "2026-11-20T06:41:00+00:00"),
    sent(RECORDED, "2026-11-20T09:30:00+00:00"),
    sent(changed(FLAGGED, reference="42260000777", flags=["domestic_abuse"]), "2026-11-20T09:31:00+00:00"),
    sent(ALLOCATED, "2026-11-20T10:00:00+00:00"),
]


@pytest.fixture
def events(tmp_path: Path) -> Path:
    return written(tmp_path / "events.jsonl", EVENTS)


def written(path: Path, events: Sequence[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(event) + "\n" for event in events))
    return path


def one_journey(folder: Path) -> Path:
    """Return a folder with one journey and its texts: to check all that is shipped takes longer than to simulate."""
    texts = [path.relative_to(CONTENT) for one in SENT for path in CONTENT.glob(f"messages/*/{one}.yaml")]
    for file in (JOURNEY, *texts):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(CONTENT / file, folder / file)
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(simulate, ["--processes", "1", *map(str, arguments)])


@pytest.mark.usefixtures("committed_db")
def test_each_line_is_a_decision_with_the_contracts_fields(events: Path) -> None:
    result = run("--events", events, "--json")

    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert result.exit_code == 0, result.output
    assert all(list(line) == FIELDS for line in lines)
    told = [line for line in lines if line["decision"] == "send"]
    assert {line["state"] for line in told} == {"delivered"}
    assert all(set(gate) == {"name", "answer"} for line in told for gate in line["gates"])
    assert any(line["reason"] == "safety_flag" and line["decision"] == "hold" for line in lines)


@pytest.mark.usefixtures("committed_db")
def test_nothing_is_written_and_nothing_sent(events: Path) -> None:
    run("--events", events)

    with in_force(ForceName("anyshire")):
        assert not Message.objects.exists()
        assert not Case.objects.exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,)


@pytest.mark.usefixtures("committed_db")
def test_the_same_events_give_the_same_bytes_packed_or_not_and_by_any_number_of_processes(
    events: Path, tmp_path: Path
) -> None:
    packed = tmp_path / "events.jsonl.gz"
    packed.write_bytes(gzip.compress(events.read_bytes()))

    once = run("--events", events, "--json").stdout

    assert once
    assert run("--events", packed, "--json", "--processes", "3").stdout == once


@pytest.mark.usefixtures("committed_db")
def test_a_broken_line_is_named_and_the_rest_is_simulated(tmp_path: Path) -> None:
    wrong = sent({**RECORDED, "people": "nobody"}, "2026-11-20T09:30:00+00:00")
    path = written(tmp_path / "events.jsonl", [wrong, *EVENTS])
    path.write_text("rubbish\n" + path.read_text())

    result = run("--events", path)

    assert result.exit_code == 0
    assert "events.jsonl:1: is not JSON" in result.stderr
    assert "events.jsonl:2: data.people" in result.stderr
    assert "2 lines were left out" in result.stderr
    assert "4 accepted" in result.stdout


@pytest.mark.usefixtures("committed_db")
@pytest.mark.parametrize("text", ["", "\n\n", "rubbish\n"])
def test_a_file_without_an_event_is_refused_in_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "events.jsonl"
    path.write_text(text)

    result = run("--events", path)

    assert result.exit_code == 1
    assert "there is no event in events.jsonl" in result.stderr


@pytest.mark.usefixtures("committed_db")
def test_an_unknown_force_named_by_hand_is_refused_and_one_named_by_the_events_is_stood_in_for(
    events: Path, tmp_path: Path
) -> None:
    elsewhere = [{**event, "data": {**event["data"], "force": "othershire"}} for event in EVENTS]

    assert "there is no force nowhere" in run("--events", events, "--force", "nowhere").stderr
    stood_in = run("--events", written(tmp_path / "other.jsonl", elsewhere))
    assert "There is no force othershire here" in stood_in.stdout
    assert "4 accepted" in stood_in.stdout


@pytest.mark.usefixtures("committed_db")
def test_two_contents_are_compared_person_by_person(events: Path, tmp_path: Path) -> None:
    content, draft = one_journey(tmp_path / "content"), one_journey(tmp_path / "draft")
    journey = draft / JOURNEY
    journey.write_text(journey.read_text().replace("phase: 1", "phase: 4"))

    same = run("--events", events, "--content", content, "--against", content, "--json")
    result = run("--events", events, "--content", content, "--against", draft, "--json")

    assert same.stdout == ""
    assert "Nobody is told anything else" in same.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert all(list(line) == ["case", "person", "change", "before", "after"] for line in lines)
    assert {(line["change"], line["after"]["journey"]) for line in lines} == {("newly_gets", "officer-assigned")}


@pytest.mark.usefixtures("committed_db")
def test_content_with_a_fault_is_not_simulated(events: Path, tmp_path: Path) -> None:
    draft = one_journey(tmp_path / "draft")
    (draft / JOURNEY).write_text("title: x\n")

    result = run("--events", events, "--content", draft)

    assert result.exit_code == 1
    assert "journeys/officer-assigned.yaml:1:" in result.stderr
    assert "nothing was simulated" in result.stderr
