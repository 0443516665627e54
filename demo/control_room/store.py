"""Where Callboard keeps incidents, what it has still to push, and what came back: one SQLite file."""

import json
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from demo.control_room.incidents import Document
from demo.control_room.values import KIND_WORDS, TASK_WORDS, Heard, Kind, Sent

TAKEN: Final = "taken"

_SCHEMA: Final = """
create table if not exists incident (
    reference text primary key,
    document text not null
);
create table if not exists outgoing (
    number integer primary key,
    id text not null unique,
    reference text not null,
    body text not null,
    answer text
);
create index if not exists outgoing_waiting on outgoing (number) where answer is null;
create index if not exists outgoing_of on outgoing (reference);
create table if not exists heard (
    id text primary key,
    reference text not null,
    kind text not null,
    data text not null,
    at text not null
);
create index if not exists heard_of on heard (reference);
"""


class NotOurs(ValueError):
    """What came back has not the shape that the listener's contract gives it."""


class Store:
    """The file. Each call opens it anew: pages and the courier run in threads of their own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / "callboard.sqlite3"
        with self._open() as connection:
            connection.executescript(_SCHEMA)

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(self._path, timeout=10, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        # From the first read on: two dispatchers at one incident must not both write the same revision.
        with self._open() as connection:
            connection.execute("begin immediate")
            yield connection
            connection.execute("commit")

    def open_incident(self, make: Callable[[str], Document], *, prefix: str, year: int) -> str:
        """Keep the incident that `make` returns for the next reference, and the event that tells of it."""
        with self._writing() as connection:
            (count,) = connection.execute("select count(*) from incident").fetchone()
            reference = f"{prefix}-{year}-{count + 1:06}"
            _keep(connection, make(reference))
        return reference

    def revise(self, reference: str, change: Callable[[Document], Document | None]) -> Document | None:
        """Keep what `change` makes of an incident, and the event that tells of it; None leaves it as it is."""
        with self._writing() as connection:
            before = _incident(connection, reference)
            after = change(before) if before else None
            if after is not None:
                _keep(connection, after)
        return after

    def incidents(self) -> Sequence[Document]:
        """Return all incidents, the newest first."""
        with self._open() as connection:
            rows = connection.execute("select document from incident order by rowid desc").fetchall()
        return [json.loads(document) for (document,) in rows]

    def incident(self, reference: str) -> Document | None:
        """Return one incident, or None."""
        with self._open() as connection:
            return _incident(connection, reference)

    def next_outgoing(self) -> tuple[str, str] | None:
        """Return id and body of the oldest event that has no answer, or None."""
        with self._open() as connection:
            row: tuple[str, str] | None = connection.execute(
                "select id, body from outgoing where answer is null order by number limit 1"
            ).fetchone()
        return row

    def note_answer(self, event_id: str, *, answer: str) -> None:
        """Write down what was answered to an event: `TAKEN`, or why it was refused."""
        with self._open() as connection:
            connection.execute("update outgoing set answer = ? where id = ?", (answer, event_id))

    def sent(self, reference: str) -> Sent:
        """Return how the pushes of an incident stand."""
        with self._open() as connection:
            rows = connection.execute(
                "select answer from outgoing where reference = ? order by number", (reference,)
            ).fetchall()
        answers = [answer for (answer,) in rows]
        return Sent(answers.count(None), tuple(answer for answer in answers if answer not in {None, TAKEN}))

    def hear(self, event: object) -> None:
        """
        Keep what came back; the same event twice is kept once.

        :raises NotOurs: if it has not the shape of an entry, a task or a note.
        """
        row = _row_of(event)
        with self._open() as connection:
            connection.execute(
                "insert into heard (id, reference, kind, data, at) values (?, ?, ?, ?, ?) on conflict do nothing", row
            )

    def heard(self, reference: str) -> Sequence[Heard]:
        """Return what came back about an incident, the newest first."""
        with self._open() as connection:
            rows = connection.execute(
                "select kind, data, at from heard where reference = ? order by at desc, id", (reference,)
            ).fetchall()
        return [_heard(kind, json.loads(data), at) for kind, data, at in rows]


def _incident(connection: sqlite3.Connection, reference: str) -> Document | None:
    row = connection.execute("select document from incident where reference = ?", (reference,)).fetchone()
    return json.loads(row[0]) if row else None


def _keep(connection: sqlite3.Connection, document: Document) -> None:
    event = event_of(document)
    connection.execute(
        "insert into incident (reference, document) values (?, ?)"
        " on conflict (reference) do update set document = excluded.document",
        (document["reference"], json.dumps(document)),
    )
    connection.execute(
        "insert into outgoing (id, reference, body) values (?, ?, ?)",
        (event["id"], document["reference"], json.dumps(event)),
    )


def event_of(document: Document) -> Document:
    """Return the CloudEvent that tells an incident's state."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": "/callboard",
        "type": "org.waypost.incident.v1",
        "subject": document["reference"],
        "time": document["updated_at"],
        "datacontenttype": "application/json",
        "data": document,
    }


def _row_of(event: object) -> tuple[str, str, str, str, str]:
    try:
        if not isinstance(event, dict) or not isinstance(event["data"], dict):
            raise NotOurs
        data = event["data"]
        kind = Kind(event["type"])
        at = datetime.fromisoformat(event["time"])
        return str(event["id"]), str(data["case"]), kind.value, json.dumps(data), at.isoformat()
    except (KeyError, TypeError, ValueError):
        raise NotOurs from None


def _heard(kind: str, data: dict[str, Any], at: str) -> Heard:
    due = data.get("due_at")
    words = TASK_WORDS.get(str(data.get("kind")), KIND_WORDS[kind]) if kind == Kind.TASK else KIND_WORDS[kind]
    return Heard(
        kind=Kind(kind).name.lower(),
        words=words,
        text=str(data.get("text") or ""),
        script=str(data.get("script") or ""),
        at=datetime.fromisoformat(at),
        due_at=datetime.fromisoformat(str(due)) if due else None,
    )
