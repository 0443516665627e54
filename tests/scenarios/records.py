"""Makes the snapshots of a scenario: each record as it stands after each step."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from tests.scenarios.reading import BadScenario, Calendar, Scenario
from waypost.cases.folding import AnySnapshot
from waypost.cases.offences import offence_groups
from waypost.cases.snapshot import SnapshotFault, parse_case, parse_incident

_ACCUSED = {"suspect", "defendant"}
_NAMES = {"officer": "4471", "supervisor": "2210", "flo": "3315"}
_COURT = "Anytown Magistrates' Court"
_LISTS = {"hearing": "hearings", "appointment": "appointments", "property_item": "property", "person": "people"}
_BESIDE = {"recorded", "reported", "record", "about", "details", "id", "received", "happened"}
"""What only says more about something else of the same part."""
_PLAIN = {"status", "flags", "merged_into", "linked", "incident_reference", "summary", "grade", "promised_by", "eta"}
_PLAIN |= {"result", "attended_at", "agency", "information_required", "suspect_may_see_phone", "case_reference"}
_PLAIN |= {"group", "channel", "forensic_potential"}


@dataclass
class Book:
    """What the records of one scenario share: one name is one human, with one number, in all of them."""

    scenario: Scenario
    numbers: dict[str, int] = field(default_factory=dict)

    def person(self, name: str, said: Any) -> dict[str, Any]:
        """Return an entry of somebody."""
        number = self.numbers.setdefault(name, len(self.numbers) + 1)
        return person(name, said, number=number, calendar=self.scenario.calendar)

    def reference(self, name: str) -> str:
        """Return what the crime system calls a record."""
        number = list(self.scenario.records).index(name) + 1
        said = self.scenario.records[name] or {}
        return f"A-2026-{number:06}" if said.get("incident") else f"4226000{number:04}"

    def filled(self, value: Any) -> Any:
        """Return the value with times and, for `@name`, references of records filled in."""
        found = self.scenario.calendar.filled(value)
        return self._referred(found)

    def _referred(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {key: self._referred(one) for key, one in value.items()}
        if isinstance(value, list):
            return [self._referred(one) for one in value]
        return self.reference(value[1:]) if isinstance(value, str) and value.startswith("@") else value


@dataclass
class Record:
    """One crime or incident while its story is told."""

    book: Book
    name: str
    document: dict[str, Any] = field(default_factory=dict)
    made: int = 0

    @property
    def is_incident(self) -> bool:
        """Whether it is what was called in, not the crime."""
        return bool(self._said.get("incident"))

    @property
    def scenario(self) -> Scenario:
        """What it belongs to."""
        return self.book.scenario

    def change(self, part: Mapping[str, Any], *, at: datetime) -> None:
        """Change it as one part of a step says."""
        if not self.document:
            self.document = self._first(at)
        changes = self.book.filled(part)
        for key, value in changes.items():
            self._change(key, value, changes, at=at)

    def snapshot(self, *, at: datetime) -> AnySnapshot:
        """Return the next state as the doors bring it."""
        self.document["revision"] = self.document.get("revision", 0) + 1
        self.document["updated_at"] = at.isoformat()
        try:
            return (parse_incident if self.is_incident else parse_case)(copy.deepcopy(self.document))
        except SnapshotFault as fault:
            raise BadScenario(f"{self.name}: {fault.field}: {fault.sentence}") from None

    @property
    def _said(self) -> Mapping[str, Any]:
        return self.scenario.records[self.name] or {}

    def _first(self, at: datetime) -> dict[str, Any]:
        group = self._said.get("group", self.scenario.group)
        people = self._said.get("people", self.scenario.people)
        shared = {
            "reference": self.book.reference(self.name),
            "force": "anyshire",
            "flags": [],
            "people": [self.book.person(name, said) for name, said in people.items()],
        }
        title = offence_groups()[group].title
        if self.is_incident:
            return {
                **shared, "opened_at": at.isoformat(), "channel": "101", "grade": "priority", "group": group,
                "title": title, "status": "open", "suspect_may_see_phone": False, "appointments": [],
            }  # fmt: skip
        recorded = self._said.get("recorded")
        recorded_at = self.scenario.calendar.moment(recorded) if recorded else at
        empty: dict[str, Any] = {name: [] for name in ("facts", "appointments", "hearings", "entries", "property")}
        return {
            **shared, **empty, "recorded_at": recorded_at.isoformat(), "status": "recorded",
            "offence": {"code": "28A", "title": title, "group": group},
            "occurred": {"from": (recorded_at - timedelta(hours=12)).isoformat(), "to": recorded_at.isoformat()},
        }  # fmt: skip

    def _change(self, key: str, value: Any, part: Mapping[str, Any], *, at: datetime) -> None:
        if key in _BESIDE:
            return
        if key in _PLAIN:
            self.document[key] = value
        elif key in _LISTS:
            self._put(_LISTS[key], dict(value), at=at)
        elif key in _WHOLE:
            self.document |= _WHOLE[key](key, value, at)
        else:
            self._change_lists(key, value, part, at=at)

    def _change_lists(self, key: str, value: Any, part: Mapping[str, Any], *, at: datetime) -> None:
        """Add what is said once, or take something away."""
        match key:
            case "fact":
                self._add_fact(value, part, at=at)
            case "writes":
                self._add("entries", {"kind": "officer_message", "at": at.isoformat(), "text": value, **_about(part)})
            case "withdraw":
                for name in ("facts", "hearings", "appointments"):
                    self._remove(name, value)
            case "gone":
                self._remove("people", value)
            case _:
                raise BadScenario(f"{self.name}: nobody knows how to change {key!r}.")

    def _remove(self, name: str, item: str) -> None:
        self.document[name] = [one for one in self.document[name] if one["id"] != item]

    def _add_fact(self, kind: str, part: Mapping[str, Any], *, at: datetime) -> None:
        when = part.get("happened", at.isoformat())
        fact = {"kind": kind, "at": when, "details": part.get("details", {}), **_about(part)}
        if "received" in part:
            fact["received_at"] = part["received"]
        self._add("facts", fact if "id" not in part else {**fact, "id": part["id"]})

    def _add(self, name: str, item: dict[str, Any]) -> None:
        self.made += 1
        self.document[name].append({"id": f"{name[0]}{self.made}", **item})

    def _put(self, name: str, item: dict[str, Any], *, at: datetime) -> None:
        """Add an item, or change the one that has its id."""
        for short, whole in (("starts", "starts_at"), ("ends", "ends_at")):
            if short in item:
                item[whole] = item.pop(short)
        known = next((one for one in self.document[name] if one["id"] == item["id"]), None)
        if known is not None:
            # What a court says of a hearing now, it says now.
            known.update(item, **({"received_at": at.isoformat()} if name == "hearings" else {}))
        elif name == "people":
            self.document[name].append(self.book.person(item.pop("id"), item))
        else:
            self.document[name].append({**_usual(name, at), **item})


def person(name: str, said: Any, *, number: int, calendar: Calendar) -> dict[str, Any]:
    """Return one made-up entry: grown up, with a mobile and an e-mail unless they are accused or it says otherwise."""
    told = dict(said) if isinstance(said, Mapping) else {"role": said}
    roles = told.pop("role", "victim")
    roles = roles if isinstance(roles, list) else [roles]
    without = told.pop("without", ["mobile", "email"] if _ACCUSED & set(roles) else [])
    contact = {"mobile": f"07700 900{number:03}", "email": f"{name}@example.org"}
    if told.pop("home", False):
        contact |= {"address": f"{number} High Street, Anytown", "postcode": "AN1 1AA"}
    entry: dict[str, Any] = {
        "id": name,
        "roles": roles,
        "kind": "person",
        "contact": {key: value for key, value in contact.items() if key not in without} | told.pop("contact", {}),
    }
    if told.get("kind") == "organisation":
        entry |= {"organisation_name": told.pop("name", f"{name.title()} of Anytown")}
    else:
        born = told.pop("born", date(1988, 4, min(number, 28)))
        entry |= {"given_name": name.title(), "family_name": f"Example{number}", "language": "en", "deceased": False}
        entry |= {"date_of_birth": born.isoformat() if isinstance(born, date) else born}
    if "acts_for" in told:
        acts_for = told["acts_for"]
        told["acts_for"] = acts_for if isinstance(acts_for, list) else [acts_for]
    if "plan" in told:
        told["contact_plan"] = told.pop("plan")
    return {**entry, **calendar.filled(told)}


def _about(part: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"person": part["about"]} if "about" in part else {}


def _officer(key: str, value: Any, _: datetime) -> Mapping[str, Any]:
    if isinstance(value, str):
        value = {"collar_number": f"{_NAMES[key]}{len(value)}", "rank": "PC", "name": value, "team": "North CID"}
    return {key: value}


def _outcome(_: str, value: Any, at: datetime) -> Mapping[str, Any]:
    if value is None:
        return {"outcome": None}
    said = value if isinstance(value, Mapping) else {"code": value}
    return {"outcome": {"decided_at": at.isoformat(), **said, "code": str(said["code"])}}


def _moved(_: str, value: Any, __: datetime) -> Mapping[str, Any]:
    return {"status": "transferred", "transferred_to": value}


def _offence(_: str, value: Any, __: datetime) -> Mapping[str, Any]:
    return {"offence": {"code": "28B", "title": offence_groups()[value].title, "group": value}}


_WHOLE: Mapping[str, Callable[[str, Any, datetime], Mapping[str, Any]]] = {
    "officer": _officer,
    "supervisor": _officer,
    "flo": _officer,
    "outcome": _outcome,
    "moved_to": _moved,
    "offence": _offence,
}


def _usual(name: str, at: datetime) -> Mapping[str, Any]:
    if name == "hearings":
        return {"court": _COURT, "status": "listed", "received_at": at.isoformat()}
    if name == "appointments":
        return {"kind": "visit", "status": "booked", "place": "your home"}
    return {"at": at.isoformat()}
