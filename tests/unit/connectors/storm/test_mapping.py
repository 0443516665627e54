"""The mapping file, and what an analyst is told to mend."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.unit.connectors.storm.samples import mapping, sample
from waypost.cases.values import CaseKind
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.storm.mapping import mapping_of

Edit = Callable[[Any], object]


def edited(edit: Edit) -> Any:
    """Return the samples' mapping file with one change."""
    document = read_yaml(sample("mapping.yaml").decode())
    edit(document)
    return document


def test_mapping_of_the_samples_is_one_of_incidents() -> None:
    found = mapping()

    assert found.kind is CaseKind.INCIDENT
    assert [part.section for part in found.lists] == ["flags", "people", "appointments"]
    assert found.types["NOTE"].is_ignored


WRONG: list[tuple[Edit, str]] = [
    (lambda m: m["fields"].update(status="Incident.State"), "fields"),
    (lambda m: m["fields"].update(colour="Incident.Colour"), "colour: is no field of a incident"),
    (lambda m: m["fields"].update(grade={"column": "Incident.Grade", "codes": "grade"}), "no list grade under codes"),
    (lambda m: m["fields"].update(title="made.status"), "fields"),
    (lambda m: m["fields"].pop("grade"), "grade is missing"),
    (lambda m: m["message"].pop("at"), "'at' is a required property"),
    (lambda m: m["message"].update(id="Header..Id"), "message.id"),
    (lambda m: m["types"].pop("CREATED"), "opens an incident"),
    (lambda m: m["types"].update(NOTE={"ignored": True, "incident": "closed"}), "is ignored and says something"),
    (lambda m: m["types"].update(NEW={"incident": "over"}), "types.NEW"),
    (lambda m: m["people"].pop("complete"), "'complete' is a required property"),
    (lambda m: m["clock"].update(zone="Europe/Nowhere"), "no time zone"),
    (lambda m: m["people"].update(table="x"), "people"),
]


@pytest.mark.parametrize(("edit", "words"), WRONG)
def test_mistake_in_the_file_is_told(edit: Edit, words: str) -> None:
    with pytest.raises(BadMapping) as told:
        mapping_of(edited(edit))

    assert words in str(told.value)
