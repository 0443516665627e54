"""
The database's roles: the owner migrates, the app works, the reader looks.

*Source:* design 1.5. The app is no superuser, owns nothing and cannot go round row-level security.
"""

import psycopg
from django.db.migrations import RunSQL
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from waypost.base.rls import APP_ROLE, READER_ROLE


def make_roles() -> RunSQL:
    """Return the operation that makes the app's and the reader's role where the server has none."""
    return RunSQL("\n".join(_make_role(role) for role in (APP_ROLE, READER_ROLE)), reverse_sql=RunSQL.noop)


def default_rights() -> RunSQL:
    """Return the operation that gives both roles their rights on every table that is made from now on."""
    return RunSQL(
        f"""
        ALTER DEFAULT PRIVILEGES IN SCHEMA public
            GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APP_ROLE};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APP_ROLE};
        ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {READER_ROLE};
        """,
        reverse_sql=RunSQL.noop,
    )


def make_database(owner_url: str) -> None:
    """Make the database that `owner_url` names, where the server has none; its role must be allowed to."""
    name = conninfo_to_dict(owner_url)["dbname"]
    try:
        psycopg.connect(owner_url).close()
    except psycopg.OperationalError:
        with psycopg.connect(owner_url, dbname="postgres", autocommit=True) as connection:
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
            if not found:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(str(name))))


def admit_app(owner_url: str, *, app_url: str) -> None:
    """
    Let the role of `app_url` work as the app; make it, with the password of that address, where there is none.

    A login that is the app's role itself needs nothing more.
    """
    app = conninfo_to_dict(app_url)
    user = str(app["user"])
    if user == APP_ROLE:
        return
    with psycopg.connect(owner_url, autocommit=True) as connection:
        found = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [user]).fetchone()
        if not found:
            connection.execute(
                sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                    sql.Identifier(user), sql.Literal(str(app.get("password") or ""))
                )
            )
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(APP_ROLE), sql.Identifier(user)))


def _make_role(role: str) -> str:
    # Roles belong to the whole server, so a second database or checkout finds them made.
    return f"""
        DO $$ BEGIN
            IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN
                CREATE ROLE {role} NOLOGIN;
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
        END $$;
    """  # noqa: S608 - the roles are constants, nobody's value stands in this
