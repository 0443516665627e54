"""Rows of a database whose comparisons are not ours."""

import pytest
from sqlalchemy import create_engine

from waypost.connectors.mapping.values import CasePart, ListPart, Value
from waypost.connectors.sql.client import OtherSpelling, read_occurrences
from waypost.connectors.sql.values import SourceMapping


@pytest.mark.parametrize("spelt_otherwise", ["occ", "flag"])
def test_a_row_under_another_spelling_of_its_key_is_an_error_that_sets_one_occurrence_aside(
    spelt_otherwise: str,
) -> None:
    keys = {"occ": "AB1", "flag": "AB1"} | {spelt_otherwise: "ab1"}
    mapping = SourceMapping(
        system="a made-up system that ignores letter case",
        zone=None,
        changes=(),
        case=CasePart("occ", "id", "no", (), {}),
        lists=(ListPart("flags", "flag", "id", order="cd", value=Value(columns=("cd",))),),
        write_back={},
    )

    with create_engine("sqlite://").connect() as connection:
        for table, column in (("occ", "no"), ("flag", "cd")):
            connection.exec_driver_sql(f"CREATE TABLE {table} (id TEXT COLLATE NOCASE, {column} TEXT)")
            connection.exec_driver_sql(f"INSERT INTO {table} VALUES (?, 'X1')", (keys[table],))

        with pytest.raises(OtherSpelling):
            read_occurrences(connection, mapping=mapping, keys=["AB1"])
