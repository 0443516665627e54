"""What only the owner of the database may do, for tests that commit."""

import psycopg
from psycopg import sql

_KEPT = ["django_migrations", "django_content_type", "base_content_version"]

# A table that was written to has a file of some size, also if what was written is gone. To empty a table costs its
# files, those of its indexes among them, and there are many tables of which a test writes to few.
_WRITTEN_TO = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> ALL (%s) AND (
    pg_relation_size(c.oid) > 0 OR EXISTS (
        SELECT FROM pg_depend d JOIN pg_sequence s ON s.seqrelid = d.objid
        WHERE d.refobjid = c.oid AND d.deptype IN ('a', 'i') AND pg_sequence_last_value(s.seqrelid) IS NOT NULL
    )
)
"""


def empty_tables(owner_url: str) -> None:
    """Empty every table but the migrations' and the content's, and let its numbers begin anew."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        names = [sql.Identifier(name) for (name,) in connection.execute(_WRITTEN_TO, [_KEPT]).fetchall()]
        if names:
            connection.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(names)))
