"""In what the kinds of databases differ: shown on the drivers and by compiled text, where no server can be had."""

import inspect
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import oracledb
import psycopg
import pymssql
import pymysql
import pytest
from pymysql.constants import FIELD_TYPE
from sqlalchemy import Dialect, create_engine, make_url, select
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql

from waypost.connectors.sql.dialects import DRIVERS, bound_time, connect_args, present_of, reading_of

DIALECTS: dict[str, Dialect] = {
    "postgresql": postgresql.dialect(),  # type: ignore[no-untyped-call]
    "mariadb": mysql.dialect(),
    "oracle": oracle.dialect(),  # type: ignore[no-untyped-call]
    "mssql": mssql.dialect(),  # type: ignore[no-untyped-call]
}


def at(text: str) -> datetime:
    """Return the time that a text says, without an offset where it has none."""
    return datetime.fromisoformat(text)


def args_of(name: str) -> dict[str, Any]:
    """Return what a driver is told."""
    return connect_args(make_url(f"{DRIVERS[name]}://somebody:secret@db.example.org/rms"))


@pytest.mark.parametrize("name", sorted(DRIVERS))
def test_the_driver_of_each_kind_is_installed(name: str) -> None:
    engine = create_engine(f"{DRIVERS[name]}://somebody:secret@db.example.org/rms")

    assert engine.dialect.dbapi is not None


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("mariadb", inspect.signature(pymysql.Connection.__init__).parameters),
        ("oracle", inspect.signature(oracledb.connect).parameters),
        ("mssql", inspect.signature(pymssql.connect).parameters),
    ],
)
def test_the_driver_knows_every_argument(name: str, known: Iterable[str]) -> None:
    assert set(args_of(name)) <= set(known)


def test_postgresqls_library_knows_every_argument() -> None:
    assert psycopg.conninfo.make_conninfo("", **args_of("postgresql"))


@pytest.mark.parametrize(
    ("name", "limits"),
    [
        ("postgresql", {"connect_timeout", "tcp_user_timeout", "keepalives_count"}),
        ("mariadb", {"connect_timeout", "read_timeout", "write_timeout"}),
        ("oracle", {"tcp_connect_timeout"}),
        ("mssql", {"login_timeout", "timeout"}),
    ],
)
def test_nothing_waits_for_ever(name: str, limits: set[str]) -> None:
    assert all(float(args_of(name)[limit]) > 0 for limit in limits)


def test_times_are_read_alike_by_a_british_and_an_american_login() -> None:
    assert "SET DATEFORMAT ymd;" in args_of("mssql")["conn_properties"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("postgresql", "CURRENT_TIMESTAMP"),
        ("mariadb", "utc_timestamp()"),
        ("oracle", "SYS_EXTRACT_UTC(SYSTIMESTAMP) "),
        ("mssql", "getutcdate()"),
    ],
)
def test_the_present_has_an_offset_or_is_in_utc(name: str, expected: str) -> None:
    text = str(select(present_of(name)).compile(dialect=DIALECTS[name]))

    assert expected in text


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_reading_sees_one_state_and_cannot_write(name: str) -> None:
    reading = reading_of(name)

    assert reading.level == "SNAPSHOT" or "READ ONLY" in reading.statements[-1]


def test_sql_server_knows_the_level() -> None:
    assert "SNAPSHOT" in DIALECTS["mssql"].get_isolation_level_values(None)  # type: ignore[arg-type]  # it asks nothing


AWARE = datetime(2026, 7, 1, 10, 0, 1, 500, tzinfo=ZoneInfo("Europe/London"))


@pytest.mark.parametrize("name", sorted(DIALECTS))
def test_a_time_with_an_offset_is_bound_in_utc_and_never_later(name: str) -> None:
    compiled = bound_time(AWARE, dialect=name).compile(dialect=DIALECTS[name])

    assert list(compiled.params.values()) == [datetime(2026, 7, 1, 9, 0, 1, tzinfo=UTC)]


def test_wall_time_is_bound_as_it_is() -> None:
    compiled = bound_time(AWARE.replace(tzinfo=None), dialect="mssql").compile(dialect=DIALECTS["mssql"])

    assert list(compiled.params.values()) == [at("2026-07-01 10:00:01")]


def test_oracle_may_use_its_index_on_a_date() -> None:
    assert "AS DATE)" in str(bound_time(AWARE, dialect="oracle").compile(dialect=DIALECTS["oracle"]))


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        (FIELD_TYPE.TIMESTAMP, "2026-07-01 10:00:00", datetime(2026, 7, 1, 10, tzinfo=UTC)),
        (FIELD_TYPE.TIMESTAMP, "0000-00-00 00:00:00", None),
        (FIELD_TYPE.DATETIME, "2026-07-01 10:00:00", at("2026-07-01 10:00:00")),
        (FIELD_TYPE.DATETIME, "0000-00-00 00:00:00", None),
        (FIELD_TYPE.DATE, "0000-00-00", None),
        (FIELD_TYPE.BIT, b"\x01", 1),
        (FIELD_TYPE.BIT, b"\x00", 0),
    ],
)
def test_mariadb_values_lose_nothing(kind: int, text: object, expected: object) -> None:
    assert args_of("mariadb")["conv"][kind](text) == expected


def test_mariadb_is_told_a_moment_in_utc() -> None:
    write = args_of("mariadb")["conv"][datetime]

    summer = datetime(2026, 7, 1, 10, tzinfo=timezone(timedelta(hours=1)))
    assert write(summer, None) == "'2026-07-01 09:00:00'"
    assert write(at("2026-07-01 10:00:00"), None) == "'2026-07-01 10:00:00'"
