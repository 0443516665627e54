from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from waypost.cases.values import CaseKind
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.mapping.targets import Target, targets_of
from waypost.connectors.mapping.yaml_file import BadYaml, read_yaml
from waypost.connectors.sql.mapping import mapping_of
from waypost.connectors.sql.values import SourceMapping


def test_the_demos_mapping_is_in_order(ledgerline: SourceMapping) -> None:
    assert [part.section for part in ledgerline.lists] == ["flags", "people", "appointments", "entries", "tasks"]
    assert set(ledgerline.write_back) == {"victim_message", "task", "note"}


def test_no_column_meant_for_officers_alone_is_read() -> None:
    text = Path("demo/rms/waypost-mapping.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]

    assert not any(name in line for line in lines for name in ("mo_txt", "loc_desc", "plan.note_txt"))
    assert any("type_cd: [OFF_TO_VIC, VIC_TO_OFF]" in line for line in lines)


def _set(document: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    changed: dict[str, Any] = deepcopy(document)
    *way, last = path.split("/")
    inner = changed
    for step in way:
        inner = inner[step]
    inner[last] = value
    return changed


def test_crimes_whose_warnings_nobody_has_mapped_are_refused() -> None:
    document: Any = read_yaml(Path("demo/rms/waypost-mapping.yaml").read_text(encoding="utf-8"))
    del document["flags"]

    with pytest.raises(BadMapping, match="flags: is missing"):
        mapping_of(document)


@pytest.mark.parametrize(
    ("path", "value", "word"),
    [
        ("version", "2", "version"),
        ("clock", {"zone": "Europe/Lundon"}, "clock.zone"),
        ("clock", "local", "clock"),
        ("case/fields/stauts", "state", "stauts: is no field"),
        ("case/fields/force", "state", "force: is no field"),
        ("case/fields/revision", "state", "revision: is no field"),
        ("case/fields/people", "state", "people: is a list"),
        ("case/fields/status", {"column": "state", "codes": "states"}, "no list states under codes"),
        ("case/fields/status", {"column": "state"}, "case.fields.status"),
        ("case/fields/status", "state; drop table crime", "case.fields.status"),
        ("case/table", "crime where 1=1", "case.table"),
        ("changes", [], "changes"),
        ("peple", [], "peple"),
        ("flags", [{"table": "flag", "occurrence": "id", "order": "n", "fields": {"code": "c"}}], "flags"),
        ("people", [{"table": "p", "occurrence": "id", "order": "n", "fields": {"nam": "n"}}], "people.nam: is no"),
        ("codes/status", {"REC": ["recorded"]}, "codes.status.REC"),
    ],
)
def test_a_mistake_in_a_mapping_is_named(small: dict[str, Any], path: str, value: object, word: str) -> None:
    with pytest.raises(BadMapping, match=word):
        mapping_of(_set(small, path, value))


@pytest.mark.parametrize("name", ["recorded_at", "updated_at", "offence", "status"])
def test_a_field_that_every_snapshot_needs_is_missed(small: dict[str, Any], name: str) -> None:
    del small["case"]["fields"][name]

    with pytest.raises(BadMapping, match=f"{name} is missing"):
        mapping_of(small)


def test_a_file_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(BadMapping, match="the file"):
        mapping_of("text")


def test_codes_that_look_like_other_things_stay_text() -> None:
    assert read_yaml("{NO: no, 018: 1, on: 1.0, yes: 2026-01-01, ok: true, none: null}") == {
        "NO": "no",
        "018": "1",
        "on": "1.0",
        "yes": "2026-01-01",
        "ok": True,
        "none": None,
    }


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("codes:\n  role: {VIC: victim, SUS: suspect, VIC: witness}", "VIC stands twice"),
        ("a: [1", "line"),
        ("!!python/object/apply:os.system ['true']", "line 1"),
        ("a: *b", "line 1"),
    ],
)
def test_yaml_that_says_something_twice_or_nothing_is_refused(text: str, word: str) -> None:
    with pytest.raises(BadYaml, match=word):
        read_yaml(text)


def test_fields_are_known_by_what_the_contract_says_they_hold() -> None:
    targets = targets_of(CaseKind.CRIME)

    assert targets["offence.group"] is Target.TEXT
    assert targets["recorded_at"] is Target.MOMENT
    assert targets["people.date_of_birth"] is Target.DAY
    assert targets["people.contact_plan.hours.from"] is Target.TIME_OF_DAY
    assert targets["people.contact_plan.update_every_days"] is Target.WHOLE_NUMBER
    assert targets["people.deceased"] is Target.SWITCH
    assert targets["people.roles"] is Target.LIST
    assert targets["people"] is Target.ITEMS
    assert targets["tasks.by.collar_number"] is Target.TEXT
    assert "force" not in targets
