"""
The ten invariants, as questions to the real database and to what the others hold, both ways. Read `breaches` first.

Asked as the owner, who sees one force at a time like everybody else. *Source:* trust.md, "Reliability programme".
"""

from collections import Counter
from collections.abc import Iterator, Sequence, Set
from datetime import datetime, timedelta
from typing import Any

import psycopg

from drills.evidence import Breach, Evidence, Invariant
from drills.statements import (
    ACCEPTED,
    DIGESTS,
    FOREIGN,
    GATES,
    INTAKE,
    LONG_LEASED,
    OLD,
    OUTBOX,
    OUTCOMES,
    STATUSES,
    TWICE,
    UNWRITTEN,
)
from drills.words import unlike_their_template
from waypost.base.values import ForceName
from waypost.messages.gates import GATES as ALL_GATES
from waypost.messages.ledger.verifying import Check, verify
from waypost.messages.values import AnswerKind

Database = psycopg.Connection[tuple[Any, ...]]

OLDEST = timedelta(hours=72)
LONGEST_LEASE = timedelta(minutes=15)


def breaches(database: Database, evidence: Evidence, *, force: ForceName, now: datetime) -> Sequence[Breach]:
    """Return every breach of every invariant in one force."""
    database.execute("SELECT set_config('waypost.force', %s, false)", [force])
    found = [
        *_one_outcome(database, evidence, force),
        *_sent_once(database, evidence, force),
        *_same_ledgers(database, evidence, force),
        *_nothing_old(database, now),
        *_ask(database, Invariant.NEVER_BACK, STATUSES),
        *_same_bytes(database, evidence, force),
        *_gates_passed(database),
        *_chain_whole(force, now),
        *_written_back(database, evidence, force),
        *_own_force(database, evidence, force),
    ]
    return [breach for breach in found if breach.ids]


def _ask(database: Database, invariant: Invariant, questions: dict[str, str]) -> Iterator[Breach]:
    """Ask questions whose every row is a breach; the first column is its id."""
    for what, statement in questions.items():
        yield Breach(invariant, what, tuple(str(row[0]) for row in database.execute(statement.encode())))


def _both_ways(invariant: Invariant, ours: Set[str], theirs: Set[str], who: str) -> Iterator[Breach]:
    yield Breach(invariant, f"in our books, {who} has it not", tuple(sorted(ours - theirs)))
    yield Breach(invariant, f"{who} has it, it is not in our books", tuple(sorted(theirs - ours)))


def _column(database: Database, statement: str) -> Set[str]:
    return {str(row[0]) for row in database.execute(statement.encode())}


def _one_outcome(database: Database, evidence: Evidence, force: ForceName) -> Iterator[Breach]:
    """I1: what was pushed is known, every event was read once, and each decision has its message or its reason."""
    if evidence.pushed is not None:
        known = _column(database, INTAKE)
        yield from _both_ways(Invariant.ONE_OUTCOME, known, evidence.pushed.get(force, set()), "the source")
    yield from _ask(database, Invariant.ONE_OUTCOME, OUTCOMES)


def _sent_once(database: Database, evidence: Evidence, force: ForceName) -> Iterator[Breach]:
    """I2: the provider has each reference once, and no two messages are the same promise."""
    times = Counter(taken.reference for taken in _of(evidence, force))
    yield Breach(
        Invariant.SENT_ONCE, "the provider has it more than once", tuple(sorted(r for r, n in times.items() if n > 1))
    )
    yield from _ask(database, Invariant.SENT_ONCE, TWICE)


def _same_ledgers(database: Database, evidence: Evidence, force: ForceName) -> Iterator[Breach]:
    """I3: what we have as accepted is what the provider has."""
    theirs = {taken.reference for taken in _of(evidence, force)}
    yield from _both_ways(Invariant.SAME_LEDGERS, _column(database, ACCEPTED), theirs, "the provider")


def _nothing_old(database: Database, now: datetime) -> Iterator[Breach]:
    """I4: nothing on its way for more than 72 hours, nothing leased for more than 15 minutes."""
    for what, statement, age in (("on its way", OLD, OLDEST), ("leased", LONG_LEASED, LONGEST_LEASE)):
        rows = database.execute(statement.encode(), [now - age])
        yield Breach(Invariant.NOTHING_OLD, f"{what} for more than {age}", tuple(str(row[0]) for row in rows))


def _same_bytes(database: Database, evidence: Evidence, force: ForceName) -> Iterator[Breach]:
    """I6: the bytes that the provider has are those of the attempt, and those are its template with its values."""
    ours = {str(reference): str(digest) for reference, digest in database.execute(DIGESTS.encode())}
    other = (
        taken.reference for taken in _of(evidence, force) if ours.get(taken.reference) not in {None, taken.body_digest}
    )
    yield Breach(Invariant.SAME_BYTES, "the provider has other words", tuple(sorted(set(other))))
    yield Breach(Invariant.SAME_BYTES, "not its template with its values", tuple(unlike_their_template(database)))


def _gates_passed(database: Database) -> Iterator[Breach]:
    """I7: at the instant of sending every gate was asked and said yes."""
    names = [gate.name for gate in ALL_GATES]
    stopped, unasked = [], []
    for reference, answers in database.execute(GATES.encode()):
        if any(answer["answer"] != AnswerKind.PASS for answer in answers):
            stopped.append(str(reference))
        if [answer["name"] for answer in answers] != names:
            unasked.append(str(reference))
    yield Breach(Invariant.GATES_PASSED, "a gate did not say yes", tuple(stopped))
    yield Breach(Invariant.GATES_PASSED, "not every gate was asked", tuple(unasked))


def _chain_whole(force: ForceName, now: datetime) -> Iterator[Breach]:
    """I8: the ledger's chain is whole, and each hand-over stands in it exactly once."""
    verified = verify(Check(force, (), now, lambda _: None))
    found: dict[str, list[str]] = {}
    for broken in verified.breaks:
        found.setdefault(broken.kind.value, []).append(str(broken.entry or broken.reference))
    for kind, ids in found.items():
        yield Breach(Invariant.CHAIN_WHOLE, kind, tuple(ids))


def _written_back(database: Database, evidence: Evidence, force: ForceName) -> Iterator[Breach]:
    """I9: what a victim wrote is one entry in the crime system, and the entries of a case came in order."""
    yield from _ask(database, Invariant.WRITTEN_BACK, UNWRITTEN)
    if evidence.crime_system is None:
        return
    theirs = [entry.waypost_id for entry in evidence.crime_system if entry.force == force]
    twice = tuple(sorted(one for one, times in Counter(theirs).items() if times > 1))
    yield Breach(Invariant.WRITTEN_BACK, "the crime system has it more than once", twice)
    rows = [(str(one), int(case_id), str(state)) for one, case_id, state in database.execute(OUTBOX.encode())]
    taken = {one for one, _, state in rows if state == "taken"}
    yield from _both_ways(Invariant.WRITTEN_BACK, taken, set(theirs), "the crime system")
    place = {one: number for number, one in enumerate(theirs)}
    last: dict[int, int] = {}
    late = []
    for one, case_id, _ in rows:
        if one in place:
            if place[one] < last.get(case_id, -1):
                late.append(one)
            last[case_id] = max(place[one], last.get(case_id, -1))
    yield Breach(Invariant.WRITTEN_BACK, "came out of order", tuple(late))


def _own_force(database: Database, evidence: Evidence, force: ForceName) -> Iterator[Breach]:
    """I10: no row stands with another force's, and no text left by another force's account."""
    yield from _ask(database, Invariant.OWN_FORCE, FOREIGN)
    if evidence.services:
        ours = _column(database, ACCEPTED)
        wrong = (
            taken.reference
            for taken in evidence.provider
            if taken.reference in ours and evidence.services.get(taken.service) != force
        )
        yield Breach(Invariant.OWN_FORCE, "left by another force's account", tuple(sorted(set(wrong))))


def _of(evidence: Evidence, force: ForceName) -> Sequence[Any]:
    """Return what the provider took by the force's account; where accounts are not told apart, all."""
    if not evidence.services:
        return evidence.provider
    return [taken for taken in evidence.provider if evidence.services.get(taken.service) == force]
