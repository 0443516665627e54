"""Tallybook, a made-up crime system on a MariaDB of the tests' own, and a source that polls it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import yaml
from sqlalchemy import Connection, Engine, create_engine, text

from tests.connectors.mariadb.server import running
from waypost.base.values import ForceName
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import source_by_id
from waypost.cases.values import SourceFacts, SourceState
from waypost.connectors.sql.config import read_config

ANYSHIRE = ForceName("anyshire")
HERE = Path(__file__).parent
MAPPING = HERE / "mapping.yaml"
LONDON = ZoneInfo("Europe/London")
_TABLES = ("job", "diary", "warning", "person", "crime")


def wall_time(*, minutes: float) -> datetime:
    """Return what a clock on a wall in London shows, fast by so many minutes; of seconds it shows whole ones."""
    return (datetime.now(LONDON).replace(tzinfo=None) + timedelta(minutes=minutes)).replace(microsecond=0)


@dataclass(frozen=True)
class Tallybook:
    """The crime system's database, as its owner and as the limited user that we sign in as."""

    owner: Engine
    link_url: str

    def add_crime(self, connection: Connection, number: str, *, minutes: float = 0, state: str = "REC") -> int:
        """Record a burglary with one victim, by a clock that is fast by so many minutes, and return its key."""
        at = wall_time(minutes=minutes)
        added = connection.execute(
            text(
                "INSERT INTO crime (crime_no, state, grp, title, made, altered)"
                " VALUES (:number, :state, 'BURDW', 'Burglary', :at, :at)"
            ),
            {"number": number, "state": state, "at": at},
        )
        key = int(added.lastrowid)
        connection.execute(
            text(
                "INSERT INTO person (crime_id, role, given, family, mobile, born)"
                " VALUES (:key, 'VIC', 'Mary', 'Example', '07700 900123', '1980-02-29')"
            ),
            {"key": key},
        )
        return key

    def alter(self, connection: Connection, key: int, *, state: str, minutes: float = 0) -> None:
        """Bring a crime into another state."""
        statement = text("UPDATE crime SET state = :state, altered = :at WHERE id = :key")
        connection.execute(statement, {"state": state, "at": wall_time(minutes=minutes), "key": key})


@pytest.fixture(scope="session")
def tallybook_database() -> Iterator[Tallybook]:
    """Start a MariaDB with the crime system's tables, and stop it at the end."""
    with running() as server:
        _run(server.url("mysql"), (HERE / "tallybook.sql").read_text(encoding="utf-8"))
        owner = create_engine(server.url("tallybook").replace("mariadb:", "mariadb+pymysql:"))
        yield Tallybook(owner, server.url("tallybook", user="link", password="made-up-password"))
        owner.dispose()


@pytest.fixture
def tallybook(tallybook_database: Tallybook) -> Iterator[Tallybook]:
    """Return an empty crime system."""
    yield tallybook_database
    with tallybook_database.owner.begin() as connection:
        for table in _TABLES:
            connection.exec_driver_sql(f"DELETE FROM {table}")


@pytest.fixture
def source(committed_db: None, tallybook: Tallybook, tmp_path: Path, now: datetime) -> SourceFacts:
    """Return a live source that polls the crime system."""
    (tmp_path / "mapping.yaml").write_text(MAPPING.read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "source.yaml").write_text(yaml.safe_dump({"database": tallybook.link_url, "mapping": "mapping.yaml"}))
    config = read_config(tmp_path / "source.yaml")
    return source_by_id(add_source(NewSource(ANYSHIRE, "rms", "sql", SourceState.LIVE, config=config), now=now).id)


def _run(url: str, script: str) -> None:
    engine = create_engine(url.replace("mariadb:", "mariadb+pymysql:"))
    lines = [line for line in script.splitlines() if not line.startswith("--")]
    with engine.begin() as connection:
        for statement in filter(str.strip, "\n".join(lines).split(";\n")):
            connection.exec_driver_sql(statement)
    engine.dispose()
