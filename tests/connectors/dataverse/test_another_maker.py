"""A service of another maker that speaks OData version 4: text keys, a password, no links to changes, no upsert."""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

import pytest

from tests.verification.http_server import Call, Say, http_server
from waypost.base.values import CaseId, ForceName
from waypost.cases.values import OutboxItemFacts, OutboxKind
from waypost.connectors.dataverse.mapping import mapping_of
from waypost.connectors.dataverse.system import DataverseSystem
from waypost.connectors.dataverse.taker import DataverseTaker
from waypost.connectors.dataverse.values import BasicSignIn, Service, ServiceConfig
from waypost.connectors.polling.values import CannotRead

ANYSHIRE = ForceName("anyshire")
PAGE = 2
MAPPING = {
    "version": "1",
    "system": "Casebook (made up)",
    "clock": "offset",
    "keys": "text",
    "codes": {
        "group": {"BURG": "burglary-residential"},
        "status": {"open": "recorded"},
        "flag": {"DA": "domestic_abuse"},
    },
    "changes": [
        {"table": "Crimes", "key": "No", "at": "Updated", "occurrence": "No", "tracked": False},
        {"table": "Warnings", "key": "Id", "at": "Updated", "occurrence": "CrimeNo", "tracked": False},
    ],
    "case": {
        "table": "Crimes",
        "key": "No",
        "reference": "No",
        "fields": {
            "reference": "No",
            "recorded_at": "Recorded",
            "updated_at": "Updated",
            "offence": {"fields": {"group": {"column": "Offence", "codes": "group"}, "title": "Title"}},
            "status": {"column": "Status", "codes": "status"},
        },
    },
    "flags": [
        {"table": "Warnings", "occurrence": "CrimeNo", "order": "Id", "value": {"column": "Kind", "codes": "flag"}}
    ],
    "write_back": {"note": {"table": "Notes", "own_id": "ExternalId", "values": {"Text": "text"}}},
}


@dataclass
class Casebook:
    """The other maker's service; it knows of filters only those that are asked here."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {"Crimes": [], "Warnings": [], "Notes": []})
    lose_answers: int = 0

    def add_crime(self, number: str, *, updated: str, **changes: str) -> None:
        crime = {"No": number, "Recorded": updated, "Updated": updated, "Offence": "BURG", "Title": "Burglary"}
        self.tables["Crimes"].append({**crime, "Status": "open", **changes})

    def answer(self, call: Call) -> Say:
        if call.headers.get("Authorization") != "Basic " + b64encode(b"waypost:a secret").decode():
            return Say(401, {"error": {"code": "", "message": "Who are you?"}})
        parts = urlsplit(call.path)
        rows = self.tables[parts.path.removeprefix("/odata/")]
        if call.method == "POST":
            rows.append(call.json)
            self.lose_answers -= (is_lost := self.lose_answers > 0)
            return Say(504 if is_lost else 201, call.json)
        options = {name: values[0] for name, values in parse_qs(parts.query).items()}
        found = [row for row in rows if wanted(row, options.get("$filter", ""))]
        for column in reversed(options.get("$orderby", "").replace(" desc", "").split(",")):
            found = sorted(found, key=lambda row, name=column: row.get(name, ""), reverse=" desc" in call.path)  # type: ignore[misc]
        start = int(options.get("$skip", "0"))
        body: dict[str, Any] = {"@odata.context": "#", "value": found[start : start + PAGE]}
        if start + PAGE < len(found):
            kept = re.sub(r"&\$skip=\d+", "", parts.query)
            body["@odata.nextLink"] = (
                f"{parts.path.rpartition('/')[2]}?{kept}&$skip={start + PAGE}"  # relative, as it may be
            )
        return Say(200, body, {"Date": "Mon, 02 Nov 2026 12:00:00 GMT"})


def wanted(row: dict[str, Any], where: str) -> bool:
    """Return whether a row fits `a eq 'x' or a eq 'y'`, or `a ge t`."""
    since = re.fullmatch(r"(\w+) ge (\S+)", where)
    if since:
        return datetime.fromisoformat(row[since[1]]) >= datetime.fromisoformat(since[2])
    tests = re.findall(r"(\w+) eq '((?:[^']|'')*)'", unquote(where))
    return not where or any(row.get(name) == value.replace("''", "'") for name, value in tests)


@pytest.fixture
def casebook() -> Casebook:
    return Casebook()


@pytest.fixture
def config(casebook: Casebook) -> Iterator[ServiceConfig]:
    with http_server(casebook.answer) as url:
        service = Service(f"{url}/odata/", BasicSignIn("waypost", "a secret"))
        yield ServiceConfig(service, mapping_of(MAPPING), timedelta(minutes=15))


@pytest.fixture
def system(config: ServiceConfig) -> DataverseSystem:
    return DataverseSystem(ANYSHIRE, config)


def read(system: DataverseSystem, position: str) -> tuple[dict[str, Any], str]:
    """Return what one poll reads, and from where the next goes on."""
    found: dict[str, Any] = {}
    for batch in system.batches(position):
        found |= {record.reference: record.document for record in batch.records}
        position = position if batch.position is None else batch.position
    return found, position


def test_its_cases_are_read_and_then_what_changed(casebook: Casebook, system: DataverseSystem) -> None:
    for number in range(5):
        casebook.add_crime(f"C'{number}", updated=f"2026-11-02T0{number}:00:00Z")
    first, position = read(system, "")
    casebook.tables["Warnings"].append({"Id": "W1", "CrimeNo": "C'2", "Kind": "DA", "Updated": "2026-11-02T11:00:00Z"})

    second, position = read(system, position)

    assert {*first} == {f"C'{number}" for number in range(5)}
    assert first["C'0"]["offence"] == {"group": "burglary-residential", "title": "Burglary"}
    assert second["C'2"]["flags"] == ["domestic_abuse"]
    assert "C'0" not in second


def test_a_wrong_password_is_told_by_a_code(system: DataverseSystem) -> None:
    service = replace(system.config.service, sign_in=BasicSignIn("waypost", "another"))

    with pytest.raises(CannotRead, match="http_401"):
        read(replace(system, config=replace(system.config, service=service)), "")


def test_what_is_written_to_it_stands_there_once_though_an_answer_was_lost(
    casebook: Casebook, config: ServiceConfig
) -> None:
    casebook.add_crime("C1", updated="2026-11-02T09:00:00Z")
    item = OutboxItemFacts(
        waypost_id=uuid4(),
        case_id=CaseId(1),
        reference="C1",
        number=1,
        kind=OutboxKind.NOTE,
        payload={"text": "Told by text."},
        attempts=0,
        created_at=datetime(2026, 11, 2, 9, 0, tzinfo=UTC),
    )
    casebook.lose_answers = 1
    with pytest.raises(Exception, match="http_504"):
        DataverseTaker(config).take(item, force=ANYSHIRE)

    DataverseTaker(config).take(item, force=ANYSHIRE)

    assert casebook.tables["Notes"] == [{"Text": "Told by text.", "ExternalId": str(item.waypost_id)}]
