"""
Fill a force with cases that it holds already, as one real case left its rows behind: in sets, by the owner.

One crime goes through the intake, the journeys and the hand-over; its rows are then copied, each copy with a reference,
a name, a number and ids of its own, so that every index is as large as it would be. `COPY` does not work behind
row-level security, so it is `INSERT ... SELECT`.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import psycopg

from bench.events import Story, family_name, mobile, officer_named, recorded, reference, single
from bench.pushing import Load, push
from bench.system import System

_AT_ONCE = 20_000
# Each table that holds something about a case: what differs from the model's row. All else is the same. `n` is the
# number of the copy, which its case and its person have as their ids; what is not named here keeps its own id.
_OWN_UUID = "md5(n::text || t.{name}::text)::uuid"
_COPIED: Mapping[str, Mapping[str, str]] = {
    "cases_case": {
        "id": "n",
        "reference": "'B' || lpad(n::text, 9, '0')",
        # Of figures and no letter that is read as one: the key is the reference.
        "reference_key": "'B' || lpad(n::text, 9, '0')",
        "applied": "replace(replace(replace(t.applied::text, %(reference)s, 'B' || lpad(n::text, 9, '0')),"
        " %(number)s, (7400000000 + n)::text), %(name)s, 'Example' || translate(n::text, '0123456789', 'abcdefghij'))"
        "::jsonb",
    },
    "cases_person": {
        "id": "n",
        "case_id": "n",
        "mobile_key": "replace(t.mobile_key, %(number)s, (7400000000 + n)::text)",
        "human_key": "md5('human' || n)",
        "name_key": "md5('name' || n)",
    },
    "cases_event": {"id": "DEFAULT", "case_id": "n"},
    "cases_place": {"case_id": "n", "wake_at": "NULL"},
    "cases_intake_event": {"event_id": "t.force || '-' || n || '-1'"},
    "journeys_run": {"id": "DEFAULT", "case_id": "n", "person_id": "n"},
    "duties_clock": {"id": "DEFAULT", "case_id": "n", "person_id": "n"},
    "access_invitation": {"token": "md5(n::text || t.token)", "case_id": "n", "person_id": "n"},
    "messages_message": {"id": _OWN_UUID.format(name="id"), "case_id": "n", "person_id": "n", "run_id": "n",
                         "contact_key": "replace(t.contact_key, %(number)s, (7400000000 + n)::text)"},
    "messages_reference": {"reference": _OWN_UUID.format(name="reference") + "::text"},
    "messages_attempt": {
        "reference": _OWN_UUID.format(name="reference") + "::text",
        "message_id": _OWN_UUID.format(name="message_id"),
        "recipient": "replace(t.recipient, %(number)s, (7400000000 + n)::text)",
    },
}  # fmt: skip
_OF_THE_MODEL = {
    "cases_case": "t.id = %(case)s",
    "cases_intake_event": "t.event_id LIKE '%%-' || %(serial)s || '-1%%'",
    "messages_receipt": "t.attempt_id IN (SELECT a.reference FROM messages_attempt a JOIN messages_message m"
    " ON m.id = a.message_id WHERE m.case_id = %(case)s)",
    "messages_ledger_entry": "t.case_id = %(case)s AND t.kind = 'handed_over'",
    "messages_ledger_contents": "t.entry_id IN (SELECT id FROM messages_ledger_entry WHERE case_id = %(case)s"
    " AND kind = 'handed_over')",
    "messages_reference": "t.reference IN (SELECT a.reference FROM messages_attempt a JOIN messages_message m"
    " ON m.id = a.message_id WHERE m.case_id = %(case)s)",
    "messages_attempt": "t.message_id IN (SELECT id FROM messages_message WHERE case_id = %(case)s)",
}


@dataclass(frozen=True)
class Likeness:
    """
    How the copies are made, and what is put beside them.

    `numbers` gives a row for each copy: its number `n`, and whatever else `columns` speak of, which come on top of the
    usual ones; of a table of `only` there is a row for those numbers of which it says so. `beside` are statements that
    are run for every part, into the tables of `filled`. `is_named`: an officer has the model's case.
    """

    numbers: str
    columns: Mapping[str, Mapping[str, str]]
    only: Mapping[str, str]
    beside: Sequence[str]
    filled: Sequence[str]
    is_named: bool


AS_THE_MODEL = Likeness("generate_series(%(first)s, %(last)s) AS n", {}, {}, (), (), is_named=False)
"""Each case is like the model's, and nothing is beside them."""


class Filling:
    """Fills one force. `first` is the number of the first copy: ids below it are the intake's to give."""

    def __init__(self, system: System, *, story: Story, first: int, likeness: Likeness = AS_THE_MODEL) -> None:
        self._database = system.connect(story.force)
        self._story = story
        self._base = self._next = first
        self._likeness = likeness
        self._copied = {
            table: {**_COPIED.get(table, {}), **likeness.columns.get(table, {})}
            for table in dict.fromkeys((*_COPIED, *likeness.columns))
        }
        self._tables = tuple(dict.fromkeys((*self._copied, *likeness.filled)))
        self._model = self._make_model(system, first)

    def fill(self, count: int) -> float:
        """Add so many cases; return the seconds that it took."""
        started = time.monotonic()
        # A message may not begin as delivered, and these do.
        self._guard("DISABLE")
        try:
            self._fill(self._next + count)
        finally:
            self._guard("ENABLE")
        return time.monotonic() - started

    def _fill(self, end: int) -> None:
        while self._next < end:
            upto = min(self._next + _AT_ONCE, end)
            with self._database.transaction():
                for table in self._copied:
                    self._copy(table, upto)
                for statement in self._likeness.beside:
                    self._run(statement, upto)
            self._next = upto

    def _guard(self, what: str) -> None:
        for table in self._tables:
            self._database.execute(f"ALTER TABLE {table} {what} TRIGGER USER".encode())

    def gather_statistics(self) -> None:
        """Do at once what autovacuum would do within minutes."""
        for table in self._tables:
            self._database.execute(f"VACUUM (ANALYZE) {table}".encode())

    def _make_model(self, system: System, serial: int) -> Mapping[str, object]:
        """Push one case through, and take its rows as the model."""
        serial -= 1
        key = system.forces.index(self._story.force)
        push(system, Load(((key, body) for body in single([recorded(serial, self._story)])), [serial], 1))
        if self._likeness.is_named:
            push(system, Load(((key, body) for body in single([officer_named(serial, self._story)])), [serial], 1))
        row = self._database.execute(
            "SELECT id FROM cases_case WHERE force = %s AND reference = %s", [self._story.force, reference(serial)]
        ).fetchone()
        assert row is not None  # noqa: S101 - it was just told to its victim
        return {
            "case": row[0],
            "serial": str(serial),
            "reference": reference(serial),
            "number": mobile(serial).removeprefix("+44"),
            "name": family_name(serial),
        }

    def _copy(self, table: str, upto: int) -> None:
        own = self._copied[table]
        columns = [name for name in _columns(self._database, table) if own.get(name) != "DEFAULT"]
        values = ", ".join(own.get(name, f't."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        # The names are those of our own tables; what comes from outside is a parameter.
        statement = (
            f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {table} t,"  # noqa: S608
            f" {self._likeness.numbers} WHERE {_OF_THE_MODEL.get(table, 't.case_id = %(case)s')}"
            f" AND ({self._likeness.only.get(table, 'true')})"
        )
        self._run(statement, upto)

    def _run(self, statement: str, upto: int) -> None:
        values = {**self._model, "base": self._base, "first": self._next, "last": upto - 1}
        self._database.execute(statement.encode(), values)


def _columns(database: psycopg.Connection[tuple[object, ...]], table: str) -> list[str]:
    found = database.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return [str(row[0]) for row in found.fetchall()]
