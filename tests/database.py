"""What only the owner of the database may do, for tests that commit."""

import psycopg
from psycopg import sql

_KEPT = {"django_migrations", "django_content_type", "base_content_version"}


def empty_tables(owner_url: str) -> None:
    """Empty every table but the migrations' and the content's."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        rows = connection.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        ).fetchall()
        names = [sql.Identifier(name) for (name,) in rows if name not in _KEPT]
        connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(names)))
