"""The `waypost` program as its user sees it: what it needs, what it refuses, and how it says so."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.usefixtures("committed_db")


def waypost(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    told = {**os.environ, "DJANGO_SETTINGS_MODULE": "waypost.config.settings", **environment}
    command = [sys.executable, "-m", "waypost.config.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("arguments", [("--help",), ("source", "add", "--help"), ("content", "check"), ()])
def test_help_and_work_on_files_start_no_database(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = waypost(*arguments, WAYPOST_HOME=str(tmp_path), DATABASE_URL="", DATABASE_OWNER_URL="")

    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_its_owner_is_refused_in_one_sentence() -> None:
    done = waypost("doctor", DATABASE_OWNER_URL="")

    assert done.returncode == 1
    assert "DATABASE_OWNER_URL is not" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_secret_that_the_environment_gives_is_not_kept_a_second_time(tmp_path: Path) -> None:
    waypost("doctor", WAYPOST_HOME=str(tmp_path), WAYPOST_SECRET_KEY="a secret of more than 32 characters")

    assert not (tmp_path / "secret_key").exists()


def test_content_with_a_fault_is_not_loaded_by_a_migration(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content)
    journey = content / "journeys" / "crime-recorded.yaml"
    journey.write_text(journey.read_text().replace("send:", "tell:"))

    done = waypost("migrate", WAYPOST_CONTENT=str(content))

    assert done.returncode == 1
    assert "journeys/crime-recorded.yaml:" in done.stderr


def test_a_second_migration_changes_nothing() -> None:
    assert waypost("migrate").returncode == 0


def test_the_doctor_finds_a_sound_installation_sound() -> None:
    done = waypost("doctor")

    assert done.returncode == 0, done.stdout
    assert "error" not in done.stdout


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"DATABASE_URL": "owner"}, "owns tables"),
        ({"WAYPOST_SECRET_KEY": "short"}, "shorter than 32"),
        ({"WAYPOST_BASE_URL": "http://portal.example.org"}, "not https"),
        ({"DATABASE_URL": "postgresql://nobody:x@127.0.0.1:9/none"}, "does not answer"),
    ],
)
def test_what_is_unsafe_is_said_and_nothing_starts(environment: dict[str, str], words: str) -> None:
    if environment.get("DATABASE_URL") == "owner":
        environment = {"DATABASE_URL": os.environ["DATABASE_OWNER_URL"]}

    looked, started = waypost("doctor", **environment), waypost("worker", **environment)

    assert (looked.returncode, started.returncode) == (1, 1)
    assert words in looked.stdout
    assert words in started.stderr
    assert "Traceback" not in started.stderr


def test_without_a_provider_the_doctor_warns_and_does_not_refuse() -> None:
    done = waypost("doctor", NOTIFY_BASE_URL="", NOTIFY_API_KEY="")

    assert done.returncode == 0
    assert "No provider of text messages" in done.stdout


def test_broken_content_is_named_by_file_and_line_and_not_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    subprocess.run(["cp", "-r", str(ROOT / "content"), str(folder)], check=True)
    journey = folder / "journeys" / "officer-wrote.yaml"
    journey.write_text(journey.read_text().replace("msg_officer_replied", "msg_officer_vanished"))

    done = waypost("content", "load", str(folder))

    assert done.returncode == 1
    assert "journeys/officer-wrote.yaml:" in done.stderr
    assert "msg_officer_vanished" in done.stderr
