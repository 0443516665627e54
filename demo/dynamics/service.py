"""
What the Web API answers, without a network.

*Source:* Microsoft's developer guide of Dataverse: "Use change tracking to synchronize data", "Page results",
"Perform conditional operations", "Service protection API limits"; OData Version 4.0, part 1.
"""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from demo.dynamics.faults import Fault, Faults
from demo.dynamics.options import Filter, known_kind, ordered, shaped
from demo.dynamics.store import Refused, Store
from demo.dynamics.tables import TABLES, Table

ROOT = "/api/data/v9.2/"
_ROW = re.compile(r"([a-z_]+)\(([0-9a-fA-F-]{36})\)")
_MOST_ROWS = 5_000
_NOT_WITH_TRACKING = ("filter", "orderby", "expand", "top")


@dataclass(frozen=True)
class Asked:
    """One request, with its address as the asker wrote it."""

    method: str
    origin: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Any = None


@dataclass(frozen=True)
class Answer:
    """One answer."""

    status: int
    body: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Credentials:
    """The one application that may sign in, and the keys that it was given."""

    client_id: str = "waypost-made-up"
    client_secret: str = "made-up-secret"  # noqa: S105 - of a service that does not exist
    tokens: set[str] = field(default_factory=set)

    def token(self, form: Mapping[str, str], *, scope: str) -> Answer:
        """Return an answer of the token endpoint (RFC 6749, 4.4)."""
        if form.get("grant_type") != "client_credentials" or form.get("scope") != scope:
            return Answer(400, {"error": "invalid_request"})
        if (form.get("client_id"), form.get("client_secret")) != (self.client_id, self.client_secret):
            return Answer(401, {"error": "invalid_client"})
        token = secrets.token_urlsafe(24)
        self.tokens.add(token)
        return Answer(200, {"token_type": "Bearer", "expires_in": 3599, "access_token": token})


class Dataverse:
    """One environment."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.credentials = Credentials()
        self.faults = Faults()
        self.asked: list[Asked] = []

    def sign_everybody_out(self) -> None:
        """Let every key that was given be worth nothing."""
        self.credentials.tokens.clear()

    def forget_changes(self) -> None:
        """Let every link to changes be too old, as after `ExpireChangeTrackingInDays`."""
        self.store.oldest_version = self.store.version + 1
        self.store.version += 1

    def answer(self, asked: Asked) -> Answer:
        """Return what the environment says."""
        self.asked.append(asked)
        if asked.headers.get("authorization", "").removeprefix("Bearer ") not in self.credentials.tokens:
            return Answer(401, {"error": {"code": "0x80040220", "message": "The user is not authenticated."}})
        if (fault := self.faults.instead()) is not None:
            return Answer(fault.status, fault.body, fault.headers)
        try:
            answer = self._answer(asked)
        except Refused as refused:
            return Answer(refused.status, {"error": {"code": refused.code, "message": refused.message}})
        if self.faults.is_lost(asked.method):
            return Answer(502)
        if isinstance(answer.body, dict) and "value" in answer.body:
            return Answer(answer.status, self.faults.spoil(answer.body), answer.headers)
        return answer

    def _answer(self, asked: Asked) -> Answer:
        name = unquote(asked.path.removeprefix(ROOT))
        if name.startswith("EntityDefinitions"):
            return self._definitions(asked, name)
        row = _ROW.fullmatch(name)
        if row:
            return self._one(asked, _table(row[1]), row[2].lower())
        table = _table(name)
        if asked.method == "POST":
            key = self.store.put(table.name, None, **_bound(table, asked.body))
            return Answer(204, None, {"OData-EntityId": f"{asked.origin}{ROOT}{table.name}({key})"})
        if asked.method != "GET":
            raise Refused(405, "The requested resource does not support this method.")
        return self._many(asked, table)

    def _one(self, asked: Asked, table: Table, key: str) -> Answer:
        found = self.store.get(table.name, key)
        if asked.method == "PATCH":
            return self._patch(asked, table, key, is_there=found is not None)
        if found is None:
            raise Refused(404, f"{table.logical_name} With Id = {key} Does Not Exist", code="0x80040217")
        if asked.method == "DELETE":
            self.store.delete(table.name, key)
            return Answer(204)
        options = _options(asked.query)
        row = shaped(found, _list(options.get("select", "")), options.get("expand", ""), table=table, store=self.store)
        return Answer(200, {"@odata.context": f"{asked.origin}{ROOT}$metadata#{table.name}/$entity", **row})

    def _patch(self, asked: Asked, table: Table, key: str, *, is_there: bool) -> Answer:
        if is_there and asked.headers.get("if-none-match") == "*":
            raise Refused(412, "A record with matching key values already exists.", code="0x80040237")
        if not is_there and asked.headers.get("if-match") == "*":
            raise Refused(404, f"{table.logical_name} With Id = {key} Does Not Exist", code="0x80040217")
        self.store.put(table.name, key, **_bound(table, asked.body))
        return Answer(204, None, {"OData-EntityId": f"{asked.origin}{ROOT}{table.name}({key})"})

    def _many(self, asked: Asked, table: Table) -> Answer:
        options = _options(asked.query)
        size = _page_size(asked.headers.get("prefer", ""))
        if "deltatoken" in options:
            return self._changes(asked, table, options, size)
        if "odata.track-changes" in asked.headers.get("prefer", "") or "tracked" in options.get("skiptoken", ""):
            for name in _NOT_WITH_TRACKING:
                if name in options:
                    message = f'The "{name}" query parameter isn\'t supported when Change Tracking is enabled.'
                    raise Refused(400, message, code="0x80060888")
            return self._page(asked, table, options, size, tracked_from=self.store.version)
        return self._page(asked, table, options, size, tracked_from=None)

    def _page(
        self, asked: Asked, table: Table, options: Mapping[str, str], size: int, *, tracked_from: int | None
    ) -> Answer:
        wanted = Filter(options["filter"], table) if "filter" in options else None
        found = [row for row in self.store.rows(table.name) if wanted is None or wanted.fits(row)]
        found = ordered(found, options.get("orderby", ""), table)[: int(options.get("top", _MOST_ROWS * 1_000))]
        page, _, version = options.get("skiptoken", "0").partition("!")
        start = int(page) * size
        select, expand = _list(options.get("select", "")), options.get("expand", "")
        for name in select:
            known_kind(table, name)
        body: dict[str, Any] = {
            "@odata.context": f"{asked.origin}{ROOT}$metadata#{table.name}",
            "value": [
                shaped(row, select, expand, table=table, store=self.store) for row in found[start : start + size]
            ],
        }
        # The changes from here on are those since the first page was asked for.
        since = int(version.split("!")[0]) if version else tracked_from
        if start + size < len(found):
            token = str(int(page) + 1) + ("" if since is None else f"!{since}!tracked")
            body["@odata.nextLink"] = _link(asked, options, skiptoken=token)
        elif since is not None:
            body["@odata.deltaLink"] = _link(
                asked, {"select": options.get("select", "")}, deltatoken=f"{since}!22/11/2026"
            )
        return Answer(200, body, {"OData-Version": "4.0"})

    def _changes(self, asked: Asked, table: Table, options: Mapping[str, str], size: int) -> Answer:
        since, place, until = ([*options["deltatoken"].split("!"), "", ""])[:3]
        if not since.isdigit() or int(since) < self.store.oldest_version:
            message = "Version stamp associated with the client has expired. Please perform a full sync."
            raise Refused(400, message, code="0x80044352")
        start = int(place) if place.isdigit() else 0
        upto = int(until) if until.isdigit() else self.store.version
        changes = [change for change in self.store.changes(table.name, since=int(since)) if change.version <= upto]
        select = _list(options.get("select", ""))
        body: dict[str, Any] = {"@odata.context": f"{asked.origin}{ROOT}$metadata#{table.name}/$delta", "value": []}
        for change in changes[start : start + size]:
            row = self.store.get(table.name, change.key)
            if change.is_deletion or row is None:
                context = f"{asked.origin}{ROOT}$metadata#{table.name}/$deletedEntity"
                body["value"].append({"@odata.context": context, "id": change.key, "reason": "deleted"})
            else:
                body["value"].append(shaped(row, select, "", table=table, store=self.store))
        kept = {"select": options.get("select", "")}
        if start + size < len(changes):
            body["@odata.nextLink"] = _link(asked, kept, deltatoken=f"{since}!{start + size}!{upto}")
        else:
            body["@odata.deltaLink"] = _link(asked, kept, deltatoken=f"{upto}!22/11/2026")
        return Answer(200, body, {"OData-Version": "4.0"})

    def _definitions(self, asked: Asked, name: str) -> Answer:
        if name != "EntityDefinitions":
            return Answer(200, {"value": []})  # what a table's choices are called
        wanted = re.search(r"LogicalName eq '([a-z_]+)'", _options(asked.query).get("filter", ""))
        found = [
            {
                "LogicalName": t.logical_name,
                "EntitySetName": t.name,
                "PrimaryIdAttribute": t.key,
                "ChangeTrackingEnabled": True,
            }
            for t in TABLES.values()
            if wanted is None or t.logical_name == wanted[1]
        ]
        return Answer(200, {"@odata.context": f"{asked.origin}{ROOT}$metadata#EntityDefinitions", "value": found})


def _table(name: str) -> Table:
    try:
        return TABLES[name]
    except KeyError:
        raise Refused(404, f"Resource not found for the segment '{name}'.", code="0x80060888") from None


def _bound(table: Table, body: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in body.items():
        if not name.endswith("@odata.bind"):
            values[name] = value
            continue
        lookup = table.lookups.get(name.removesuffix("@odata.bind"))
        row = _ROW.fullmatch(str(value).lstrip("/"))
        if lookup is None or row is None or row[1] != lookup.table:
            raise Refused(400, f"An undeclared property '{name}' was found in the payload.", code="0x80048d19")
        values[lookup.column] = row[2].lower()
    return values


def _options(query: str) -> dict[str, str]:
    found = parse_qs(query, keep_blank_values=True)
    return {name.lstrip("$"): values[0] for name, values in found.items()}


def _list(text: str) -> list[str]:
    return [each for each in text.split(",") if each]


def _page_size(prefer: str) -> int:
    asked = re.search(r"odata\.maxpagesize=(\d+)", prefer)
    return min(int(asked[1]), _MOST_ROWS) if asked else _MOST_ROWS


def _link(asked: Asked, options: Mapping[str, str], **changes: str) -> str:
    kept = {name: value for name, value in options.items() if value and name != "skiptoken"} | changes
    query = "&".join(f"${name}={quote(value, safe='(),;=')}" for name, value in kept.items())
    return f"{asked.origin}{urlsplit(asked.path).path}?{query}"


__all__ = ["ROOT", "Answer", "Asked", "Dataverse", "Fault"]
