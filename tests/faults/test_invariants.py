"""Each of the ten invariants of the drills holds after a plain run, and is seen to be broken where it is."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from uuid import uuid4

import psycopg
import pytest
from pytest_django import Settings

from bench.events import Story, recorded
from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from drills.evidence import Entry, Evidence, Invariant, Taken
from drills.invariants import Database, breaches
from tests.integration.messages.world import FORCE, FakeProvider, World, carried
from waypost.base import clock
from waypost.cases.operations import NewSource, add_source, claim_outbox, mark_outbox_taken
from waypost.cases.values import SourceState
from waypost.journeys.operations import drain
from waypost.messages.ledger.sealing import seal
from waypost.messages.operations import DeliveryReceipt, deliver, take_receipt, write_to_officer
from waypost.messages.values import DeliveryStatus

pytestmark = pytest.mark.faults

SERVICE = "12345678-1234-1234-1234-123456789012"


@dataclass(frozen=True)
class Run:
    """A plain run: what others hold of it, and the owner's view of the database."""

    evidence: Evidence
    database: Database
    now: datetime

    def broken(self, evidence: Evidence) -> set[Invariant]:
        found = breaches(self.database, evidence, force=FORCE, now=self.now)
        return {breach.invariant for breach in found}

    def broken_by(self, *statements: str) -> set[Invariant]:
        """Plant broken rows as the owner, look, and take them back."""
        with self.database.transaction(force_rollback=True):
            for table in ("messages_message", "messages_attempt"):
                self.database.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
            for statement in statements:
                assert self.database.execute(statement.encode()).rowcount != 0, statement
            return self.broken(self.evidence)


@pytest.fixture
def run(committed_db: None, settings: Settings) -> Iterator[Run]:
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_SMS = DEMO_API_KEY, SMS_TEMPLATE_ID
    world = _a_new_crime(clock.now())
    _decide()
    provider = FakeProvider()
    deliver(FORCE, now_fn=clock.now, providers=carried(provider))
    for sent in provider.sent:
        take_receipt(DeliveryReceipt(sent.reference, "theirs", DeliveryStatus.SENDING, None), now=clock.now())
        take_receipt(DeliveryReceipt(sent.reference, "theirs", DeliveryStatus.DELIVERED, None), now=clock.now())
    write_to_officer(world.person_id(), text="Any news?", waypost_id=uuid4(), force=FORCE, now=clock.now())
    # What was written and told is on the timeline too.
    _decide()
    entries = list(_written_back(world))
    seal(FORCE, now=clock.now())
    taken = [Taken(sent.reference, SERVICE, sha256(sent.body.encode()).hexdigest()) for sent in provider.sent]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as database:
        database.execute("SELECT set_config('waypost.force', %s, false)", [FORCE])
        pushed = {str(row[0]) for row in database.execute("SELECT event_id FROM cases_intake_event")}
        evidence = Evidence(taken, {SERVICE: FORCE}, entries, {FORCE: pushed})
        yield Run(evidence, database, clock.now())


def _decide() -> None:
    while drain(FORCE, now=clock.now()).cases:
        pass


def _a_new_crime(now: datetime) -> World:
    added = add_source(NewSource(FORCE, "rms", "push", SourceState.LIVE), now=now)
    return World(added.id, {}, now).send(dict(recorded(1, Story(FORCE, now))["data"]))


def _written_back(world: World) -> Iterator[Entry]:
    lease = timedelta(minutes=1)
    while items := claim_outbox(world.source_id, force=FORCE, limit=5, lease=lease, now=clock.now()):
        for item in items:
            yield Entry(FORCE, str(item.waypost_id))
            mark_outbox_taken(item.waypost_id, force=FORCE, now=clock.now())


def test_after_a_plain_run_every_invariant_holds(run: Run) -> None:
    assert len(run.evidence.provider) >= 1
    assert len(run.evidence.crime_system or ()) >= 2
    assert breaches(run.database, run.evidence, force=FORCE, now=run.now) == []


ROWS: list[tuple[Invariant, str]] = [
    (Invariant.ONE_OUTCOME, "UPDATE cases_place SET place = 0 WHERE reader = 'journeys'"),
    (Invariant.ONE_OUTCOME, "DELETE FROM cases_intake_event"),
    (
        Invariant.ONE_OUTCOME,
        "INSERT INTO journeys_pass (force, case_id, at, place, has_more, facts, runs, events, versions, settings)"
        " SELECT force, case_id, at, place, has_more, facts, runs, events, versions, settings FROM journeys_pass",
    ),
    (Invariant.NOTHING_OLD, "UPDATE messages_message SET state = 'leased', state_at = now() - interval '1 hour'"),
    (Invariant.NOTHING_OLD, "UPDATE messages_message SET state = 'in_doubt', state_at = now() - interval '4 days'"),
    (Invariant.NEVER_BACK, "UPDATE messages_attempt SET status = 'sending'"),
    (Invariant.SAME_BYTES, "UPDATE messages_attempt SET body = body || '.'"),
    (Invariant.SAME_BYTES, "UPDATE messages_attempt SET body_digest = md5('other')"),
    (Invariant.GATES_PASSED, """UPDATE messages_attempt SET gates = jsonb_set(gates, '{2,answer}', '"hold"')"""),
    (Invariant.GATES_PASSED, "UPDATE messages_attempt SET gates = gates - 1"),
    (Invariant.SAME_LEDGERS, "UPDATE messages_attempt SET accepted_at = NULL"),
    (Invariant.WRITTEN_BACK, "UPDATE cases_outbox SET state = 'waiting' WHERE kind = 'victim_message'"),
    (Invariant.WRITTEN_BACK, "UPDATE cases_outbox SET number = 100 - number"),
    (Invariant.OWN_FORCE, "UPDATE messages_reference SET force = 'borsetshire'"),
]


def test_every_broken_row_is_seen(run: Run) -> None:
    unseen = [(invariant, statement) for invariant, statement in ROWS if invariant not in run.broken_by(statement)]

    assert unseen == []


def test_the_same_promise_twice_is_seen(run: Run) -> None:
    # As it would be without the unique key.
    names = run.database.execute(
        b"SELECT string_agg(quote_ident(column_name), ', ') FROM information_schema.columns"
        b" WHERE table_name = 'messages_message' AND column_name <> 'id'"
    ).fetchone()
    assert names is not None
    every = str(names[0])

    assert Invariant.SENT_ONCE in run.broken_by(
        "DROP INDEX messages_message_once",
        f"INSERT INTO messages_message (id, {every}) SELECT gen_random_uuid(), {every} FROM messages_message",
    )


def _change(run: Run, change: Callable[[Evidence], Evidence]) -> set[Invariant]:
    return run.broken(change(run.evidence))


def test_every_difference_to_what_others_hold_is_seen(run: Run) -> None:
    first = run.evidence.provider[0]
    entries = list(run.evidence.crime_system or ())
    stranger = replace(first, reference=str(uuid4()))

    def provider(*taken: Taken) -> Evidence:
        return replace(run.evidence, provider=[*run.evidence.provider, *taken])

    assert Invariant.SENT_ONCE in run.broken(provider(first))
    assert Invariant.SAME_LEDGERS in run.broken(provider(stranger))
    assert Invariant.SAME_LEDGERS in run.broken(replace(run.evidence, provider=[]))
    assert Invariant.SAME_BYTES in run.broken(replace(run.evidence, provider=[replace(first, body_digest="other")]))
    assert Invariant.OWN_FORCE in run.broken(replace(run.evidence, services={SERVICE: "borsetshire"}))
    assert Invariant.ONE_OUTCOME in run.broken(replace(run.evidence, pushed={FORCE: {"never arrived"}}))
    assert Invariant.WRITTEN_BACK in run.broken(replace(run.evidence, crime_system=[*entries, entries[0]]))
    assert Invariant.WRITTEN_BACK in run.broken(replace(run.evidence, crime_system=entries[1:]))
    assert Invariant.WRITTEN_BACK in run.broken(replace(run.evidence, crime_system=entries[::-1]))


def test_a_changed_ledger_is_seen(run: Run) -> None:
    run.database.execute(b"ALTER TABLE messages_ledger_contents DISABLE TRIGGER USER")
    try:
        run.database.execute(b"UPDATE messages_ledger_contents SET contents = contents || ' '")
        assert run.broken(run.evidence) == {Invariant.CHAIN_WHOLE}
    finally:
        run.database.execute(b"ALTER TABLE messages_ledger_contents ENABLE TRIGGER USER")
