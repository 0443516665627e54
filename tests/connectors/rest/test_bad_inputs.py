"""The bad inputs that every door is held against: through this one they become what they become as a line of JSON."""

import json
from typing import Any

import pytest

from tests.connectors.bad_inputs import systems
from tests.connectors.bad_inputs.doors import DOORS, FORCE, Arrived, Rows, nested
from tests.connectors.bad_inputs.reading import inputs
from waypost.cases.snapshot import SnapshotFault, decode_json, parse_case
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.polling.mapped import records_of
from waypost.connectors.rest.mapping import mapping_of, occurrence_of
from waypost.connectors.rest.values import RestMapping
from waypost.connectors.set_aside import Unreadable


@pytest.fixture(scope="module")
def mapping() -> RestMapping:
    """Return the made-up system's mapping, with paths instead of tables."""
    shared: Any = read_yaml((systems.FOLDER / "mapping.yaml").read_text(encoding="utf-8"))
    told = {name: part for name, part in shared.items() if not isinstance(part, list)}
    told["case"] = {name: part for name, part in shared["case"].items() if name != "table"}
    for name, parts in shared.items():
        if isinstance(parts, list):
            told[name] = [
                {
                    "rows": systems.PLURALS[part["table"]],
                    **{key: value for key, value in part.items() if key not in {"table", "occurrence"}},
                }
                for part in parts
            ]
    return mapping_of(told)


def arrived(rows: Rows, mapping: RestMapping) -> Arrived:
    """Return what becomes of a case in an answer."""
    read = occurrence_of(decode_json(json.dumps(nested(rows)).encode()), mapping=mapping)
    if isinstance(read, Unreadable):
        return Arrived(None, "aside", (read.error,))
    batch = records_of([read], mapping=mapping, force=FORCE)
    if batch.unreadable:
        return Arrived(None, "aside", tuple(each.error for each in batch.unreadable))
    document = {**batch.records[0].document, "revision": 1}
    try:
        parse_case(document)
    except SnapshotFault as fault:
        return Arrived(None, "aside", (fault.sentence,))
    return Arrived(document)


def test_what_is_bad_becomes_what_it_becomes_as_a_line_of_json(mapping: RestMapping) -> None:
    states = [rows for one in inputs() for rows in one.states]

    other = [rows for rows in states if arrived(rows, mapping).document != DOORS["json_lines"](rows).document]

    assert len(states) > 50
    assert other == []
