"""The demo force's crime system over a database of its own, for tests."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from demo.rms.config import RmsConfig
from demo.rms.database import LinkRole, ensure_database, open_database
from waypost.config import environment

LINK_PASSWORD = "of the tests' link, which is dropped after them"


@dataclass(frozen=True)
class Rms:
    """A crime system's database: its owner's URL, the link role's, and the settings for the program."""

    url: str
    link_url: str
    config: RmsConfig


@contextmanager
def crime_system() -> Iterator[Rms]:
    """Make an empty database and a link role for a crime system, and drop both at the end."""
    environment.prepare()
    owner = os.environ["DATABASE_OWNER_URL"]
    name = f"rms_test_{os.getpid()}_{secrets.token_hex(3)}"
    url = urlunsplit(urlsplit(owner)._replace(path=f"/{name}"))
    link = LinkRole(name=f"{name}_link", password=LINK_PASSWORD)
    ensure_database(url)
    yield Rms(url=url, link_url=_as_role(url, link), config=RmsConfig(database_url=url, link=link))
    with psycopg.connect(owner, dbname="postgres", autocommit=True) as server:
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
        server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(link.name)))


def _as_role(url: str, link: LinkRole) -> str:
    return open_database(url).url.set(username=link.name, password=link.password).render_as_string(hide_password=False)
