"""
In what the kinds of databases differ: how a connection is opened so that nothing waits for ever, how reading is
kept from changing anything, and what they say of the time.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from pymysql import converters
from pymysql.constants import FIELD_TYPE
from sqlalchemy import (
    URL,
    BindParameter,
    Cast,
    ColumnElement,
    DateTime,
    Engine,
    bindparam,
    cast,
    event,
    func,
    literal_column,
)
from sqlalchemy.dialects import oracle

CONNECT_TIMEOUT_S: Final = 10
STATEMENT_TIMEOUT_S: Final = 30
_LOCK_TIMEOUT_S: Final = 10
# The database gives up first and says why; where it is gone without a word, so do we.
_SILENCE_S: Final = STATEMENT_TIMEOUT_S + 10
_SILENCE_MS: Final = timedelta(seconds=_SILENCE_S) // timedelta(milliseconds=1)

DRIVERS: Final = {
    "postgres": "postgresql+psycopg",
    "postgresql": "postgresql+psycopg",
    "mysql": "mysql+pymysql",
    "mariadb": "mariadb+pymysql",
    "oracle": "oracle+oracledb",
    "mssql": "mssql+pymssql",
}
"""By what stands before `://` in an address that names no driver."""

Bound = BindParameter[datetime] | Cast[datetime]


@dataclass(frozen=True)
class Reading:
    """
    How a transaction is opened that sees one state of the database and cannot change it.

    `level` is set on the connection, `statements` begin each transaction.
    """

    level: str | None = None
    statements: Sequence[str] = ()


_ONE_STATE = (
    "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY",
)
_READING: Mapping[str, Reading] = {
    "postgresql": Reading(statements=("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY",)),
    "mysql": Reading(statements=_ONE_STATE),
    "mariadb": Reading(statements=_ONE_STATE),
    "oracle": Reading(statements=("SET TRANSACTION READ ONLY",)),
    # It knows no read-only transactions: there the role's rights alone keep us from writing.
    "mssql": Reading(level="SNAPSHOT"),
}

_PRESENT: Mapping[str, Callable[[], ColumnElement[datetime]]] = {
    "mysql": func.utc_timestamp,
    "mariadb": func.utc_timestamp,
    # Where sessions may have a zone of their own, nothing but the time in UTC means the same to all.
    "oracle": lambda: literal_column("SYS_EXTRACT_UTC(SYSTIMESTAMP)", DateTime()),
    "mssql": func.getutcdate,
}


def reading_of(dialect: str) -> Reading:
    """Return how reading is done there."""
    return _READING.get(dialect, Reading())


def present_of(dialect: str) -> ColumnElement[datetime]:
    """Return the expression for the database's present: with an offset, or in UTC."""
    return _PRESENT.get(dialect, func.current_timestamp)()


def bound_time(at: datetime, *, dialect: str) -> Bound:
    """
    Return a time to compare a column with: in UTC where it has an offset, which not every driver would pass on.

    The seconds are cut off, which can only reach further back. Oracle would not use an index on a DATE for a
    TIMESTAMP, but uses one on either for a DATE.
    """
    told = (at.astimezone(UTC) if at.tzinfo else at).replace(microsecond=0)
    bound = bindparam(None, told, DateTime(timezone=told.tzinfo is not None))
    return cast(bound, oracle.DATE) if dialect == "oracle" else bound


def connect_args(url: URL) -> dict[str, Any]:
    """Return what the driver is told besides the address."""
    told = _CONNECT_ARGS.get(url.get_backend_name())
    return told(url) if told else {}


def note_connections(engine: Engine) -> None:
    """Set on each new connection what a driver does not take as an argument."""
    if engine.dialect.name == "oracle":
        event.listen(engine, "connect", _set_up_oracle)


def _postgresql(_url: URL) -> dict[str, Any]:
    timeout = timedelta(seconds=STATEMENT_TIMEOUT_S) // timedelta(milliseconds=1)
    return {
        "connect_timeout": CONNECT_TIMEOUT_S,
        "application_name": "waypost",
        "options": f"-c statement_timeout={timeout} -c timezone=UTC",
        "tcp_user_timeout": _SILENCE_MS,
        "keepalives_idle": CONNECT_TIMEOUT_S,
        "keepalives_interval": CONNECT_TIMEOUT_S,
        "keepalives_count": 3,
    }


def _mariadb(url: URL) -> dict[str, Any]:
    return {
        "connect_timeout": CONNECT_TIMEOUT_S,
        "read_timeout": _SILENCE_S,
        "write_timeout": _SILENCE_S,
        "charset": "utf8mb4",
        "program_name": "waypost",
        # To a socket of this machine nothing need be encrypted; elsewhere it is, if the server can.
        "ssl_disabled": "unix_socket" in url.query,
        "conv": _mariadb_values(),
        # What stands between /*M! and */ MySQL takes for a comment: it has no limit for every statement.
        "init_command": (
            f"SET SESSION time_zone = '+00:00', innodb_lock_wait_timeout = {_LOCK_TIMEOUT_S}"
            f" /*M! , max_statement_time = {STATEMENT_TIMEOUT_S} */"
        ),
    }


def _mssql(_url: URL) -> dict[str, Any]:
    return {
        "login_timeout": CONNECT_TIMEOUT_S,
        "timeout": STATEMENT_TIMEOUT_S,
        "appname": "waypost",
        "conn_properties": _MSSQL_SETTINGS,
    }


def _oracle(_url: URL) -> dict[str, Any]:
    return {"tcp_connect_timeout": float(CONNECT_TIMEOUT_S), "program": "waypost"}


_CONNECT_ARGS: Mapping[str, Callable[[URL], dict[str, Any]]] = {
    "postgresql": _postgresql,
    "mysql": _mariadb,
    "mariadb": _mariadb,
    "mssql": _mssql,
    "oracle": _oracle,
}

_MSSQL_SETTINGS = (
    # The driver's own settings, which ours replace.
    "SET ARITHABORT ON;",
    "SET CONCAT_NULL_YIELDS_NULL ON;",
    "SET ANSI_NULLS ON;",
    "SET ANSI_NULL_DFLT_ON ON;",
    "SET ANSI_PADDING ON;",
    "SET ANSI_WARNINGS ON;",
    "SET CURSOR_CLOSE_ON_COMMIT ON;",
    "SET QUOTED_IDENTIFIER ON;",
    "SET TEXTSIZE 2147483647;",
    # The driver writes times as 2026-03-01: for a login whose language is British that is the 3rd of January.
    "SET DATEFORMAT ymd;",
    f"SET LOCK_TIMEOUT {timedelta(seconds=_LOCK_TIMEOUT_S) // timedelta(milliseconds=1)};",
)


def _set_up_oracle(connection: Any, _record: object) -> None:
    connection.call_timeout = _SILENCE_MS
    with connection.cursor() as cursor:
        cursor.execute("ALTER SESSION SET TIME_ZONE = '+00:00'")


def _mariadb_values() -> dict[Any, Any]:
    """
    Return how values are read and written where the driver would lose something.

    A TIMESTAMP is a moment: it is told apart from the wall time of a DATETIME. The date of zeros stands for none.
    """
    own: dict[Any, Any] = {
        FIELD_TYPE.TIMESTAMP: _moment,
        FIELD_TYPE.DATETIME: _wall_time,
        FIELD_TYPE.DATE: _day,
        FIELD_TYPE.TIME: converters.convert_time,
        FIELD_TYPE.BIT: _bits,
        datetime: _written,
    }
    return {**converters.conversions, **own}


def _wall_time(text: str) -> object:
    return None if text.startswith("0000-00-00") else converters.convert_datetime(text)


def _moment(text: str) -> object:
    at = _wall_time(text)
    return at.replace(tzinfo=UTC) if isinstance(at, datetime) else at


def _day(text: str) -> date | str | None:
    return None if text == "0000-00-00" else converters.convert_date(text)


def _bits(bits: bytes) -> int:
    return int.from_bytes(bits, "big")


def _written(at: datetime, _mapping: object = None) -> str:
    told = at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    return converters.escape_datetime(told)
