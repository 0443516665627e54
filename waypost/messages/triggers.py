"""Pieces of SQL for this room's migrations: states that only move forward, held by the database itself."""

from collections.abc import Iterable, Mapping

from django.db.migrations import RunSQL

from waypost.base.rls import APP_ROLE


def only_legal_moves(*, first: Iterable[str], moves: Mapping[str, Iterable[str]]) -> RunSQL:
    """Return the operation that lets a message start in `first` states only and move as `moves` says."""
    pairs = [f"{before}>{after}" for before in sorted(moves) for after in sorted(moves[before])]
    return RunSQL(
        f"""
        CREATE FUNCTION messages_check_move() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP = 'INSERT' THEN
                IF NEW.state <> ALL ({_array(sorted(first))}) THEN
                    RAISE EXCEPTION 'a message cannot begin as %', NEW.state
                        USING ERRCODE = 'check_violation';
                END IF;
            ELSIF NEW.state <> OLD.state AND OLD.state || '>' || NEW.state <> ALL ({_array(pairs)}) THEN
                RAISE EXCEPTION 'a message cannot move from % to %', OLD.state, NEW.state
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER messages_legal_moves BEFORE INSERT OR UPDATE OF state ON messages_message
            FOR EACH ROW EXECUTE FUNCTION messages_check_move();
        """,
        reverse_sql="""
        DROP TRIGGER messages_legal_moves ON messages_message;
        DROP FUNCTION messages_check_move();
        """,
    )


def status_never_back(ranks: Mapping[str, int]) -> RunSQL:
    """Return the operation that lets an attempt's status only rise in rank; the highest rank is final."""
    cases = " ".join(f"WHEN '{status}' THEN {rank}" for status, rank in sorted(ranks.items()))
    return RunSQL(
        # The statuses are ours, written in a migration.
        f"""
        CREATE FUNCTION messages_status_rank(status text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
            SELECT CASE status {cases} ELSE -1 END
        $$;
        CREATE FUNCTION messages_check_status() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF NEW.status IS DISTINCT FROM OLD.status
                AND messages_status_rank(NEW.status) <= messages_status_rank(OLD.status) THEN
                RAISE EXCEPTION 'the status of an attempt cannot go from % to %', OLD.status, NEW.status
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER messages_status_forward BEFORE UPDATE OF status ON messages_attempt
            FOR EACH ROW EXECUTE FUNCTION messages_check_status();
        """,  # noqa: S608
        reverse_sql="""
        DROP TRIGGER messages_status_forward ON messages_attempt;
        DROP FUNCTION messages_check_status();
        DROP FUNCTION messages_status_rank(text);
        """,
    )


def never_deleted(table: str) -> RunSQL:
    """Return the operation that takes from the app the right to delete rows of `table`."""
    return RunSQL(
        f"REVOKE DELETE, TRUNCATE ON {table} FROM {APP_ROLE}",
        reverse_sql=f"GRANT DELETE ON {table} TO {APP_ROLE}",
    )


def _array(values: Iterable[str]) -> str:
    quoted = ", ".join(f"'{value}'" for value in values)
    return f"ARRAY[{quoted}]"
