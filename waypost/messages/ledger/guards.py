"""Pieces of SQL for the ledger's migration: who may do what to its tables."""

from django.db.migrations import RunSQL

from waypost.base.rls import APP_ROLE


def no_updates(table: str) -> RunSQL:
    """Return the operation that lets the app add rows to `table` and take them away, but not change them."""
    return RunSQL(
        f"REVOKE UPDATE, TRUNCATE ON {table} FROM {APP_ROLE}",
        reverse_sql=f"GRANT UPDATE ON {table} TO {APP_ROLE}",
    )
