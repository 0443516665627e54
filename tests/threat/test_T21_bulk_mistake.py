"""
T21: a mistake sends 10,000 messages. Few leave, whether somebody presses stop or nobody does.

More than ten thousand messages wait for 950 made-up victims, and a worker hands them over as fast as it can.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

import pytest
from django.db import connection
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.messages.world import FORCE, NUMBER, FakeProvider, World, a_world, carried, plan
from waypost.access.forces import change_force
from waypost.access.values import OPERATOR, Actor, ActorKind
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.cases.models import Case, Person
from waypost.messages.guard_models import BulkWish
from waypost.messages.guards import CanaryKind, Together
from waypost.messages.models import Message
from waypost.messages.operations import deliver
from waypost.messages.operations.bulk import SamePerson, Wanted, agree, ask_for
from waypost.messages.operations.recalling import RecallKind
from waypost.messages.operations.stopping import Target, stop
from waypost.messages.providers import SendAnswer, SendRequest
from waypost.messages.stops import StopKind

PEOPLE, EACH = 950, 11
TEXT = Target(StopKind.TEMPLATE, "crime_recorded_adult")
ANNA, BEN = Actor(ActorKind.STAFF, "anna"), Actor(ActorKind.STAFF, "ben")


@dataclass
class Watched(FakeProvider):
    """Takes everything at once; when it has taken `press_at`, `press` is done, by the thread that hands over."""

    press_at: int = 0
    press: Callable[[], object] = lambda: None
    lock: Lock = field(default_factory=Lock)

    def send(self, request: SendRequest) -> SendAnswer:
        with self.lock:
            answer = self.take(request)
            if len(self.sent) == self.press_at:
                self.press()
                connection.close()
        return answer


@pytest.fixture
def flood(committed_db: None, now: datetime, settings: Settings) -> World:
    """More than ten thousand messages are due in a force with the guards that every force has."""
    settings.NOTIFY_BASE_URL = "http://127.0.0.1:9"
    settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_SMS = DEMO_API_KEY, SMS_TEMPLATE_ID
    world = a_world(now)
    change_force(FORCE, changes={"guards": "{}"}, by=OPERATOR, now=now)
    first = plan(world, journey="crime-recorded")
    with in_force(FORCE):
        case, person = Case.objects.get(), Person.objects.get()
        cases = Case.objects.bulk_create([a_copy_of(case, number) for number in range(PEOPLE)])
        people = Person.objects.bulk_create([a_person_like(person, one, number) for number, one in enumerate(cases)])
        message = Message.objects.get(id=first.message_id)
        Message.objects.bulk_create(
            [like(message, one, number * EACH + nth) for number, one in enumerate(people) for nth in range(EACH)]
        )
        assert Message.objects.filter(state="queued").count() == PEOPLE * EACH + 1
    return world


def a_copy_of(case: Case, number: int) -> Case:
    text = json.dumps(case.applied)
    for old, new in ((case.reference, f"4226100{number:04}"), (NUMBER, phone(number)), ("07700 900001", phone(number))):
        text = text.replace(old, new)
    applied = json.loads(text)
    copied = Case.objects.get(pk=case.pk)
    copied.pk, copied.reference, copied.applied = None, f"4226100{number:04}", applied
    copied.linked, copied.counterpart = [], ""
    return copied


def a_person_like(person: Person, case: Case, number: int) -> Person:
    return Person(
        force=person.force, case=case, ref=person.ref, roles=person.roles, mobile_key=phone(number), is_present=True
    )


def like(message: Message, person: Person, number: int) -> Message:
    kept = {one.attname: getattr(message, one.attname) for one in Message._meta.concrete_fields}
    new = {"id": new_id(), "case_id": person.case_id, "person_id": person.pk, "run_id": 1_000_000 + number}
    return Message(**(kept | new))


def phone(number: int) -> str:
    return f"+447700900{number + 2:03}"


def run(provider: FakeProvider, now: datetime, *, passes: int = 1) -> None:
    for _ in range(passes):
        deliver(FORCE, now_fn=lambda: now, providers=carried(provider))


def look_and_let_go(now: datetime) -> None:
    """Let two people agree that all of it goes."""
    for kind, target in (
        (CanaryKind.TEXT, "en/crime_recorded_adult"),
        (CanaryKind.JOURNEY, "crime-recorded"),
        (CanaryKind.FORCE, ""),
    ):
        asked = ask_for(
            Wanted(Together.LET_GO, kind.value, target), reason="Read, and right", force=FORCE, by=ANNA, now=now
        )
        if asked.wish is not None:
            agree(asked.wish, force=FORCE, by=BEN, now=now)


def test_of_ten_thousand_few_leave_whether_somebody_presses_stop_or_nobody_looks(flood: World, now: datetime) -> None:
    # Nobody looks.
    first = Watched()
    run(first, now)
    run(first, now + timedelta(hours=5))
    assert len(first.sent) == 20

    # Two have looked, and then somebody presses stop.
    look_and_let_go(now)
    provider = Watched(press_at=100, press=lambda: stop(TEXT, reason="A mistake", force=FORCE, by=ANNA, now=now))
    run(provider, now + timedelta(hours=6))
    assert 100 <= len(provider.sent) < 150
    with in_force(FORCE):
        left = Message.objects.filter(state__in=["handed_over", "leased", "in_doubt"]).count()
    assert left == len(first.sent) + len(provider.sent)

    # What waits is taken back, by two people, and nothing of it leaves.
    wanted = Wanted(Together.RECALL, RecallKind.TEMPLATE, TEXT.name)
    asked = ask_for(wanted, reason="The text is wrong", force=FORCE, by=ANNA, now=now)
    assert asked.wish is not None
    with pytest.raises(SamePerson):
        agree(asked.wish, force=FORCE, by=ANNA, now=now)
    assert agree(asked.wish, force=FORCE, by=BEN, now=now) == PEOPLE * EACH + 1 - left
    with in_force(FORCE):
        assert BulkWish.objects.get(act=Together.RECALL).reached == PEOPLE * EACH + 1 - left
        ended = Message.objects.exclude(state="handed_over").values_list("state", "reason", "owner")
        assert set(ended) == {("suppressed", "recalled", "oic")}
