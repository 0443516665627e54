"""
The simulator is the engine: the same snapshots through the doors, the database and the workers, at the same moments,
give the same lines, the same messages, at the same time, in the same words.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.models import Min
from pytest_django import Settings

from tests.integration.messages.world import FakeProvider
from tests.snapshots import ALLOCATED, ARREST, EN_ROUTE, RECORDED, REPORTED, a_source, changed, event, take
from waypost.access.forces import change_force
from waypost.access.models import Force
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.models import Case, Person, Place
from waypost.cases.places import Reader
from waypost.connectors.police_uk.book import load_book
from waypost.connectors.police_uk.reader import read_rows
from waypost.connectors.police_uk.replay import as_line, sort_rows, tell_in_order
from waypost.connectors.police_uk.replay import event as story_event
from waypost.connectors.police_uk.setting import Setting as ReplaySetting
from waypost.connectors.police_uk.timeframe import InItsMonth
from waypost.journeys.models import Decision
from waypost.journeys.operations import drain
from waypost.journeys.simulate.assumptions import Assumed
from waypost.journeys.simulate.contents import content_in_force
from waypost.journeys.simulate.engine import Engine
from waypost.journeys.simulate.snapshots import Incoming, read_incoming
from waypost.journeys.simulate.stage import Stage
from waypost.messages.models import Attempt, Message
from waypost.messages.operations import deliver
from waypost.messages.operations.receipts import DeliveryReceipt, take_receipt
from waypost.messages.values import UNSENT, Channel, DeliveryStatus, MessageState

FORCE = ForceName("anyshire")
SAMPLE = "waypost/connectors/police_uk/samples/2024-01-anyshire-street.csv"
RUN_ON = timedelta(days=2)
_OF_MESSAGES = {"send", "hold", "suppress", "task"}
_HAS_LEFT = {MessageState.HANDED_OVER.value, MessageState.DELIVERED.value}

Line = tuple[object, ...]


@pytest.fixture(autouse=True)
def _as_simulated(db: None, settings: Settings) -> None:
    """Set providers up where nobody listens, and hours that close at night."""
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    settings.NOTIFY_API_KEY = "demo-6d5c7a3e-0f43-4f0e-9a53-0d9f1f1f8a01-6d5c7a3e-0f43-4f0e-9a53-0d9f1f1f8a02"
    settings.NOTIFY_TEMPLATE_SMS = "6d5c7a3e-0f43-4f0e-9a53-0d9f1f1f8a03"
    settings.SMTP_URL = "smtp://127.0.0.1:9"
    settings.PRINT_FOLDER = "/nowhere/print"
    Force.objects.filter(name=FORCE).update(hours_from="08:00", hours_until="20:00")


def the_contracts_examples() -> Sequence[Mapping[str, Any]]:
    """
    A crime and its incident, one whose victim is owed a call or a draft first, a late revision, one repeated, one held
    and released, an evening, a cancelled visit.
    """
    evening = "2026-11-20T21:30:00+00:00"
    unknown = changed(ALLOCATED, revision=5, updated_at="2026-11-20T15:00:00+00:00", status="sideways")
    called_off = [{**one, "status": "cancelled"} for one in ALLOCATED["appointments"]]
    flagged = changed(RECORDED, reference="42260000777", flags=["domestic_abuse"])
    people = [{**RECORDED["people"][0], "enhanced": ["vulnerable"]}]
    owed_more = changed(RECORDED, reference="42260000778", people=people, occurred=None)
    return [
        _sent(REPORTED, "2026-11-20T06:41:00+00:00"),
        _sent(EN_ROUTE, "2026-11-20T09:20:00+00:00"),
        _sent(changed(RECORDED, incident_reference=EN_ROUTE["reference"]), "2026-11-20T09:30:00+00:00"),
        _sent(flagged, "2026-11-20T09:31:00+00:00"),
        _sent(owed_more, "2026-11-20T09:32:00+00:00"),
        _sent(changed(ALLOCATED, incident_reference=EN_ROUTE["reference"]), "2026-11-20T10:00:00+00:00"),
        _sent(RECORDED, "2026-11-20T10:01:00+00:00"),
        _sent(unknown, "2026-11-20T15:00:00+00:00"),
        _sent(changed(ALLOCATED, revision=6, appointments=called_off), "2026-11-20T16:00:00+00:00"),
        _sent(changed(ARREST, revision=7), evening),
        _sent(changed(flagged, revision=2, flags=[]), evening),
    ]


def the_sample_of_real_crime() -> Sequence[Mapping[str, Any]]:
    """Every row of the sample file, each with its whole story."""
    book = load_book()
    rows = sort_rows(read_rows(Path(SAMPLE), limit=None), book=book, seed=1)
    setting = ReplaySetting(book, 1, FORCE, InItsMonth())
    return [
        json.loads(as_line(story_event(story, index, setting=setting)))
        for story, index in tell_in_order(rows.found, setting=setting)
    ]


NO_CAPS, CAPS = "{}", '{"per_case_a_day": 1, "per_contact_a_day": 3}'


@pytest.mark.parametrize(
    ("record", "caps"),
    # The sample once, as it takes long: with the caps, which every new force has.
    [(the_contracts_examples, NO_CAPS), (the_contracts_examples, CAPS), (the_sample_of_real_crime, CAPS)],
)
def test_the_simulator_decides_says_and_sends_what_the_running_system_does(record: Any, caps: str) -> None:
    events = record()
    change_force(FORCE, changes={"caps": caps}, by=OPERATOR, now=datetime(2024, 1, 1, tzinfo=UTC))
    incoming = sorted((read_incoming(json.dumps(each).encode()) for each in events), key=lambda each: each.at)
    until = incoming[-1].at + RUN_ON

    lines, messages = _simulate(incoming, until=until)
    _run_live(events, until=until)

    assert lines == _live_lines()
    assert messages == _live_messages()
    assert any(state == MessageState.DELIVERED for *_, state, _, _ in messages)


def _sent(document: Mapping[str, Any], at: str) -> dict[str, Any]:
    kind = "incident" if "grade" in document else "case"
    return {
        "specversion": "1.0",
        "id": f"{document['reference']}/{document['revision']}",
        "source": "urn:test",
        "type": f"org.waypost.{kind}.v1",
        "subject": document["reference"],
        "time": at,
        "data": document,
    }


def _simulate(incoming: Sequence[Incoming], *, until: datetime) -> tuple[list[Line], list[Line]]:
    settings = Assumed().settings_of(None)([FORCE])
    stage = Stage(Engine.of(content_in_force(), settings=settings, until=until))
    rehearsed = stage.play(incoming)
    lines = [
        (line.case, line.at, line.person, line.journey, line.version, line.step, line.trigger, line.template,
         line.decision, line.reason)
        for line in rehearsed.lines
        if line.message is None
    ]  # fmt: skip
    return sorted(lines, key=repr), sorted(
        (_of_row(message.row, fate.case, message.rendered.body if message.rendered else "")
         for message, fate in zip(stage.mailbox.messages, rehearsed.fates, strict=True)),
        key=repr,
    )  # fmt: skip


def _of_row(row: Message, case: str, body: str) -> Line:
    has_left = row.state in _HAS_LEFT
    return (
        case, row.person_ref, row.journey, row.template, row.template_version, row.text_key, row.step, row.visit,
        Channel(row.channel), row.trigger, row.item, row.planned_at, row.expires_at, row.duty,
        _plain(body) if has_left else "",
        MessageState.DELIVERED if has_left else MessageState(row.state), row.reason, None if has_left else row.owner,
    )  # fmt: skip


def _plain(body: str) -> str:
    """Return the words without the invitation's address, which is drawn at random."""
    return " ".join(word for word in body.split() if "/i/" not in word)


def _run_live(events: Sequence[Mapping[str, Any]], *, until: datetime) -> None:
    """Push each event at its time, and let workers look whenever something is due."""
    source = a_source("rms", now=datetime(2024, 1, 1, tzinfo=UTC))
    mail, phone = FakeProvider(name="smtp"), FakeProvider()
    waiting = sorted(events, key=lambda each: datetime.fromisoformat(each["time"]))
    while (now := _next_moment(waiting)) is not None and now <= until:
        while waiting and datetime.fromisoformat(waiting[0]["time"]) <= now:
            first = waiting.pop(0)
            result = take(source, event(first["data"], first["id"], subject=first["subject"]), now=now)
            assert result.rejected == ()
        _work(now, phone=phone, mail=mail)


def _work(now: datetime, *, phone: FakeProvider, mail: FakeProvider) -> None:
    for _ in range(20):
        decided = 0
        while cases := drain(FORCE, now=now).cases:
            decided += cases
        providers = {Channel.SMS: phone, Channel.EMAIL: mail, Channel.LETTER: mail}
        sent = len(phone.sent), len(mail.sent)
        report = deliver(FORCE, now_fn=lambda: now, providers=providers)
        for request in (*phone.sent[sent[0] :], *mail.sent[sent[1] :]):
            take_receipt(DeliveryReceipt(request.reference, "theirs", DeliveryStatus.DELIVERED, now), now=now)
        if not decided and not report.counts["looked_at"]:
            return
    raise AssertionError("there is no end of it")


def _next_moment(waiting: Sequence[Mapping[str, Any]]) -> datetime | None:
    with in_force(FORCE):
        unsent = Message.objects.filter(state__in=list(UNSENT))
        moments = [
            # The clocks and the worklist look for themselves; here nobody lets them.
            Place.objects.filter(reader=Reader.JOURNEYS).aggregate(at=Min("wake_at"))["at"],
            unsent.aggregate(at=Min("due_at"))["at"],
            unsent.aggregate(at=Min("expires_at"))["at"],
            datetime.fromisoformat(waiting[0]["time"]) if waiting else None,
        ]
    return min((moment for moment in moments if moment is not None), default=None)


def _live_lines() -> list[Line]:
    with in_force(FORCE):
        cases, people = dict(Case.objects.values_list("id", "reference")), dict(Person.objects.values_list("id", "ref"))
        rows = Decision.objects.order_by("id")
        return sorted(
            (
                (cases[row.case_id], row.at, people.get(row.person_id or 0), row.journey, row.version, row.step,
                 row.trigger, row.template, row.decision, row.reason)
                for row in rows
                if row.message_id is None or row.decision not in _OF_MESSAGES
            ),
            key=repr,
        )  # fmt: skip


def _live_messages() -> list[Line]:
    with in_force(FORCE):
        cases = dict(Case.objects.values_list("id", "reference"))
        bodies = dict(Attempt.objects.values_list("message_id", "body"))
        rows = list(Message.objects.all())
        return sorted((_of_row(row, cases[row.case_id], bodies.get(row.id, "")) for row in rows), key=repr)
