"""
One made-up case through every door, in memory: from the bytes or rows of a system to the snapshots that go on.

Read `DOORS` first. A door takes `Rows`, the system's own tables, writes them as its kind of system would, and reads
them with the connector itself.
"""

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any, Final
from unittest.mock import patch
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import requests
from requests.adapters import HTTPAdapter
from sqlalchemy import StaticPool, create_engine
from urllib3 import HTTPResponse

from tests.connectors.bad_inputs import systems
from waypost.base.values import ForceName
from waypost.cases.snapshot import SnapshotFault, parse_case, parse_incident
from waypost.cases.values import CaseKind
from waypost.connectors.dataverse.system import DataverseSystem
from waypost.connectors.dataverse.values import Service, ServiceConfig
from waypost.connectors.files.drop import batches_of, problems_of
from waypost.connectors.files.mapping import DropMapping
from waypost.connectors.files.tables import empty_tables
from waypost.connectors.files.values import UnusableFile
from waypost.connectors.mapping.document import Unmappable
from waypost.connectors.polling.mapped import records_of
from waypost.connectors.polling.values import Batch, CannotRead
from waypost.connectors.push.events import incoming_of
from waypost.connectors.push.parsing import parse_json
from waypost.connectors.push.rules import read_events, reason_to_reject, refuse_other_forces
from waypost.connectors.push.values import Form, Refused, Rejection
from waypost.connectors.sql.client import read_occurrences
from waypost.connectors.storm.folding import fold
from waypost.connectors.storm.reading import read_messages
from waypost.connectors.storm.trees import NotMessages, TooMany
from waypost.connectors.storm.values import Message

Rows = Mapping[str, list[dict[str, Any]]]

FORCE: Final = ForceName("anyshire")
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
ISO: Final = "%Y-%m-%dT%H:%M:%S%z"


@dataclass(frozen=True)
class Arrived:
    """What a door made of a case: its snapshot, or how it was stopped (`aside`, `rejected`, `refused`) and why."""

    document: Mapping[str, Any] | None = None
    stopped: str = ""
    errors: tuple[str, ...] = ()


def usual() -> dict[str, list[dict[str, Any]]]:
    """Return a case that is in order: one victim with one mobile."""
    crime = dict.fromkeys(systems.COLUMNS["crime"]) | {
        "key": "K1",
        "number": "MADEUP/1",
        "made": "20/11/2026 11:00",
        "changed": "20/11/2026 11:30",
        "state": "REC",
        "kind": "BURD",
        "words": "Burglary - residential",
    }
    return {"crime": [crime], "marker": [], "person": [person()], "booking": [], "letter": []}


def person(number: int = 1, **values: Any) -> dict[str, Any]:
    """Return one person of the case."""
    return dict.fromkeys(systems.COLUMNS["person"]) | {
        "place": number,
        "crime": "K1",
        "id": f"p{number}",
        "role": "V",
        "pkind": "P",
        "forename": "Amina",
        "surname": "Example1",
        "born": "12/04/1988",
        "mobile": "07700 900001",
        **values,
    }


# --- push: the contract's own form ------------------------------------------------------------

_WORDS: Final = {
    "REC": "recorded",
    "INV": "under_investigation",
    "SHUT": "closed",
    "BURD": "burglary-residential",
    "V": "victim",
    "S": "suspect",
    "W": "witness",
    "P": "person",
    "O": "organisation",
    "VISIT": "visit",
    "CALL": "phone_call",
    "B": "booked",
    "X": "cancelled",
    "OFF": "officer_message",
}


def contract(rows: Rows) -> dict[str, Any]:
    """Return the rows as a system writes them that speaks the contract itself."""
    crime = rows["crime"][0]
    return {
        "reference": crime["number"],
        "force": FORCE,
        "revision": 1,
        "status": _word(crime["state"]),
        "recorded_at": _moment(crime["made"]),
        "updated_at": _moment(crime["changed"]),
        "offence": {"group": _word(crime["kind"]), "title": crime["words"]},
        "flags": [each["code"] for each in rows["marker"]],
        "people": [_contract_person(each) for each in rows["person"]],
        "appointments": [
            {"id": each["id"], "kind": _word(each["bkind"]), "starts_at": _moment(each["starts"]), "status": "booked"}
            for each in rows["booking"]
        ],
        "entries": [
            {"id": each["id"], "kind": _word(each["lkind"]), "at": _moment(each["at"]), "text": each["text"]}
            for each in rows["letter"]
        ],
        **({"summary": crime["summary"]} if crime["summary"] else {}),
        **({"merged_into": crime["merged"]} if crime["merged"] else {}),
        **({"officer": {"collar_number": crime["oic"], "name": crime["oic_name"]}} if crime["oic"] else {}),
    }


def _contract_person(row: Mapping[str, Any]) -> dict[str, Any]:
    contact = {"mobile": row["mobile"], "phone": row["landline"], "email": row["email"]}
    contact |= {"address": row["address"], "postcode": row["postcode"]}
    return {
        "id": row["id"],
        "roles": [_word(row["role"])],
        "kind": _word(row["pkind"]),
        "given_name": row["forename"],
        "family_name": row["surname"],
        "date_of_birth": _day(row["born"]),
        **({"organisation_name": row["company"]} if row["company"] else {}),
        "contact": {name: value for name, value in contact.items() if value is not None},
    }


def _word(code: str) -> str:
    return _WORDS.get(code, code)


def _moment(local: object) -> object:
    """Return a time in order as the contract has it; any other stays as it is."""
    try:
        return datetime.strptime(str(local), "%d/%m/%Y %H:%M").replace(tzinfo=UTC).isoformat()
    except ValueError:
        return local


def _day(local: object) -> object:
    try:
        return datetime.strptime(str(local), "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return local


def event(document: Mapping[str, Any], event_id: str = "e1") -> dict[str, Any]:
    """Return the document as a CloudEvent."""
    head = {"specversion": "1.0", "id": event_id, "source": "urn:example:rms", "type": "org.waypost.case.v1"}
    return {**head, "data": document}


def as_json(value: object) -> bytes:
    """Return a value as it is sent."""
    return json.dumps(value).encode()


def push_single(rows: Rows) -> Arrived:
    """Send the case alone."""
    return pushed(json.dumps(event(contract(rows))).encode(), Form.SINGLE)


def push_batch(rows: Rows) -> Arrived:
    """Send the case in a batch, beside another that is in order and must be taken."""
    other = event({**contract(usual()), "reference": "MADEUP/2"}, "e2")
    return pushed(json.dumps([event(contract(rows)), other]).encode(), Form.BATCH)


def pushed(body: bytes, form: Form) -> Arrived:
    """Return what becomes of the first event of a body; of a batch the others must be taken."""
    try:
        events = read_events(parse_json(body), form=form)
        refuse_other_forces(events, force=FORCE)
    except Refused as refused:
        return Arrived(None, "refused", (str(refused),))
    found = [_event_arrived(each) for each in events]
    assert all(not each.stopped for each in found[1:]), "one bad event cost another"
    return found[0]


def _event_arrived(read: Any) -> Arrived:
    if isinstance(read, Rejection):
        return Arrived(None, "rejected", (read.error,))
    if (reason := reason_to_reject(read)) is not None:
        return Arrived(None, "rejected", (reason,))
    return _parsed(dict(incoming_of(read).document), CaseKind.CRIME, stopped="rejected")


def _parsed(document: dict[str, Any], kind: CaseKind, *, stopped: str) -> Arrived:
    document.setdefault("revision", 1)
    try:
        (parse_incident if kind is CaseKind.INCIDENT else parse_case)(document)
    except SnapshotFault as fault:
        return Arrived(None, stopped, (f"{fault.field}: {fault.sentence}",))
    return Arrived(document)


# --- systems that are polled --------------------------------------------------------------------


def sql(rows: Rows) -> Arrived:
    """Put the rows into a database and read the case out of it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)) as database:
        for name, columns in systems.COLUMNS.items():
            database.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
            marks = ", ".join("?" * len(columns))
            for row in rows[name]:
                database.execute(f"INSERT INTO {name} VALUES ({marks})", [row[each] for each in columns])
        engine = create_engine("sqlite://", creator=lambda: database, poolclass=StaticPool)
        with engine.connect() as connection:
            found = read_occurrences(connection, mapping=systems.database(), keys=["K1"])
    return _of_batch(records_of(found, mapping=systems.database(), force=FORCE))


def _of_batch(batch: Batch) -> Arrived:
    if batch.unreadable:
        return Arrived(None, "aside", tuple(each.error for each in batch.unreadable))
    (record,) = batch.records
    return _parsed(dict(record.document), record.kind, stopped="aside")


def dataverse(rows: Rows) -> Arrived:
    """Let a service answer with the rows."""
    pages = {name: json.dumps({"value": [dict(each) for each in rows[name]]}).encode() for name in systems.COLUMNS}
    return answered(pages)


def answered(pages: Mapping[str, bytes]) -> Arrived:
    """Return what becomes of a case of a service that answers so about each table."""
    service = Service("https://service.example.org/api/", None)
    system = DataverseSystem(FORCE, ServiceConfig(service, systems.service(), NOW - NOW))
    with _answering(pages):
        try:
            return _of_batch(system.sample(1))
        except CannotRead as error:
            return Arrived(None, "refused", (error.code,))


@contextmanager
def _answering(pages: Mapping[str, bytes]) -> Iterator[None]:
    def send(self: HTTPAdapter, request: requests.PreparedRequest, **_how: object) -> requests.Response:
        table = urlsplit(str(request.url)).path.rpartition("/")[2]
        answer = HTTPResponse(BytesIO(pages[table]), headers={}, status=200, preload_content=False)
        return self.build_response(request, answer)

    with patch.object(HTTPAdapter, "send", send):
        yield


# --- files ---------------------------------------------------------------------------------------


def csv(rows: Rows) -> Arrived:
    """Drop a CSV file for each table."""
    files = {name: csv_file(name, rows[name]) for name in systems.COLUMNS}
    return dropped(files, systems.drop_of_csv())


def csv_file(name: str, rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return a table as CSV in UTF-8, every cell quoted."""
    columns = systems.COLUMNS[name]
    lines = [",".join(columns), *(",".join(_quoted(row[each]) for each in columns) for row in rows)]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "surrogatepass")


def _quoted(value: object) -> str:
    return "" if value is None else '"{}"'.format(str(value).replace('"', '""'))


def json_lines(rows: Rows) -> Arrived:
    """Drop the case as a line of JSON."""
    return dropped({"cases": json.dumps(nested(rows)).encode()}, systems.drop_of_json_lines())


def xml(rows: Rows) -> Arrived:
    """Drop the case as XML."""
    return dropped({"cases": xml_file({"export": {"cases": {"case": nested_for_xml(rows)}}})}, systems.drop_of_xml())


def nested_for_xml(rows: Rows) -> dict[str, Any]:
    """Return the case as one element, its lists in elements of their own."""
    told = nested(rows).items()
    return {name: {"item": value} if isinstance(value, list) else value for name, value in told}


def xml_file(tree: Mapping[str, Any]) -> bytes:
    """Return a tree as XML."""
    written = "".join(_element(*each) for each in tree.items())
    return f'<?xml version="1.0" encoding="UTF-8"?>{written}'.encode("utf-8", "surrogatepass")


def _element(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "".join(_element(name, each) for each in value)
    if isinstance(value, dict):
        return f"<{name}>{''.join(_element(*each) for each in value.items())}</{name}>"
    return f"<{name}/>" if value is None else f"<{name}>{escape(str(value))}</{name}>"


def nested(rows: Rows) -> dict[str, Any]:
    """Return the case as one record, its lists in it."""
    lists = {plural: [dict(each) for each in rows[name]] for name, plural in systems.PLURALS.items()}
    return {**rows["crime"][0], **lists}


def dropped(files: Mapping[str, bytes], mapping: DropMapping) -> Arrived:
    """Return what becomes of the case of a drop of these files."""
    try:
        with empty_tables(mapping) as tables:
            for kind in mapping.files:
                tables.load(BytesIO(files[kind.name]), kind=kind)
            tables.index()
            problems = problems_of(tables, drop="1")
            if problems.unreadable:
                return Arrived(None, "aside", tuple(each.error for each in problems.unreadable))
            (_, batch), *_ = batches_of(tables, problems=problems, force=FORCE, done=0)
            return _of_batch(batch)
    except UnusableFile as error:
        return Arrived(None, "refused", (str(error),))


# --- messages of a control room ---------------------------------------------------------------------


def message(rows: Rows) -> dict[str, Any]:
    """Return the case as a control room's first message of it."""
    crime = rows["crime"][0]
    return {
        "Id": "m1",
        "Type": "OPEN",
        "At": crime["made"],
        "Number": crime["number"],
        "Channel": "N",
        "Grade": "2",
        "kind": crime["kind"],
        "words": crime["words"],
        "Seen": "N",
        "Markers": {"marker": [each["code"] for each in rows["marker"]]},
        "People": {"person": rows["person"]},
        "Bookings": {"booking": rows["booking"]},
    }


def storm_json(rows: Rows) -> Arrived:
    """Send a message of a control room in JSON."""
    return told(json.dumps({"Messages": [message(rows)]}).encode())


def storm_xml(rows: Rows) -> Arrived:
    """Send a message of a control room in XML."""
    return told(xml_file({"Feed": {"Message": message(rows)}}))


def told(body: bytes) -> Arrived:
    """Return what becomes of the incident that a body is about."""
    mapping = systems.control_room()
    try:
        found = read_messages(body, mapping=mapping, now=NOW)
    except (NotMessages, TooMany) as error:
        return Arrived(None, "refused", (str(error),))
    messages = [each for each in found if isinstance(each, Message)]
    if len(messages) < len(found):
        return Arrived(None, "aside", tuple(each.error for each in found if not isinstance(each, Message)))
    try:
        document = fold(messages, mapping=mapping, force=FORCE)
    except Unmappable as error:
        return Arrived(None, "aside", (str(error),))
    return _parsed(dict(document), CaseKind.INCIDENT, stopped="aside")


Door = Callable[[Rows], Arrived]
DOORS: Final[Mapping[str, Door]] = {
    each.__name__: each
    for each in (push_single, push_batch, sql, dataverse, csv, json_lines, xml, storm_json, storm_xml)
}
KINDS: Final = {
    "push": ("push_single", "push_batch"),
    "files": ("csv", "json_lines", "xml"),
    "storm": ("storm_json", "storm_xml"),
}
"""A word of the data for several doors."""
