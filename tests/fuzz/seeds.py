"""What the bytes for each parser are made of: a whole record that is in order, with `CANARY` for its values."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from tests.connectors.bad_inputs import systems
from tests.fuzz.judging import CANARY
from tests.snapshots import RECORDED, REPORTED

_CASE: Final = {
    "key": "K1",
    "number": "MADEUP/1",
    "made": "20/11/2026 09:05",
    "changed": "2026-11-20T09:30:00+0000",
    "merged": None,
    "state": "REC",
    "kind": "BURD",
    "words": CANARY,
    "summary": CANARY,
    "oic": "4471",
    "oic_name": CANARY,
}
_LISTS: Final[dict[str, dict[str, Any]]] = {
    "marker": {"place": 1, "crime": "K1", "code": "DA"},
    "person": {
        "place": 1,
        "crime": "K1",
        "id": "p1",
        "role": "V",
        "pkind": "P",
        "forename": CANARY,
        "surname": CANARY,
        "company": None,
        "born": "12/04/1988",
        "mobile": "07700 900001",
        "landline": CANARY,
        "email": CANARY,
        "address": CANARY,
        "postcode": "TS5 6AB",
    },
    "booking": {
        "place": 1,
        "crime": "K1",
        "id": "b1",
        "bkind": "VISIT",
        "starts": "21/11/2026 10:00",
        "person": "p1",
        "booked": "B",
    },
    "letter": {"place": 1, "crime": "K1", "id": "l1", "lkind": "OFF", "at": "20/11/2026 10:00", "text": CANARY},
}


@cache
def seeds() -> Mapping[str, Sequence[bytes]]:
    """Return the seeds by the name of the parser."""
    nested = {**_CASE, **{plural: [_LISTS[name]] for name, plural in systems.PLURALS.items()}}
    events = [_event(RECORDED), _event(REPORTED)]
    mappings = [*systems.FOLDER.glob("*.yaml"), Path("demo/dynamics/waypost-mapping.yaml")]
    found: dict[str, Sequence[bytes]] = {
        "push_single": [_json(each) for each in events],
        "push_batch": [_json(events)],
        "csv_people": [_csv("person", _LISTS["person"], by) for by in (",", ";", "\t")],
        "csv_crimes": [_csv("crime", _CASE, ","), _csv("crime", _CASE, ",").decode().encode("utf-16")],
        "json_lines": [_json(nested) + b"\n" + _json({**nested, "key": "K2"}) + b"\n"],
        "json_document": [_json({"export": {"cases": [nested]}})],
        "xml_document": [_xml_drop(nested)],
        "storm_messages": [_json({"Messages": [_message()]}), _xml_message(_message())],
        "odata_page": [_page(), *_answers()],
        "database_rows": [_values()],
        "mapping_file": [each.read_bytes() for each in mappings],
        "positions": [
            b'{"links": {"a": "b"}, "times": {"a": "2026-11-20T09:00:00Z"}, "load_since": null, "mark": "x"}'
        ],
        "notes_in_html": [f"<div><p>{CANARY}</p><br>a &amp; b <script>x</script></div>".encode()],
    }
    readers = {"csv_reader": "csv_people", "json_lines_reader": "json_lines", "json_reader": "json_document"}
    return found | {name: found[other] for name, other in {**readers, "xml_reader": "xml_document"}.items()}


def _json(value: object) -> bytes:
    return json.dumps(value).encode()


def _event(document: Mapping[str, Any]) -> dict[str, Any]:
    copied = json.loads(json.dumps(document))
    copied["people"][0].update(family_name=CANARY, contact={"mobile": CANARY, "email": CANARY})
    kind = "incident" if "grade" in document else "case"
    head = {"specversion": "1.0", "id": f"e-{kind}", "source": "urn:example:rms", "type": f"org.waypost.{kind}.v1"}
    return {**head, "time": "2026-11-20T09:31:00Z", "data": copied}


def _csv(table: str, row: Mapping[str, Any], by: str) -> bytes:
    cells = [str(row[each] or "") for each in systems.COLUMNS[table]]
    return f"{by.join(systems.COLUMNS[table])}\r\n{by.join(cells)}\r\n".encode()


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(*each) for each in value.items())}</{name}>"
    return f"<{name}/>" if value is None else f"<{name}>{value}</{name}>"


def _xml_drop(nested: Mapping[str, Any]) -> bytes:
    lists = set(systems.PLURALS.values())
    case = {name: {"item": value} if name in lists else value for name, value in nested.items()}
    return f'<?xml version="1.0"?>{_element("export", {"cases": {"case": case}})}'.encode()


def _message() -> dict[str, Any]:
    return {
        "Id": "m1",
        "Type": "OPEN",
        "At": "20/11/2026 09:00",
        "Number": "A-1",
        "Channel": "N",
        "Grade": "2",
        "kind": "BURD",
        "words": CANARY,
        "Seen": "N",
        "Markers": {"marker": ["DA"]},
        "People": {"person": [{**_LISTS["person"], "role": ["V", "W"]}]},
        "Bookings": {"booking": [_LISTS["booking"]]},
    }


def _xml_message(message: Mapping[str, Any]) -> bytes:
    return f'<?xml version="1.0"?>{_element("Feed", {"Message": dict(message)})}'.encode()


def _page() -> bytes:
    row: dict[str, Any] = {}
    for each in (*_LISTS.values(), _CASE):
        row |= each
    row["id"] = "p1"
    return _json({"value": [row], "@odata.nextLink": "https://example.org/api/next"})


def _answers() -> Sequence[bytes]:
    folder = Path("waypost/connectors/dataverse/samples")
    return [_json(json.loads(each.read_bytes())["answer"]) for each in sorted(folder.glob("*.json"))]


def _values() -> bytes:
    return b"\0".join(
        bytes([16]) + str(value or "").encode() for each in (_CASE, *_LISTS.values()) for value in each.values()
    )
