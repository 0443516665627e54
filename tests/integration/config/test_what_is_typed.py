"""What the program says to somebody who typed something wrong, or whose database is down: one sentence."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from waypost.config.cli import main

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.usefixtures("committed_db")


def refusal(*arguments: str, capfd: pytest.CaptureFixture[str]) -> tuple[object, list[str]]:
    """Return the status and the lines of standard error; nothing may be on standard output."""
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    printed = capfd.readouterr()
    assert printed.out == ""
    return ended.value.code, printed.err.splitlines()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nonsense",), "No such command"),
        (("force", "show"), "Missing argument"),
        (("source", "add", "--force", "anyshire", "--name", "rms", "--kind", "telepathy"), "--kind"),
        (("web", "--port", "99999"), "--port"),
        (("police-uk", "nowhere.csv", "--force", "anyshire", "--out", "out.jsonl"), "nowhere.csv"),
        (("content", "check", "nowhere"), "nowhere"),
        (("content", "check", "docs"), "docs"),
        (("content", "export", "/proc/nowhere"), "nowhere"),
        (("force", "show", "nowhere"), "nowhere"),
    ],
)
def test_what_was_typed_wrong_is_said_in_one_sentence(
    arguments: tuple[str, ...], words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    status, lines = refusal(*arguments, capfd=capfd)

    assert status in {1, 2}
    assert len(lines) == 1
    assert words in lines[0]


def test_a_port_that_is_no_number_is_said_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PORT", "eight thousand")

    status, lines = refusal("web", capfd=capfd)

    assert (status, len(lines)) == (2, 1)


@pytest.mark.parametrize("command", ["web", "up"])
def test_a_taken_port_is_said_in_one_sentence(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, lines = refusal(command, "--port", str(taken.getsockname()[1]), capfd=capfd)

    assert (status, len(lines)) == (1, 1)
    assert "choose another" in lines[0]


def test_a_database_that_is_down_is_said_in_one_sentence() -> None:
    told = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "waypost.config.settings",
        "DATABASE_URL": "postgresql://nobody:x@127.0.0.1:9/none",
    }

    done = subprocess.run(
        [sys.executable, "-m", "waypost.config.cli", "force", "show", "anyshire"],
        cwd=ROOT,
        env=told,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "waypost migrate" in done.stderr


def test_exported_content_is_sound(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    statuses = []
    for command in ("export", "check"):
        with pytest.raises(SystemExit) as ended:
            main(["content", command, str(tmp_path)])
        statuses.append(ended.value.code)

    assert (statuses, capfd.readouterr().err) == ([None, None], "")
