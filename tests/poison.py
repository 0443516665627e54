"""A record that makes the taking fail: the database itself breaks off whatever writes a case of one reference."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

_POISON = """
CREATE FUNCTION test_poison() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF new.reference = '{reference}' AND new.revision > 0 THEN {harm}; END IF;
    RETURN new;
END $$;
CREATE TRIGGER test_poison BEFORE INSERT OR UPDATE OF applied ON cases_case
    FOR EACH ROW EXECUTE FUNCTION test_poison();
"""
_MEND = "DROP TRIGGER IF EXISTS test_poison ON cases_case; DROP FUNCTION IF EXISTS test_poison();"


_FAILS = "RAISE EXCEPTION 'made to fail'"
_KILLS = "PERFORM pg_terminate_backend(pg_backend_pid())"


@contextmanager
def poisoned(reference: str, *, is_deadly: bool = False) -> Iterator[None]:
    """
    Let nobody write the document of the case with this reference, for as long as the block lasts.

    Where it is deadly, whoever tries loses the database in the middle of it, as a worker does that is killed.
    """
    _as_owner(_POISON.format(reference=reference, harm=_KILLS if is_deadly else _FAILS))
    try:
        yield
    finally:
        _as_owner(_MEND)


def _as_owner(statements: str) -> None:
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(statements.encode())
