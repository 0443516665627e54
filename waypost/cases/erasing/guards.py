"""
Pieces of SQL for migrations: the one way in which the app can take something out of what it may only add to.

Each room has a function that runs as the tables' owner. It works only in the transaction in which `cases_erasure` says
who has the case erased and why, and never under a legal hold; so nothing goes without that being written down.
"""

from collections.abc import Sequence

from django.db.migrations import RunSQL

from waypost.base.rls import APP_ROLE

IN_FORCE = "force = current_setting('waypost.force', true)"
"""Said in every statement: the owner may be one whom the wall does not stop."""

_PATH = "pg_catalog, public, pg_temp"
"""Temporary tables last: left out they come first, and anybody could make a `cases_hold` in which no hold stands."""


def erasure_check() -> RunSQL:
    """Return the operation that makes `cases_check_erasure`, which every room's function asks first."""
    return RunSQL(
        f"""
        CREATE FUNCTION cases_check_erasure(wanted bigint[]) RETURNS void
        LANGUAGE plpgsql STABLE SET search_path = {_PATH} AS $$
        BEGIN
            IF EXISTS (
                SELECT FROM cases_hold WHERE case_id = ANY (wanted) AND released_at IS NULL AND {IN_FORCE}
            ) THEN
                RAISE EXCEPTION 'a legal hold stands against it' USING ERRCODE = 'insufficient_privilege';
            END IF;
            IF EXISTS (
                SELECT FROM unnest(wanted) AS one WHERE NOT EXISTS (
                    SELECT FROM cases_erasure
                    WHERE case_id = one AND {IN_FORCE} AND transaction = pg_current_xact_id()::text::bigint
                )
            ) THEN
                RAISE EXCEPTION 'nobody has said why it is erased' USING ERRCODE = 'insufficient_privilege';
            END IF;
        END $$;
        """,  # noqa: S608 - the condition is a constant
        reverse_sql="DROP FUNCTION cases_check_erasure(bigint[])",
    )


def erasing_function(room: str, statements: Sequence[str]) -> RunSQL:
    """Return the operation that makes `<room>_erase(wanted bigint[])` of these statements about `ANY (wanted)`."""
    body = "\n".join(f"{statement} AND {IN_FORCE};" for statement in statements)
    return RunSQL(
        f"""
        CREATE FUNCTION {room}_erase(wanted bigint[]) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = {_PATH} AS $$
        BEGIN
            PERFORM cases_check_erasure(wanted);
            {body}
        END $$;
        REVOKE ALL ON FUNCTION {room}_erase(bigint[]) FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION {room}_erase(bigint[]) TO {APP_ROLE};
        """,
        reverse_sql=f"DROP FUNCTION {room}_erase(bigint[])",
    )
