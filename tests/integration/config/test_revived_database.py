"""The embedded server killed under programs that run: one of them starts it again, and only it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from waypost.base.postgres import EmbeddedServer, ServerState, ensure_running, find_server, processes
from waypost.config import environment


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedServer]:
    monkeypatch.setenv("WAYPOST_HOME", str(tmp_path / "var"))
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "WAYPOST_EMBEDDED_URL"):
        # Set first, so that what `prepare` writes is taken back at the end.
        monkeypatch.setenv(name, "")
    environment.prepare()
    yield ensure_running(tmp_path / "var")
    find_server(tmp_path / "var").remove()


def kill(server: EmbeddedServer) -> None:
    process = processes.serving_process(server.place.data)
    assert process is not None
    process.kill()
    process.wait()


def test_the_killed_embedded_server_is_started_again(server: EmbeddedServer) -> None:
    kill(server)

    environment.revive_database()

    assert server.state() is ServerState.RUNNING
    assert os.environ["DATABASE_URL"] == server.app_url("waypost")


def test_for_a_database_that_was_given_no_server_is_started(
    server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill(server)
    monkeypatch.setenv("DATABASE_URL", "postgresql://waypost@db.example.org/waypost")

    environment.revive_database()

    assert server.state() is ServerState.STOPPED
