"""One made-up crime system as every kind of connector knows it: the mapping of each, made of the parts they share."""

from functools import cache
from pathlib import Path
from typing import Any, Final

from waypost.connectors.dataverse.mapping import mapping_of as service_mapping_of
from waypost.connectors.dataverse.values import ServiceMapping
from waypost.connectors.files.mapping import DropMapping
from waypost.connectors.files.mapping import mapping_of as drop_mapping_of
from waypost.connectors.mapping.yaml_file import read_yaml
from waypost.connectors.sql.mapping import mapping_of as source_mapping_of
from waypost.connectors.sql.values import SourceMapping
from waypost.connectors.storm.mapping import mapping_of as storm_mapping_of
from waypost.connectors.storm.values import StormMapping

FOLDER: Final = Path(__file__).parent
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "crime": (
        *("key", "number", "made", "changed", "merged", "state", "kind"),
        *("words", "summary", "oic", "oic_name"),
    ),
    "marker": ("place", "crime", "code"),
    "person": (
        *("place", "crime", "id", "role", "pkind", "forename", "surname", "company", "born"),
        *("mobile", "landline", "email", "address", "postcode"),
    ),
    "booking": ("place", "crime", "id", "bkind", "starts", "person", "booked"),
    "letter": ("place", "crime", "id", "lkind", "at", "text"),
}
"""The tables, and the columns of each."""
PLURALS: Final = {"marker": "markers", "person": "people", "booking": "bookings", "letter": "letters"}


def _shared() -> dict[str, Any]:
    told: Any = read_yaml((FOLDER / "mapping.yaml").read_text(encoding="utf-8"))
    return dict(told)


@cache
def database() -> SourceMapping:
    """Return the mapping of the system's database."""
    return source_mapping_of({**_shared(), "changes": [{"table": "crime", "at": "changed", "occurrence": "key"}]})


@cache
def service() -> ServiceMapping:
    """Return the mapping of the system as a service that speaks OData, asked by time."""
    crime = {"table": "crime", "key": "key", "at": "changed", "occurrence": "key", "tracked": False}
    others = [
        {"table": name, "key": "place", "at": "changed", "occurrence": "crime", "tracked": False} for name in PLURALS
    ]
    rich = {"rich_text": {"letter": ["text"]}}
    return service_mapping_of({**_shared(), **rich, "keys": "text", "changes": [crime, *others]})


@cache
def drop_of_csv() -> DropMapping:
    """Return the mapping of its extract as CSV, a file for each table."""
    files = {
        name: {
            "named": f"{name}-{{drop}}.csv",
            "format": "csv",
            "tables": {name: {"columns": {each: each for each in columns}}},
        }
        for name, columns in COLUMNS.items()
    }
    return drop_mapping_of({**_shared(), "files": files})


@cache
def drop_of_json_lines() -> DropMapping:
    """Return the mapping of its extract as JSON Lines, a case a line."""
    return _nested({"named": "cases-{drop}.jsonl", "format": "jsonl"}, under="")


@cache
def drop_of_json() -> DropMapping:
    """Return the mapping of its extract as one JSON document."""
    return _nested({"named": "cases-{drop}.json", "format": "json", "record": "export/cases"}, under="")


@cache
def drop_of_xml() -> DropMapping:
    """Return the mapping of its extract as XML."""
    return _nested({"named": "cases-{drop}.xml", "format": "xml", "record": "cases/case"}, under="item")


def _nested(file: dict[str, Any], *, under: str) -> DropMapping:
    tables: dict[str, Any] = {"crime": {"columns": {each: each for each in COLUMNS["crime"]}}}
    for name, plural in PLURALS.items():
        columns = {each: "/key" if each == "crime" else each for each in COLUMNS[name]}
        rows = f"{plural}/{under}" if under else plural
        tables[name] = {"rows": rows, "columns": columns}
    return drop_mapping_of({**_shared(), "files": {"cases": {**file, "tables": tables}}})


@cache
def control_room() -> StormMapping:
    """Return the mapping of its control room's messages."""
    return storm_mapping_of(read_yaml((FOLDER / "storm.yaml").read_text(encoding="utf-8")))
