"""Bring the crime system's own database up to date, and open it."""

from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import unquote

from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text

from demo.rms.codes import load_codes
from demo.rms.tables import metadata

PREPARE_LOCK = 711_042


@dataclass(frozen=True)
class LinkRole:
    """The limited database role that a linked system signs in with."""

    name: str
    password: str


def open_database(url: str) -> Engine:
    """Return an engine for `url`; `postgresql://` is read as the psycopg 3 dialect."""
    return create_engine(_psycopg(url), pool_pre_ping=True)


def ensure_database(url: str) -> None:
    """Create the database that `url` names, if its server has none of that name."""
    parsed = _psycopg(url)
    server = create_engine(parsed.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        name = parsed.database
        known = connection.scalar(text("select count(*) from pg_database where datname = :name"), {"name": name})
        if not known:
            quoted = connection.scalar(text("select quote_ident(:name)"), {"name": name})
            connection.exec_driver_sql(f"create database {quoted}")
    server.dispose()


def prepare(engine: Engine, *, link: LinkRole) -> None:
    """
    Create what is missing: tables, triggers, codes and the link role. Safe to repeat.

    The engine's role must own the database and be able to create roles.
    """
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": PREPARE_LOCK})
        metadata.create_all(connection)
        connection.exec_driver_sql(_sql("triggers.sql"))
        load_codes(connection)
        _prepare_link(connection, link=link)


def _prepare_link(connection: Connection, *, link: LinkRole) -> None:
    known = connection.scalar(text("select count(*) from pg_roles where rolname = :name"), {"name": link.name})
    verb = "alter" if known else "create"
    # DDL takes no parameters, so the server itself does the quoting.
    statement = connection.scalar(
        text("select format(:verb || ' role %I login password %L', :name ::text, :password ::text)"),
        {"verb": verb, "name": link.name, "password": link.password},
    )
    connection.exec_driver_sql(str(statement))
    role = connection.scalar(text("select quote_ident(:name)"), {"name": link.name})
    connection.exec_driver_sql(_sql("link_role.sql").replace("{role}", str(role)))


def _psycopg(url: str) -> URL:
    parsed = make_url(url)
    bare = parsed.drivername in {"postgres", "postgresql"}
    host = unquote(parsed.host or "")
    # libpq takes a socket's folder as a quoted host; SQLAlchemy only as a parameter.
    socket = {"host": host} if host.startswith("/") else {}
    return URL.create(
        "postgresql+psycopg" if bare else parsed.drivername,
        username=parsed.username,
        password=parsed.password,
        host=None if socket else parsed.host,
        port=parsed.port,
        database=parsed.database,
        query={**parsed.query, **socket},
    )


def _sql(name: str) -> str:
    return files("demo.rms").joinpath(name).read_text(encoding="utf-8")
