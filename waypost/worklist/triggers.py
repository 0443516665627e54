"""Pieces of SQL for this room's migrations: an item is closed once, and never deleted."""

from django.db.migrations import RunSQL

from waypost.base.rls import APP_ROLE


def closed_for_good(table: str) -> RunSQL:
    """Return the operation that lets rows of `table` leave the state `open`, and never come back or change state."""
    return RunSQL(
        f"""
        CREATE FUNCTION {table}_check_state() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.state <> OLD.state AND OLD.state <> 'open' THEN
                RAISE EXCEPTION 'a closed item cannot become %', NEW.state USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_closed_for_good BEFORE UPDATE OF state ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_check_state();
        """,
        reverse_sql=f"""
        DROP TRIGGER {table}_closed_for_good ON {table};
        DROP FUNCTION {table}_check_state();
        """,
    )


def never_deleted(table: str) -> RunSQL:
    """Return the operation that takes from the app the right to delete rows of `table`."""
    return RunSQL(
        f"REVOKE DELETE, TRUNCATE ON {table} FROM {APP_ROLE}",
        reverse_sql=f"GRANT DELETE ON {table} TO {APP_ROLE}",
    )
