"""The login roles and databases of the embedded server, and their passwords."""

import json
import secrets
from collections.abc import Mapping

from psycopg import Connection
from psycopg.sql import SQL, Composable, Identifier, Literal

from waypost.base.postgres.places import Place, write_private

OWNER = "waypost_owner"
APP = "waypost_app"
# What each may do beyond logging in. The owner migrates; migrations give the app its rights table by table.
RIGHTS: Mapping[str, SQL] = {
    OWNER: SQL("NOSUPERUSER NOBYPASSRLS CREATEROLE CREATEDB"),
    APP: SQL("NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB"),
}


def read_passwords(place: Place) -> Mapping[str, str]:
    """Return the password of each of our login roles."""
    passwords: dict[str, str] = json.loads(place.passwords.read_text(encoding="utf-8"))
    return passwords


def ensure_roles(connection: Connection, place: Place) -> None:
    """Make our login roles unless they are there; `connection` is the superuser's."""
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    if place.passwords.exists() and known >= RIGHTS.keys():
        return
    passwords = {role: secrets.token_urlsafe(24) for role in RIGHTS}
    for role, rights in RIGHTS.items():
        verb = SQL("ALTER ROLE" if role in known else "CREATE ROLE")
        connection.execute(
            SQL("{} {} LOGIN {} PASSWORD {}").format(verb, Identifier(role), rights, Literal(passwords[role]))
        )
    # As on a server where the owner made the app's role: it may give it to others, not become it.
    _run(connection, SQL("GRANT {} TO {} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE"), APP, OWNER)
    # Last: a kill before this line leaves no file, and the next start begins again.
    write_private(place.passwords, json.dumps(passwords))


def ensure_database(connection: Connection, name: str) -> None:
    """Make the database `name`, owned by the owner role and closed to everybody but the app."""
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [name]).rowcount:
        return
    _run(connection, SQL("CREATE DATABASE {} OWNER {}"), name, OWNER)
    _run(connection, SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC"), name)
    _run(connection, SQL("GRANT CONNECT ON DATABASE {} TO {}"), name, APP)


def _run(connection: Connection, statement: SQL, *names: str) -> None:
    identifiers: list[Composable] = [Identifier(name) for name in names]
    connection.execute(statement.format(*identifiers))
