"""The rows, what changed them in which order, and which are no more."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from demo.dynamics.tables import LONGEST, TABLES, Table

Row = dict[str, Any]


class Refused(RuntimeError):
    """A request that Dataverse answers with an error: status, code and message."""

    def __init__(self, status: int, message: str, *, code: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message = status, code, message


@dataclass(frozen=True)
class Change:
    """One write: the how-manieth of all, where, and whether the row is no more."""

    version: int
    table: str
    key: str
    is_deletion: bool


class Store:
    """All tables; every write has a version of its own, as in Dataverse."""

    def __init__(self, *, now_fn: Callable[[], datetime]) -> None:
        self.version = 1_000_000
        self.oldest_version = 0
        self._now = now_fn
        self._rows: dict[str, dict[str, Row]] = {name: {} for name in TABLES}
        self._changes: list[Change] = []
        self._lock = threading.RLock()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let nobody see some of the writes in the block without the others."""
        with self._lock:
            yield

    def put(self, table: str, key: str | None = None, **values: Any) -> str:
        """Add or change one row and return its key; `modifiedon` is stamped to the second."""
        with self._lock:
            name = key or str(uuid4())
            at = self._now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            old = self._rows[table].get(name)
            row = dict(old) if old else {TABLES[table].key: name, "createdon": at, "statecode": 0, "statuscode": 1}
            self.version += 1
            row |= {"modifiedon": at, **_checked(TABLES[table], values), "@odata.etag": f'W/"{self.version}"'}
            self._rows[table][name] = row
            self._changes.append(Change(self.version, table, name, is_deletion=False))
            return name

    def delete(self, table: str, key: str) -> None:
        """Remove a row; its change is kept."""
        with self._lock:
            if self._rows[table].pop(key, None) is None:
                raise Refused(404, f"{TABLES[table].logical_name} With Id = {key} Does Not Exist", code="0x80040217")
            self.version += 1
            self._changes.append(Change(self.version, table, key, is_deletion=True))

    def get(self, table: str, key: str) -> Row | None:
        """Return a row as it is now, or None."""
        with self._lock:
            found = self._rows[table].get(key)
            return dict(found) if found is not None else None

    def rows(self, table: str) -> list[Row]:
        """Return all rows of a table as they are now."""
        with self._lock:
            return [dict(row) for row in self._rows[table].values()]

    def changes(self, table: str, *, since: int) -> list[Change]:
        """Return each row's last change since a version: first new and changed ones by version, then deleted ones."""
        with self._lock:
            last = {change.key: change for change in self._changes if change.table == table and change.version > since}
        return sorted(last.values(), key=lambda change: (change.is_deletion, change.version))


def _checked(table: Table, values: Mapping[str, Any]) -> dict[str, Any]:
    for name, value in values.items():
        if table.kind_of(name) is None:
            raise Refused(
                400, f"Could not find a property named '{name}' on type '{table.logical_name}'.", code="0x80060888"
            )
        if isinstance(value, str) and len(value) > LONGEST.get(name, 4_000):
            raise Refused(400, "A validation error occurred. The value exceeds the maximum length.", code="0x80044331")
    return dict(values)
