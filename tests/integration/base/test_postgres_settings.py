"""What the embedded server allows, to whom, and what it keeps."""

import os
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from waypost.base.postgres import EmbeddedServer, ensure_running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder so deep that a socket inside it would have too long a path."""
    deep = tmp_path_factory.mktemp("deep").joinpath(*["a folder with a long name"] * 6)
    deep.mkdir(parents=True)
    return deep


@pytest.fixture(scope="module")
def embedded(folder: Path) -> Iterator[EmbeddedServer]:
    """Return one running server for the tests that only look."""
    server = ensure_running(folder / "var")
    yield server
    server.remove()


def wait_for_log(embedded: EmbeddedServer, words: str, times: int) -> str:
    """Return the server's log once it holds `words`: it is written by a process of its own, a little later."""
    deadline = time.monotonic() + 60
    log = ""
    while log.count(words) < times:
        assert time.monotonic() < deadline
        log = "".join(path.read_text() for path in (embedded.place.data / "log").iterdir())
    return log


def ask(embedded: EmbeddedServer, question: str, role: str) -> list[tuple[object, ...]]:
    url = embedded.owner_url("waypost") if role == "owner" else embedded.app_url("waypost")
    with psycopg.connect(url) as connection:
        return connection.execute(question).fetchall()


@pytest.mark.parametrize(
    ("role", "may_create"),
    [("owner", True), ("app", False)],
)
def test_roles_are_no_superusers_and_only_the_owner_creates(
    embedded: EmbeddedServer, role: str, may_create: bool
) -> None:
    question = """
        SELECT rolsuper, rolbypassrls, rolreplication, rolcreaterole, rolcreatedb
        FROM pg_roles WHERE rolname = current_user
    """

    assert ask(embedded, question, role) == [(False, False, False, may_create, may_create)]


def test_app_owns_nothing_and_may_not_create_tables(embedded: EmbeddedServer) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(embedded, "CREATE TABLE mine ()", "app")


def test_app_may_not_become_superuser(embedded: EmbeddedServer) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(embedded, "SET ROLE postgres", "app")


def test_owner_may_not_become_the_app(embedded: EmbeddedServer) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        ask(embedded, "SET ROLE waypost_app", "owner")


def test_wrong_password_is_refused(embedded: EmbeddedServer) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(embedded.app_url("waypost"), password="wrong")


def test_nobody_is_trusted_and_nothing_listens_on_the_network(embedded: EmbeddedServer) -> None:
    with psycopg.connect(host=str(embedded.place.sockets), user="postgres", dbname="postgres") as connection:
        methods = connection.execute("SELECT DISTINCT type, auth_method FROM pg_hba_file_rules").fetchall()
        listening = connection.execute("SHOW listen_addresses").fetchone()

    assert set(methods) == {("local", "peer"), ("local", "scram-sha-256")}
    assert listening == ("",)


@pytest.mark.parametrize("name", ["fsync", "full_page_writes", "synchronous_commit", "data_checksums"])
def test_what_keeps_a_commit_safe_is_on(embedded: EmbeddedServer, name: str) -> None:
    assert ask(embedded, f"SHOW {name}", "app") == [("on",)]


def test_socket_path_is_short_however_deep_the_checkout(embedded: EmbeddedServer) -> None:
    assert len(os.fsencode(embedded.place.sockets)) < 100


def test_only_the_owners_of_data_and_passwords_can_open_them(embedded: EmbeddedServer) -> None:
    assert stat.S_IMODE(embedded.place.passwords.stat().st_mode) == 0o600
    for folder in (embedded.place.data, embedded.place.sockets, embedded.place.home):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_no_parent_folder_changes_its_mode(folder: Path) -> None:
    parents = [folder, *folder.parents]
    before = [parent.stat().st_mode for parent in parents]

    server = ensure_running(folder / "other")
    server.remove()

    assert [parent.stat().st_mode for parent in parents] == before


def test_log_holds_no_value_of_a_failing_statement(embedded: EmbeddedServer) -> None:
    with psycopg.connect(embedded.owner_url("waypost"), autocommit=True) as connection:
        connection.execute("CREATE TABLE told (name text PRIMARY KEY)")
        connection.execute("INSERT INTO told VALUES ('Made Up Victim')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO told VALUES (%s)", ["Made Up Victim"])
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO told VALUES ('Made Up Victim')")

    log = wait_for_log(embedded, "duplicate key", times=2)

    assert "Made Up Victim" not in log
