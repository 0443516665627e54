"""A crime system of our own making, with a database of its own beside ours, and a source that polls it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
import yaml
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL, Connection, Engine, text

from demo.rms.database import LinkRole, ensure_database, open_database, prepare
from demo.rms.tables import ge_person, hr_officer, metadata, occ, occ_per_link
from waypost.base.values import ForceName
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import source_by_id
from waypost.cases.values import SourceFacts, SourceState
from waypost.connectors.sql.config import read_config

ANYSHIRE = ForceName("anyshire")
MAPPING = Path("demo/rms/waypost-mapping.yaml").resolve()

# The vendor's trigger, which a test may lend another clock.
_STAMP = """
CREATE OR REPLACE FUNCTION rms_stamp() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    new.upd_dttm := coalesce(
        nullif(current_setting('rms_test.stamp', true), '')::timestamptz, date_trunc('second', now())
    );
    RETURN new;
END $$
"""


@dataclass(frozen=True)
class Rms:
    """The crime system's database, as its owner and as the limited role that we sign in with."""

    owner: Engine
    link_url: str

    def add_occurrence(self, connection: Connection, number: str, **changes: object) -> int:
        """Record a burglary with one victim and return the occurrence's key."""
        values = {
            "occ_no": number,
            "stat_cd": "REC",
            "off_cd": "028/DWL",
            "off_desc": "Burglary - residential",
            "off_grp_cd": "BURDWL",
            "rep_dttm": text("now()"),
        }
        key = connection.scalar(occ.insert().values(values | changes).returning(occ.c.occ_id))
        self.add_person(connection, int(key or 0))
        return int(key or 0)

    def add_person(self, connection: Connection, key: int, *, role: str = "VIC", **changes: object) -> int:
        """Add a person in a role and return the person's key."""
        values = {"fname": "Mary", "sname": "Example", "mob_no": "07700 900123", "dob": "1980-02-29"}
        person = connection.scalar(ge_person.insert().values(values | changes).returning(ge_person.c.per_id))
        connection.execute(occ_per_link.insert().values(occ_id=key, per_id=person, role_cd=role))
        return int(person or 0)

    def stamp(self, connection: Connection, sql: str) -> None:
        """Let this transaction write under another time than the database's own clock, as a wrong clock would."""
        connection.execute(text(f"SELECT set_config('rms_test.stamp', ({sql})::text, true)"))


@pytest.fixture(scope="session")
def rms_database(django_db_setup: None) -> Iterator[Rms]:
    """Make the crime system's database and drop it at the end."""
    owner_url = _server_url(f"rms_test_{os.getpid()}")
    link = LinkRole(f"rms_link_{os.getpid()}", "made-up-password")
    ensure_database(owner_url)
    owner = open_database(owner_url)
    prepare(owner, link=link)
    with owner.begin() as connection:
        connection.exec_driver_sql(_STAMP)
    yield Rms(owner, _server_url(f"rms_test_{os.getpid()}", role=link))
    owner.dispose()
    server = open_database(_server_url("postgres")).execution_options(isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE rms_test_{os.getpid()} WITH (FORCE)"))
        connection.execute(text(f"DROP ROLE {link.name}"))
    server.dispose()


@pytest.fixture
def rms(rms_database: Rms) -> Iterator[Rms]:
    """Return an empty crime system with its codes and one officer."""
    with rms_database.owner.begin() as connection:
        connection.execute(
            hr_officer.insert().values(
                coll_no="4471", rank_cd="PC", forenames="Jo", surname="Example", team_desc="Anyville"
            )
        )
    yield rms_database
    kept = {"ref_offence", "ref_outcome", "ref_flag"}
    names = ", ".join(table.name for table in metadata.sorted_tables if table.name not in kept)
    with rms_database.owner.begin() as connection:
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
        connection.execute(text("DELETE FROM ref_outcome WHERE oc_cd LIKE 'NEW%'"))


@pytest.fixture
def source(committed_db: None, rms: Rms, tmp_path: Path, now: datetime) -> SourceFacts:
    """Return a live source that polls the crime system."""
    config = tmp_path / "source.yaml"
    config.write_text(yaml.safe_dump({"database": rms.link_url, "mapping": os.path.relpath(MAPPING, tmp_path)}))
    new = NewSource(force=ANYSHIRE, name="rms", kind="sql", state=SourceState.LIVE, config=read_config(config))
    return source_by_id(add_source(new, now=now).id)


def _server_url(database: str, *, role: LinkRole | None = None) -> str:
    owner = {key: str(value) for key, value in conninfo_to_dict(os.environ["DATABASE_OWNER_URL"]).items()}
    url = URL.create(
        "postgresql",
        username=role.name if role else owner.get("user"),
        password=role.password if role else owner.get("password"),
        database=database,
        query={key: owner[key] for key in ("host", "port") if key in owner},
    )
    return url.render_as_string(hide_password=False)
