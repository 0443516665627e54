"""The command itself: what it writes, says and refuses."""

import json
from pathlib import Path

from click.testing import CliRunner, Result

from tests.unit.connectors.police_uk.rows import SAMPLE
from waypost.connectors.police_uk.commands import police_uk


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(police_uk, [str(argument) for argument in arguments])


def test_it_writes_one_event_a_line_and_says_on_standard_error_what(tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"

    result = run(SAMPLE, "--force", "anyshire", "--out", out)

    lines = out.read_text("utf-8").splitlines()
    assert result.exit_code == 0
    assert result.stdout == ""
    assert "9 rows read: 6 crimes with a victim, 2 crimes without a personal victim, 1 incident" in result.stderr
    assert f"{len(lines)} snapshots written" in result.stderr
    assert {json.loads(line)["data"]["force"] for line in lines} == {"anyshire"}


def test_the_limit_counts_rows_of_the_file_and_not_snapshots(tmp_path: Path) -> None:
    out = tmp_path / "events.jsonl"

    run(SAMPLE, "--force", "anyshire", "--limit", "2", "--out", out)

    subjects = {json.loads(line)["subject"] for line in out.read_text("utf-8").splitlines()}
    assert subjects == {"ANY-2401-000001", "A-ANY-2401-000002"}


def test_two_runs_with_one_seed_write_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "first.jsonl", tmp_path / "second.jsonl"

    run(SAMPLE, "--force", "anyshire", "--seed", "7", "--out", first)
    run(SAMPLE, "--force", "anyshire", "--seed", "7", "--out", second)

    assert first.read_bytes() == second.read_bytes()


def test_a_file_that_cannot_be_read_leaves_what_was_written_before(tmp_path: Path) -> None:
    out, bad = tmp_path / "events.jsonl", tmp_path / "bad.csv"
    out.write_text("from before\n", encoding="utf-8")
    bad.write_text("not,a,street,file\n", encoding="utf-8")

    result = run(bad, "--force", "anyshire", "--out", out)

    assert result.exit_code == 1
    assert result.stderr == ("Error: bad.csv has none of the columns of a street-level crime file of data.police.uk.\n")
    assert out.read_text("utf-8") == "from before\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.csv", "events.jsonl"]


def test_a_name_that_no_force_can_have_is_refused(tmp_path: Path) -> None:
    result = run(SAMPLE, "--force", "Any Shire", "--out", tmp_path / "events.jsonl")

    assert result.exit_code == 2
    assert "lower-case letters" in result.stderr


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    result = run(SAMPLE, "--force", "anyshire", "--out", tmp_path / "nowhere" / "events.jsonl")

    assert result.exit_code == 1
    assert "nowhere" in result.stderr
    assert "Traceback" not in result.stderr


def test_bad_rows_are_counted_by_reason(tmp_path: Path) -> None:
    file = tmp_path / "street.csv"
    file.write_text(SAMPLE.read_text("utf-8") + "ragged\nragged\n", encoding="utf-8")

    result = run(file, "--force", "anyshire", "--out", tmp_path / "events.jsonl")

    assert "Rows skipped: wrong number of columns 2." in result.stderr
