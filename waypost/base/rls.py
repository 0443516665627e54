"""Pieces of SQL that migrations use: the wall between forces, and tables that nobody may rewrite."""

from django.db.migrations import RunSQL

APP_ROLE = "waypost_app"
READER_ROLE = "waypost_reader"


def wall(table: str) -> RunSQL:
    """Return the operation that shows rows of `table` only to transactions of the row's own force."""
    return RunSQL(
        f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY {table}_force ON {table}
            USING (force = current_setting('waypost.force', true))
            WITH CHECK (force = current_setting('waypost.force', true));
        """,
        reverse_sql=f"""
        DROP POLICY {table}_force ON {table};
        ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
        """,
    )


def append_only(table: str) -> RunSQL:
    """Return the operation that takes from the app the right to change or delete rows of `table`."""
    return RunSQL(
        f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {APP_ROLE}",
        reverse_sql=f"GRANT UPDATE, DELETE ON {table} TO {APP_ROLE}",
    )
