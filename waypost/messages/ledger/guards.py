"""Pieces of SQL for the ledger's migration: who may do what to its tables."""

from django.db.migrations import RunSQL

from waypost.base.rls import APP_ROLE


def no_updates(table: str) -> RunSQL:
    """Return the operation that lets the app add rows to `table` and take them away, but not change them."""
    return RunSQL(
        f"REVOKE UPDATE, TRUNCATE ON {table} FROM {APP_ROLE}",
        reverse_sql=f"GRANT UPDATE ON {table} TO {APP_ROLE}",
    )


def erasing() -> RunSQL:
    """
    Return the operation that makes `messages_ledger_erase`: the one way in which the app can remove contents.

    It removes only what was written before the case's newest entry that says that it was erased, so that none goes
    without that being proven; and the wall holds inside it, since it is forced on the owner too.
    """
    return RunSQL(
        f"""
        CREATE FUNCTION messages_ledger_erase(erased_case bigint) RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
        DECLARE
            said_at timestamptz;
            gone bigint;
        BEGIN
            SELECT max(written_at) INTO said_at FROM messages_ledger_entry
                WHERE case_id = erased_case AND kind = 'erased'
                AND force = current_setting('waypost.force', true);
            IF said_at IS NULL THEN
                RAISE EXCEPTION 'no entry says that case % was erased', erased_case
                    USING ERRCODE = 'insufficient_privilege';
            END IF;
            DELETE FROM messages_ledger_contents c USING messages_ledger_entry e
                WHERE e.id = c.entry_id AND e.case_id = erased_case AND e.kind <> 'erased'
                AND e.force = current_setting('waypost.force', true) AND e.written_at <= said_at;
            GET DIAGNOSTICS gone = ROW_COUNT;
            RETURN gone;
        END $$;
        REVOKE ALL ON FUNCTION messages_ledger_erase(bigint) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION messages_ledger_erase(bigint) TO {APP_ROLE};
        """,  # noqa: S608 - the role is a constant
        reverse_sql="DROP FUNCTION messages_ledger_erase(bigint)",
    )
