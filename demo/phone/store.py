"""Where the phone keeps messages: one SQLite file, on the disk before a caller is answered."""

import json
import sqlite3
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from demo.phone.values import Channel, Draft, Notification, Status

PAGE_SIZE: Final = 250

SCHEMA: Final = """
create table if not exists notification (
    number integer primary key,
    id text not null unique,
    channel text not null check (channel in ('sms', 'email', 'letter')),
    recipient text not null,
    address text not null,
    template_id text not null,
    reference text,
    subject text,
    body text not null,
    lines text not null,
    sender text,
    html text,
    pdf blob,
    postage text,
    status text not null,
    created_at text not null,
    completed_at text,
    shown_from text not null,
    receipt_due_at text,
    receipt_tries integer not null default 0
);
create index if not exists notification_reference on notification (reference);
create index if not exists notification_address on notification (channel, address, number);
create index if not exists notification_due on notification (receipt_due_at) where receipt_due_at is not null;
"""

# What came by mail is none of Notify's business.
OF_NOTIFY: Final = "template_id <> ''"


@dataclass(frozen=True)
class Timing:
    """When a new message can first be looked up, and when its receipt is due (None: never)."""

    shown_from: datetime
    receipt_due_at: datetime | None


@dataclass(frozen=True)
class Filter:
    """What a look-up asks for. Empty means any."""

    reference: str | None = None
    channels: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    older_than: str | None = None


class Store:
    """All messages that were accepted. Safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.row_factory = sqlite3.Row
        self._database.execute("pragma journal_mode = wal")
        self._database.execute("pragma synchronous = full")
        self._database.executescript(SCHEMA)
        self._add_missing_columns()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def add(self, draft: Draft, *, timing: Timing, now: datetime) -> Notification:
        """Keep a message and return it with its id. The same reference twice makes two, as with Notify."""
        notification = _accepted(draft, now=now)
        with self._writing() as database:
            database.execute(
                "insert into notification (id, channel, recipient, address, template_id, reference, subject,"
                " body, lines, sender, html, status, created_at, postage, shown_from, receipt_due_at, pdf)"
                " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (*_columns(notification), _stamp(timing.shown_from), _stamp(timing.receipt_due_at), draft.pdf),
            )
        return notification

    def find(self, wanted: Filter, *, now: datetime) -> list[Notification]:
        """Return a page of what the API shows at `now`, newest first."""
        clauses, values = _where(wanted)
        rows = self._rows(
            f"select * from notification where {OF_NOTIFY} and shown_from <= ? {clauses}"  # noqa: S608 - our clauses
            " order by number desc limit ?",
            (_stamp(now), *values, PAGE_SIZE),
        )
        return [_notification(row) for row in rows]

    def get(self, notification_id: str, *, now: datetime) -> Notification | None:
        """Return one message if the API shows it at `now`."""
        rows = self._rows(
            f"select * from notification where {OF_NOTIFY} and id = ? and shown_from <= ?",  # noqa: S608 - our words
            (notification_id, _stamp(now)),
        )
        return _notification(rows[0]) if rows else None

    def html_of(self, notification_id: str) -> str | None:
        """Return the HTML of one e-mail, or None where there is none."""
        rows = self._rows("select html from notification where id = ?", (notification_id,))
        return rows[0]["html"] if rows else None

    def pdf_of(self, notification_id: str) -> bytes | None:
        """Return the PDF of one letter, or None where there is none."""
        rows = self._rows("select pdf from notification where id = ?", (notification_id,))
        return rows[0]["pdf"] if rows else None

    def everything(self) -> list[Notification]:
        """Return all messages, oldest first, whether the API shows them yet or not."""
        return [_notification(row) for row in self._rows("select * from notification order by number", ())]

    def addresses(self, channel: Channel) -> list[tuple[Notification, int]]:
        """Return for each address its newest message and how many it has, the newest first."""
        rows = self._rows(
            "select n.*, newest.many from notification n join (select max(number) number, count(*) many"
            " from notification where channel = ? group by address) newest using (number)"
            " order by number desc",
            (channel,),
        )
        return [(_notification(row), row["many"]) for row in rows]

    def messages(self, channel: Channel, *, address: str) -> list[Notification]:
        """Return what one address got, oldest first."""
        rows = self._rows(
            "select * from notification where channel = ? and address = ? order by number",
            (channel, address),
        )
        return [_notification(row) for row in rows]

    def due(self, *, now: datetime) -> list[tuple[Notification, int]]:
        """Return the messages whose receipt is due, with the number of tries so far."""
        rows = self._rows(
            "select * from notification where receipt_due_at <= ? order by receipt_due_at, number limit 100",
            (_stamp(now),),
        )
        return [(_notification(row), row["receipt_tries"]) for row in rows]

    def complete(self, notification: Notification, *, status: Status, now: datetime) -> Notification:
        """Give a message its final status, once."""
        with self._writing() as database:
            database.execute(
                "update notification set status = ?, completed_at = ? where id = ? and completed_at is null",
                (status, _stamp(now), notification.id),
            )
        if notification.completed_at:
            return notification
        return replace(notification, status=status, completed_at=now)

    def reschedule(self, notification_id: str, *, due_at: datetime | None) -> None:
        """Count a try to call back, and set the next one; None ends them."""
        with self._writing() as database:
            database.execute(
                "update notification set receipt_due_at = ?, receipt_tries = receipt_tries + 1 where id = ?",
                (_stamp(due_at), notification_id),
            )

    def _add_missing_columns(self) -> None:
        """Bring a file up to date that was made before there was an inbox."""
        known = {row["name"] for row in self._database.execute("pragma table_info(notification)")}
        for column, kind in (("sender", "text"), ("html", "text"), ("pdf", "blob"), ("postage", "text")):
            if column not in known:
                self._database.execute(f"alter table notification add column {column} {kind}")

    def _rows(self, statement: str, values: Sequence[object]) -> list[sqlite3.Row]:
        with self._lock:
            return self._database.execute(statement, values).fetchall()

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            yield self._database


def timing_of(*, now: datetime, lag_s: float, receipt_in_s: float | None) -> Timing:
    """Return the times of a message that is accepted at `now`."""
    due_at = None if receipt_in_s is None else now + timedelta(seconds=receipt_in_s)
    return Timing(shown_from=now + timedelta(seconds=lag_s), receipt_due_at=due_at)


def _accepted(draft: Draft, *, now: datetime) -> Notification:
    return Notification(
        id=str(uuid.uuid4()), status=_first_status(draft), created_at=now, completed_at=None, has_pdf=bool(draft.pdf),
        **{name: getattr(draft, name) for name in draft.__dataclass_fields__ if name != "pdf"},
    )  # fmt: skip


def _first_status(draft: Draft) -> Status:
    if draft.channel is not Channel.LETTER:
        return Status.SENDING
    return Status.PENDING_VIRUS_CHECK if draft.pdf else Status.ACCEPTED


def _columns(notification: Notification) -> tuple[object, ...]:
    return (
        notification.id, notification.channel, notification.to, notification.address,
        notification.template_id, notification.reference, notification.subject, notification.body,
        json.dumps(notification.lines), notification.sender, notification.html, notification.status,
        _stamp(notification.created_at), notification.postage,
    )  # fmt: skip


def _notification(row: sqlite3.Row) -> Notification:
    return Notification(
        id=row["id"],
        channel=Channel(row["channel"]),
        to=row["recipient"],
        address=row["address"],
        template_id=row["template_id"],
        reference=row["reference"],
        subject=row["subject"],
        body=row["body"],
        lines=tuple(json.loads(row["lines"])),
        sender=row["sender"],
        html=row["html"],
        status=Status(row["status"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        completed_at=datetime.fromisoformat(row["completed_at"]) if row["completed_at"] else None,
        has_pdf=row["pdf"] is not None,
        postage=row["postage"],
    )


def _where(wanted: Filter) -> tuple[str, list[object]]:
    clauses: list[str] = []
    values: list[object] = []
    if wanted.reference is not None:
        clauses.append("and reference = ?")
        values.append(wanted.reference)
    for column, allowed in (("channel", wanted.channels), ("status", wanted.statuses)):
        if allowed:
            clauses.append(f"and {column} in ({', '.join('?' for _ in allowed)})")
            values.extend(allowed)
    if wanted.older_than is not None:
        clauses.append("and number < (select number from notification where id = ?)")
        values.append(wanted.older_than)
    return " ".join(clauses), values


def _stamp(at: datetime | None) -> str | None:
    """Return `at` as text of one width in UTC, so that order of text is order of time."""
    return at.astimezone(UTC).isoformat(timespec="microseconds") if at else None
