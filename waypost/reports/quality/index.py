"""
Where the newest state of each record stands, and by which keys people of different records are compared.

It is held in a database without a name that SQLite keeps on disk and throws away when it is closed, so that memory does
not grow with the extract. Contacts and names are in it as digests only.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Final

from waypost.base.values import CaseId, PersonId
from waypost.cases.findings import Entry, Sharer
from waypost.cases.vocabulary import Role
from waypost.journeys.simulate.recorded import Where

_TABLES: Final = """
CREATE TABLE record (number INTEGER PRIMARY KEY, reference TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL,
    file INTEGER NOT NULL, offset INTEGER NOT NULL, length INTEGER NOT NULL, line INTEGER NOT NULL);
CREATE TABLE person (person INTEGER PRIMARY KEY, record INTEGER NOT NULL, human TEXT NOT NULL, name TEXT NOT NULL,
    incident BLOB NOT NULL, is_victim INTEGER NOT NULL, is_open_victim INTEGER NOT NULL);
CREATE TABLE contact (key BLOB NOT NULL, person INTEGER NOT NULL);
CREATE TABLE link (record INTEGER NOT NULL, other BLOB NOT NULL);
"""
_INDEXES: Final = """
CREATE INDEX by_human ON person (human);
CREATE INDEX by_incident ON person (incident);
CREATE INDEX by_contact ON contact (key);
CREATE INDEX by_link ON link (other);
"""
_NEWEST: Final = """
INSERT INTO record (reference, revision, file, offset, length, line) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (reference) DO UPDATE SET revision = excluded.revision, file = excluded.file,
        offset = excluded.offset, length = excluded.length, line = excluded.line
    WHERE excluded.revision >= record.revision
"""
_SHARERS: Final = """
SELECT p.human, p.name, min(p.person), min(p.record), max(p.record)
    FROM (SELECT person FROM contact WHERE key = ? ORDER BY person DESC LIMIT 1000) AS c JOIN person p USING (person)
    WHERE p.is_open_victim
    GROUP BY p.human, p.name, CASE WHEN p.human = '' AND p.name = '' THEN p.person END
"""
_SPREAD: Final = """
SELECT victims, count(*) FROM (
    SELECT c.key, count(DISTINCT CASE WHEN p.human <> '' THEN p.human WHEN p.name <> '' THEN p.name ELSE p.person END)
        AS victims FROM contact c JOIN person p USING (person) WHERE p.is_victim GROUP BY c.key)
    GROUP BY victims ORDER BY victims
"""
PEOPLE_OF_A_RECORD: Final = 10_000
"""More than the contract allows in one record: so a person's number is told from the record's."""


@dataclass(frozen=True)
class Place:
    """One record: its number, which counts from 1 in the order of the extract, and where its newest state stands."""

    number: CaseId
    where: Where


class Index:
    """The records of one extract."""

    def __init__(self) -> None:
        """Begin with none."""
        # An empty name: a database of its own, on disk, that nobody else can open.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.executescript(_TABLES)
        self._db.execute("BEGIN")

    def __enter__(self) -> "Index":
        """Return itself."""
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        """Throw all of it away."""
        self._db.close()

    def __len__(self) -> int:
        """Return how many records there are."""
        return int(self._db.execute("SELECT count(*) FROM record").fetchone()[0])

    def add(self, reference: str, revision: int, where: Where) -> None:
        """Take in where one state of a record stands; the newest of them counts, of two equal ones the later."""
        self._db.execute(_NEWEST, (reference, revision, *where))

    def places(self) -> Iterator[Place]:
        """Yield every record in the order of the extract."""
        for number, *where in self._db.execute("SELECT number, file, offset, length, line FROM record ORDER BY number"):
            yield Place(CaseId(number), Where(*where))

    def add_keys(self, number: CaseId, entries: Sequence[Entry], links: Iterable[str]) -> None:
        """Take in by what the people of one record are compared, and which records it names."""
        self._db.executemany("INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?)", [_row(number, one) for one in entries])
        contacts = [(_digest(key), one.person_id) for one in entries for key in one.contacts]
        self._db.executemany("INSERT INTO contact VALUES (?, ?)", contacts)
        self._db.executemany("INSERT INTO link VALUES (?, ?)", [(number, _digest(link)) for link in links])

    def close_keys(self) -> None:
        """Make what was taken in quick to find; after this nothing more is added."""
        self._db.execute("COMMIT")
        self._db.executescript(_INDEXES)

    def by_reference(self, references: Iterable[str]) -> Sequence[Place]:
        """Return the records of these references that are there."""
        found = []
        for reference in references:
            row = self._db.execute(
                "SELECT number, file, offset, length, line FROM record WHERE reference = ?", (reference,)
            ).fetchone()
            if row is not None:
                found.append(Place(CaseId(row[0]), Where(*row[1:])))
        return found

    def naming(self, reference: str) -> Sequence[CaseId]:
        """Return the records that name one."""
        rows = self._db.execute("SELECT record FROM link WHERE other = ? ORDER BY record", (_digest(reference),))
        return [CaseId(number) for (number,) in rows]

    def place(self, number: CaseId) -> Place:
        """Return one record by its number."""
        row = self._db.execute("SELECT file, offset, length, line FROM record WHERE number = ?", (number,)).fetchone()
        return Place(number, Where(*row))

    def sharers(self, mine: Entry) -> Sequence[Sharer]:
        """Return who has a contact of an entry as a victim in an open case: as `surroundings.read_sharers`."""
        found = []
        for key in sorted(mine.contacts):
            for human, name, person, first, last in self._db.execute(_SHARERS, (_digest(key),)):
                found.append(Sharer(key, PersonId(person), human, name, (CaseId(first), CaseId(last))))
        return found

    def of_same_human_or_incident(self, mine: Entry) -> Sequence[CaseId]:
        """Return the other records in which the same human, or a victim of the same incident, may stand."""
        found: set[int] = set()
        if mine.human_key:
            rows = self._db.execute("SELECT record FROM person WHERE human = ? LIMIT 1000", (mine.human_key,))
            found.update(number for (number,) in rows)
        if mine.case.incident_reference:
            incident = _digest(mine.case.incident_reference)
            rows = self._db.execute("SELECT record FROM person WHERE incident = ? LIMIT 1000", (incident,))
            found.update(number for (number,) in rows)
        return [CaseId(number) for number in sorted(found - {mine.case.case_id})]

    def spread(self) -> Iterator[tuple[int, int]]:
        """Yield how many contacts were given by how many victims, fewest victims first."""
        yield from self._db.execute(_SPREAD)

    def humans_in_several(self) -> int:
        """Return how many humans, by name and date of birth, are victims in more than one record."""
        sql = (
            "SELECT count(*) FROM (SELECT human FROM person WHERE is_victim AND human <> ''"
            " GROUP BY human HAVING count(DISTINCT record) > 1)"
        )
        return int(self._db.execute(sql).fetchone()[0])


def person_id(number: CaseId, place: int) -> PersonId:
    """Return the id of somebody by their place in a record."""
    return PersonId(number * PEOPLE_OF_A_RECORD + place)


def _row(number: CaseId, one: Entry) -> tuple[object, ...]:
    is_victim = Role.VICTIM in one.roles
    incident = _digest(one.case.incident_reference) if one.case.incident_reference else b""
    is_open_victim = is_victim and one.case.is_open
    return (one.person_id, number, one.human_key, one.name_key, incident, is_victim, is_open_victim)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=12).digest()
