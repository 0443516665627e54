"""A mapping compiles for every dialect; on PostgreSQL it also runs, in tests/connectors."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Dialect, Executable
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql

from waypost.cases.values import OutboxKind
from waypost.connectors.sql.dialects import bound_time
from waypost.connectors.sql.mapping import mapping_of
from waypost.connectors.sql.statements import (
    insert_row,
    select_case,
    select_changed,
    select_keys,
    select_list,
    select_own,
)
from waypost.connectors.sql.values import SourceMapping

SINCE = bound_time(datetime(2026, 3, 1, tzinfo=UTC), dialect="postgresql")
DIALECTS = [postgresql.dialect(), mssql.dialect(), oracle.dialect(), mysql.dialect()]  # type: ignore[no-untyped-call]


def compiled(statement: Executable, dialect: Dialect) -> str:
    """Return a statement's text in one dialect, on one line."""
    return " ".join(str(statement.compile(dialect=dialect)).split())  # type: ignore[attr-defined]


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_every_statement_compiles_and_binds_its_values(ledgerline: SourceMapping, dialect: Dialect) -> None:
    target = ledgerline.write_back[OutboxKind.VICTIM_MESSAGE]
    statements = [
        select_changed(ledgerline, since=SINCE),
        select_changed(ledgerline, since=None),
        select_case(ledgerline.case, keys=[1, 2]),
        *(select_list(part, keys=[1, 2]) for part in ledgerline.lists),
        select_keys(ledgerline.case, references=["secret'1"]),
        select_own(target, own_id="secret'1"),
        insert_row(target, values={"entry_txt": "secret'1", "ext_ref": "secret'1"}),
    ]

    texts = [compiled(statement, dialect) for statement in statements]

    assert not any("secret" in text for text in texts)


def test_several_tables_may_say_that_an_occurrence_changed(small: dict[str, Any]) -> None:
    notes = {"table": "rms.note", "at": "made", "occurrence": "crime_id"}
    mapping = mapping_of(small | {"changes": [*small["changes"], notes]})

    text = compiled(select_changed(mapping, since=SINCE), postgresql.dialect())  # type: ignore[no-untyped-call]

    assert "FROM rms.note" in text
    assert "UNION ALL" in text
    assert text.count(">=") == 2
    assert "GROUP BY" in text


def test_internal_rows_are_left_out_by_the_database_itself(ledgerline: SourceMapping) -> None:
    entries = next(part for part in ledgerline.lists if part.section == "entries")

    text = compiled(select_list(entries, keys=[1]), postgresql.dialect())  # type: ignore[no-untyped-call]

    assert "main_row.type_cd IN" in text
    assert "ORDER BY main_row.occ_id, main_row.entry_id" in text
