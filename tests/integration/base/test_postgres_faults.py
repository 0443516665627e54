"""The embedded server when things break: killed, moved, deleted, started twice, its number taken over."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import psycopg
import pytest

from waypost.base.postgres import EmbeddedServer, ServerState, ensure_running, find_server, processes, server
from waypost.base.postgres.places import is_root, server_account

STARTER = (
    "import sys, pathlib, psycopg; from waypost.base.postgres import ensure_running;"
    "url = ensure_running(pathlib.Path(sys.argv[1])).owner_url('waypost');"
    "print(psycopg.connect(url).execute('SELECT pg_postmaster_start_time()').fetchone()[0])"
)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Return a home of its own, whose server is gone after the test."""
    home = tmp_path / "a checkout" / "var"
    yield home
    find_server(home).remove()


def start_elsewhere(home: Path) -> subprocess.Popen[str]:
    """Start the server of `home` from another process, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", STARTER, str(home)], stdout=subprocess.PIPE, text=True, start_new_session=True
    )


def write_row(server: EmbeddedServer) -> None:
    with psycopg.connect(server.owner_url("waypost")) as connection:
        connection.execute("CREATE TABLE kept (word text)")
        connection.execute("INSERT INTO kept VALUES ('here')")


def has_row(server: EmbeddedServer) -> bool:
    with psycopg.connect(server.owner_url("waypost")) as connection:
        return connection.execute("SELECT word FROM kept").fetchall() == [("here",)]


def serving(server: EmbeddedServer) -> psutil.Process:
    process = processes.serving_process(server.place.data)
    assert process is not None
    return process


def kill_server(server: EmbeddedServer) -> None:
    serving(server).kill()


def wait_until_gone(process: psutil.Process) -> None:
    # Not psutil's wait: where nobody collects it, a dead process stays as a zombie.
    deadline = time.monotonic() + 90
    while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_committed_row_survives_kill_9_of_the_server(home: Path) -> None:
    running = ensure_running(home)
    write_row(running)

    kill_server(running)

    assert has_row(ensure_running(home))


def test_server_that_somebody_else_started_is_adopted_after_that_one_was_killed(home: Path) -> None:
    starter = start_elsewhere(home)
    starter.wait()
    before = serving(find_server(home)).pid

    os.killpg(starter.pid, signal.SIGKILL) if psutil.pid_exists(starter.pid) else None

    assert serving(ensure_running(home)).pid == before


@pytest.mark.parametrize("name", ["data.new", "data"])
def test_kill_9_of_us_while_the_data_directory_is_made_leaves_a_start_that_works(home: Path, name: str) -> None:
    starter = start_elsewhere(home)
    place = find_server(home).place
    while not (place.base / name).exists() and starter.poll() is None:
        time.sleep(0.001)

    os.killpg(starter.pid, signal.SIGKILL)
    starter.wait()

    assert ensure_running(home).state() == ServerState.RUNNING


def test_number_of_a_dead_server_that_was_taken_over_by_another_process_does_not_block(home: Path) -> None:
    running = ensure_running(home)
    write_row(running)
    kill_server(running)
    # The server's own user: of another user's process PostgreSQL itself knows that it is no server.
    account = server_account(running.place)
    stranger = subprocess.Popen(["sleep", "600"], user=account.uid if is_root() else None)
    record = running.place.data / "postmaster.pid"
    record.write_text("\n".join([str(stranger.pid), *record.read_text().splitlines()[1:]]) + "\n")

    try:
        assert has_row(ensure_running(home))
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_empty_record_of_a_server_that_died_at_once_does_not_block(home: Path) -> None:
    running = ensure_running(home)
    running.stop()
    (running.place.data / "postmaster.pid").touch()

    assert ensure_running(home).state() == ServerState.RUNNING


def test_four_starts_at_once_make_one_server(home: Path) -> None:
    starters = [start_elsewhere(home) for _ in range(4)]

    started_at = {starter.communicate()[0] for starter in starters}

    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert len(started_at) == 1


def test_two_who_look_for_a_new_home_at_once_find_the_same_place(home: Path) -> None:
    seekers = 16
    together = threading.Barrier(seekers)

    def find() -> Path:
        together.wait()
        return find_server(home).place.base

    with ThreadPoolExecutor(seekers) as pool:
        found = [future.result() for future in [pool.submit(find) for _ in range(seekers)]]

    assert len(set(found)) == 1


def test_two_homes_side_by_side_do_not_see_each_other(home: Path, tmp_path: Path) -> None:
    other = tmp_path / "another checkout" / "var"
    try:
        write_row(ensure_running(home))
        with psycopg.connect(ensure_running(other).owner_url("waypost")) as connection:
            assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    finally:
        find_server(other).remove()


def test_deleted_socket_is_mended_by_a_restart(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    running = ensure_running(home)
    write_row(running)
    monkeypatch.setattr(server, "PATIENCE_S", 0.5)

    shutil.rmtree(running.place.sockets)

    assert has_row(ensure_running(home))


def test_checkout_that_moves_keeps_its_data(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_row(ensure_running(home))
    monkeypatch.setattr(server, "PATIENCE_S", 0.5)

    moved = home.rename(home.parent / "moved var")

    try:
        assert has_row(ensure_running(moved))
    finally:
        find_server(moved).remove()


def test_fresh_home_at_the_path_of_a_deleted_one_starts_empty_and_ends_the_old_server(home: Path) -> None:
    old = ensure_running(home)
    write_row(old)
    process = serving(old)

    shutil.rmtree(home)
    fresh = ensure_running(home)

    with psycopg.connect(fresh.owner_url("waypost")) as connection:
        assert connection.execute("SELECT to_regclass('kept')").fetchone() == (None,)
    wait_until_gone(process)
    # The fixture removes the fresh one; what the deleted home left outside of itself is ours to remove.
    shutil.rmtree(old.place.base, ignore_errors=True)
    old.place.base.with_suffix(".home").unlink(missing_ok=True)
    ensure_running(home)


def test_lost_passwords_are_made_anew(home: Path) -> None:
    running = ensure_running(home)
    write_row(running)

    running.place.passwords.unlink()

    assert has_row(ensure_running(home))


def test_stopped_is_stopped_and_starts_again_with_its_data(home: Path) -> None:
    running = ensure_running(home)
    write_row(running)

    running.stop()

    assert running.state() == ServerState.STOPPED
    assert has_row(ensure_running(home))
