"""A mapping compiles for every dialect; on PostgreSQL it also runs, in tests/connectors."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Dialect, Executable
from sqlalchemy.dialects import mssql, mysql, oracle, postgresql

from waypost.cases.values import OutboxKind
from waypost.connectors.polling.values import LARGEST_BATCH
from waypost.connectors.sql.dialects import bound_time
from waypost.connectors.sql.mapping import mapping_of
from waypost.connectors.sql.statements import (
    insert_row,
    select_case,
    select_changed,
    select_keys,
    select_list,
    select_own,
    select_own_keys,
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
        select_case(ledgerline.case, keys=[1, 2], lists=()),
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


AWKWARD = {
    "table": "RMS.CRIME",
    "key": "ID",
    "reference": "NUMBER",
    "fields": {
        "reference": "NUMBER",
        "recorded_at": "Made",
        "updated_at": "DATE",
        "status": {"column": "LEVEL", "codes": "status"},
        "offence": {"fields": {"group": {"column": "GROUP", "codes": "group"}, "title": "COMMENT"}},
    },
}


@pytest.mark.parametrize(
    ("dialect", "quoted"),
    [
        (oracle.dialect(), '"RMS"."CRIME"|"NUMBER"|"DATE"|"LEVEL"|"GROUP"|"COMMENT"|"Made"'),  # type: ignore[no-untyped-call]
        (mssql.dialect(), "[RMS].[CRIME]|[NUMBER]|[DATE]|[LEVEL]|[GROUP]|[COMMENT]|[Made]"),  # type: ignore[no-untyped-call]
    ],
    ids=["oracle", "mssql"],
)
def test_names_in_capitals_and_reserved_words_are_written_as_the_database_has_them(
    small: dict[str, Any], dialect: Dialect, quoted: str
) -> None:
    mapping = mapping_of(small | {"case": AWKWARD})

    text = compiled(select_case(mapping.case, keys=[1], lists=()), dialect)

    assert [name for name in quoted.split("|") if name not in text] == []


def test_a_time_is_compared_in_oracle_so_that_an_index_on_a_date_is_used(small: dict[str, Any]) -> None:
    since = bound_time(datetime(2026, 3, 1, tzinfo=UTC), dialect="oracle")

    text = compiled(select_changed(mapping_of(small), since=since), oracle.dialect())  # type: ignore[no-untyped-call]

    assert "crime.changed >= CAST(" in text


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_whole_batch_of_keys_is_fewer_values_than_any_database_takes(
    ledgerline: SourceMapping, dialect: Dialect
) -> None:
    statement = select_case(ledgerline.case, keys=range(LARGEST_BATCH), lists=())

    parameters = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True}).params

    assert LARGEST_BATCH <= len(parameters) < 1_000


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_a_key_that_was_written_down_is_bound_without_a_type(ledgerline: SourceMapping, dialect: Dialect) -> None:
    """The column says what it is: PostgreSQL compares no number with a word."""
    statement = select_own_keys(ledgerline.case, written=["42"])

    assert "::" not in str(statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True}))


def test_rows_of_a_table_of_changes_name_each_occurrence_once(small: dict[str, Any]) -> None:
    audit = {"table": "audit", "at": "made", "occurrence": "crime_id"}

    text = compiled(select_changed(mapping_of(small | {"changes": [audit]}), since=None), DIALECTS[0])

    assert "GROUP BY" in text
