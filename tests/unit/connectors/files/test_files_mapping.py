"""The mapping file of a drop: a mistake is told in a sentence that says where it is."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from waypost.connectors.files.mapping import drop_of, mapping_of
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.mapping.yaml_file import read_yaml

SAMPLES = Path("tests/connectors/files/samples")

Change = Callable[[dict[str, Any]], object]


def sample(name: str) -> Any:
    return read_yaml((SAMPLES / name).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.glob("*.yaml")))
def test_the_samples_are_in_order(name: str) -> None:
    assert mapping_of(sample(name)).files


MISTAKES: list[tuple[Change, str]] = [
    (lambda it: it.pop("case"), "case: is missing"),
    (lambda it: it["case"].update(table="crimes"), "case: there is no table crimes under files"),
    (lambda it: it["case"]["fields"].update(summary="text"), "case: the table crime has no column text"),
    (lambda it: it["case"]["fields"].update(sumary="words"), "sumary: is no field of a crime"),
    (lambda it: it["people"][0].update(occurrence="crime_id"), "people: the table person has no column crime_id"),
    (
        lambda it: it["case"]["joins"]["oic"].update(on={"number": "oic"}),
        "the table officer has no column number",
    ),
    (lambda it: it["files"]["people"].update(named="people.csv"), "in every name, or in none"),
    (lambda it: it["drops"].update(ready="done"), "in every name, or in none"),
    (lambda it: it["files"]["people"].update(named="{drop}-{drop}.csv"), "once in a name"),
    (lambda it: it["files"]["people"].update(named="{drop}.csv"), "is also called like another"),
    (lambda it: it["files"]["people"].update(named="../people-{drop}.csv"), "files.people.named"),
    (lambda it: it["files"]["people"].update(record="a/b"), "files.people: a CSV file has one table"),
    (lambda it: it["files"]["people"].update(format="xml"), "files.people.record: say where the records are"),
    (lambda it: it["files"]["people"]["tables"].update(more={"columns": {"a": "b"}}), "a CSV file has one table"),
    (lambda it: it["files"]["people"].update(tables={"crime": {"columns": {"a": "b"}}}), "two tables are called crime"),
    (lambda it: it["files"]["people"].update(encoding="latin-1"), "files.people.encoding"),
    (lambda it: it["files"]["people"]["tables"]["person"].update(always=["mail"]), "always: there is no column mail"),
    (lambda it: it["files"]["people"]["tables"]["person"]["columns"].update(row_number="N"), "row_number"),
    (lambda it: it.update(clock={"zone": "Anyshire"}), "clock.zone: is no time zone"),
    (lambda it: it.update(record="hearings"), "a mapping of hearings has one list"),
]


@pytest.mark.parametrize(("change", "sentence"), MISTAKES, ids=[sentence for _, sentence in MISTAKES])
def test_a_mistake_is_told_in_a_sentence(change: Change, sentence: str) -> None:
    document = deepcopy(sample("drop.yaml"))
    change(document)

    with pytest.raises(BadMapping) as refused:
        mapping_of(document)

    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("file", "named", "drop"),
    [
        ("crimes-20261122.csv", "crimes-{drop}.csv", "20261122"),
        ("crimes.csv", "crimes.csv", ""),
        ("crimes-.csv", "crimes-{drop}.csv", None),
        ("crimes-1.csv.part", "crimes-{drop}.csv", None),
        ("crimesX1.csv", "crimes.1.csv", None),  # a dot is a dot
        ("CRIMES-1.CSV", "crimes-{drop}.csv", None),
    ],
)
def test_the_name_of_a_file_says_to_which_drop_it_belongs(file: str, named: str, drop: str | None) -> None:
    assert drop_of(file, named=named) == drop
