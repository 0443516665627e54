"""`waypost source test|load|status|set|pause|resume|rewind` on a crime database that is there."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result
from sqlalchemy import text

from tests.connectors.ledgerline.conftest import MAPPING, Rms
from waypost.cases.models import Case, Source
from waypost.cases.queries import source_by_id
from waypost.cases.values import SourceFacts, SourceState
from waypost.connectors.commands import source as source_commands
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.models import Cursor
from waypost.connectors.polling.poll import poll
from waypost.connectors.polling.values import LARGEST_BATCH
from waypost.connectors.queries import sources_to_poll


def run(*arguments: str) -> Result:
    """Run a `waypost source` command for the demo force."""
    command, *rest = arguments
    return CliRunner().invoke(source_commands, [command, "--force", "anyshire", *rest])


def demo_mapping() -> dict[str, Any]:
    """Return the demo crime system's mapping file, as parsed."""
    document: Any = read_yaml(MAPPING.read_text(encoding="utf-8"))
    return dict(document)


def settings(rms: Rms, folder: Path, **changes: object) -> Path:
    """Write the settings of a source that nobody has added."""
    path = folder / "new.yaml"
    mapping = demo_mapping() | changes
    (folder / "new-mapping.yaml").write_text(yaml.safe_dump(mapping), encoding="utf-8")
    path.write_text(yaml.safe_dump({"database": rms.link_url, "mapping": "new-mapping.yaml"}))
    return path


def test_a_sample_is_mapped_before_anything_runs(committed_db: None, rms: Rms, tmp_path: Path) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "A/1", from_dttm=text("now()"))
        rms.add_occurrence(connection, "A/2", from_dttm=text("now()"), stat_cd="SCR")
        rms.add_occurrence(connection, "A/3")
    mapping = demo_mapping()
    # A mapping with two slips: a code that nobody listed, and a column that may be empty.
    del mapping["codes"]["status"]["SCR"]
    mapping["case"]["fields"]["recorded_at"] = "from_dttm"
    config = settings(rms, tmp_path, codes=mapping["codes"], case=mapping["case"])

    result = run("test", "--kind", "sql", "--config", str(config), "--json")

    assert not result.stderr
    told = json.loads(result.stdout)
    assert (told["read"], told["taken"], told["held"], told["set_aside"]) == (3, 2, 1, 1)
    assert any("unknown:SCR" in reason for reason in told["reasons"])
    assert list(told["faults"]) == ["recorded_at is missing; send it."]
    assert "people.contact.email" in told["never_filled"]
    assert result.exit_code == 1
    assert "Mary" not in result.stdout
    assert not Case.objects.exists()
    assert not Source.objects.exists()


def test_the_records_of_a_sample_are_written_where_only_who_ran_it_may_read_them(
    source: SourceFacts, rms: Rms, tmp_path: Path
) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "A/1")
    out = tmp_path / "sample.jsonl"

    result = run("test", "--name", "rms", "--out", str(out))

    assert result.exit_code == 0
    assert "1 would be taken" in result.stdout
    assert json.loads(out.read_text())["reference"] == "A/1"
    assert out.stat().st_mode & 0o077 == 0


def test_a_system_that_cannot_be_reached_is_told_in_one_sentence(committed_db: None, tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    (tmp_path / "mapping.yaml").write_text(MAPPING.read_text(encoding="utf-8"), encoding="utf-8")
    path.write_text("database: postgresql://nobody@127.0.0.1:1/none\nmapping: mapping.yaml\n")

    result = run("test", "--kind", "sql", "--config", str(path))

    assert result.exit_code == 1
    assert "cannot be read" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_a_first_load_is_run_by_hand_and_told(source: SourceFacts, rms: Rms) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "A/1")

    result = run("load", "--name", "rms")

    assert "Read 1: 1 new or changed" in result.stdout
    (told,) = json.loads(run("status", "--json").stdout)
    assert told["last_ok_at"] is not None
    assert (told["is_stale"], told["failures"], told["set_aside"]) == (False, 0, 0)


def test_a_paused_source_is_not_read_until_it_goes_on(source: SourceFacts, now: datetime) -> None:
    run("pause", "--name", "rms")
    paused = [each.id for each in sources_to_poll(now=now)]
    shown = run("status").stdout
    run("resume", "--name", "rms")

    assert source.id not in paused
    assert "PAUSED" in shown
    assert source.id in [each.id for each in sources_to_poll(now=now)]


def test_a_source_is_read_again_from_a_moment_or_from_its_start(source: SourceFacts, rms: Rms) -> None:
    with rms.owner.begin() as connection:
        rms.add_occurrence(connection, "A/1")
    run("load", "--name", "rms")

    then = run("rewind", "--name", "rms", "--to", "2026-11-01T00:00+0000")
    position = Cursor.objects.get(source_id=source.id).position
    everything = run("rewind", "--name", "rms", "--all")

    assert (then.exit_code, everything.exit_code) == (0, 0)
    assert position.startswith("2026-11-01T00:00:00")
    assert Cursor.objects.get(source_id=source.id).position == ""
    assert "1 as before" in run("load", "--name", "rms").stdout
    assert run("rewind", "--name", "rms").exit_code == 1


def test_a_source_is_changed_whole_or_not_at_all(source: SourceFacts, rms: Rms, tmp_path: Path) -> None:
    wrong = settings(rms, tmp_path, clock="local")
    refused = run("set", "--name", "rms", "--state", "shadow", "--config", str(wrong))
    still = source_by_id(source.id)
    done = run("set", "--name", "rms", "--state", "shadow", "--fresh-within", "30")

    assert refused.exit_code == 1
    assert "clock" in refused.stderr
    assert still.state is SourceState.LIVE
    assert done.exit_code == 0
    changed = source_by_id(source.id)
    assert (changed.state, changed.fresh_within_minutes) == (SourceState.SHADOW, 30)


def test_a_source_that_the_force_does_not_have_is_named_with_those_it_has(source: SourceFacts) -> None:
    result = run("pause", "--name", "rsm")

    assert "it has rms" in result.stderr


def test_who_watches_a_first_load_is_told_how_much_is_still_to_come(
    source: SourceFacts, rms: Rms, now: datetime
) -> None:
    with rms.owner.begin() as connection:
        for number in range(LARGEST_BATCH + 3):
            rms.add_occurrence(connection, f"A/{number}")
    told: list[tuple[int, int | None]] = []

    poll(source, now_fn=lambda: now, progress=lambda so_far, ahead: told.append((so_far.read, ahead)))

    assert told[:2] == [(LARGEST_BATCH, 3), (LARGEST_BATCH + 3, 0)]
