"""What no record says is announced after a look at who would be told, by two people where it is many; threads close."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.console.desk import Browser, audit, signed_in
from tests.integration.messages.world import FORCE, World, a_world
from tests.staff import HALL, SHAW
from waypost.access.forces import change_force
from waypost.access.models import Account, Grant
from waypost.access.staff import NewStaff
from waypost.access.values import OPERATOR, StaffRole
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order
from waypost.cases.models import TimelineEvent
from waypost.journeys.models import Run
from waypost.messages.models import Message
from waypost.messages.operations import write_to_officer
from waypost.messages.operations.closing_threads import closed_threads
from waypost.worklist.announcements.models import Announced
from waypost.worklist.announcements.operations import go_on
from waypost.worklist.announcements.queries import newest_announcements

pytestmark = pytest.mark.django_db
ADMIN = NewStaff("A001", "Kit Lane", "Systems", frozenset({StaffRole.ADMINISTRATOR}))
OTHER = NewStaff("A002", "Max Lane", "Systems", frozenset({StaffRole.ADMINISTRATOR}))
WHY = "Letters went to wrong addresses; made up."
BREACH, OUTAGE = "announcements/breach/", "announcements/outage/"


@pytest.fixture(autouse=True)
def providers(settings: Settings) -> None:
    """Set Notify and a mail server up, at addresses where nobody listens."""
    settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = "http://127.0.0.1:9", DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS, settings.SMTP_URL = SMS_TEMPLATE_ID, "smtp://127.0.0.1:9"


@pytest.fixture
def world(db: None) -> World:
    made = a_world(clock.now())
    change_force(FORCE, changes={"phases": "1,2"}, by=OPERATOR, now=made.now)
    return made


@pytest.fixture
def admin(world: World) -> Browser:
    return signed_in(world.now, ADMIN)


def events(kind: str) -> list[TimelineEvent]:
    with in_force(FORCE):
        return list(TimelineEvent.objects.filter(force=FORCE, kind=kind).order_by("id"))


def written() -> tuple[int, int]:
    with in_force(FORCE):
        return Message.objects.count(), Run.objects.count()


def has_signed_in(world: World) -> None:
    account = Account.objects.create(force=FORCE, created_at=world.now)
    Grant.objects.create(
        account=account, force=FORCE, case_id=world.case_id, person_id=world.person_id(), created_at=world.now
    )


def typed(world: World, **fields: str) -> dict[str, str]:
    return {"once": str(uuid4()), "references": str(world.document["reference"]), "why": WHY, **fields}


def tell_all() -> None:
    while go_on(FORCE, now=clock.now()):
        pass


def test_a_breach_is_announced_once_after_a_look_that_changes_nothing(world: World, admin: Browser) -> None:
    form, before = typed(world), written()

    looked = admin.post(BREACH, **form).words
    nothing_yet = (events("breach.confirmed"), newest_announcements(FORCE, limit=5), written())
    for _ in range(2):
        admin.post(BREACH, **form, sure="yes")
    tell_all()

    assert "Who would be told" in looked
    assert "One person or case is named." in looked
    assert "waits for an officer" in looked
    assert nothing_yet == ([], [], before)
    (event,) = events("breach.confirmed")
    assert (event.case_id, event.person_ref, event.details) == (world.case_id, "p1", {})
    assert "Details were seen, sent or lost: announced" in admin.get("announcements/").words
    assert [one.fields[1:] for one in audit("announce.made")] == [["breach.confirmed", "1"]]


def test_a_reference_that_nobody_knows_is_said_and_nothing_is_kept(world: World, admin: Browser) -> None:
    form = typed(world, references=f"{world.document['reference']}\n42/nowhere/26")

    page = admin.post(BREACH, **form, sure="yes")

    assert "There is no crime with this reference: 42/nowhere/26." in page.words
    assert newest_announcements(FORCE, limit=5) == []


def test_what_reaches_many_waits_for_somebody_else(world: World, admin: Browser) -> None:
    change_force(FORCE, changes={"guards": '{"second_person_over": 1}'}, by=OPERATOR, now=world.now)
    second = a_world(world.now, reference="42260000002")
    form = typed(world, references=f"{world.document['reference']}\n{second.document['reference']}")

    looked = admin.post(BREACH, **form).words
    admin.post(BREACH, **form, sure="yes")
    tell_all()
    (waiting,) = newest_announcements(FORCE, limit=5)
    path = f"announcements/{waiting.announcement_id}/"
    own = admin.post(path, do="agree")
    untold = events("breach.confirmed")
    colleague = signed_in(world.now, OTHER)
    colleague.post(path, do="agree")
    tell_all()

    assert "A colleague must agree before anybody is told." in looked
    assert (own.status, untold, waiting.count) == (409, [], 2)
    assert "Agree, and announce it" not in admin.get("announcements/").words
    assert len(events("breach.confirmed")) == 2
    assert colleague.post(path, do="agree").status == 409


def test_who_asked_can_take_it_back_and_then_nobody_is_told(world: World, admin: Browser) -> None:
    change_force(FORCE, changes={"guards": '{"second_person_over": 1}'}, by=OPERATOR, now=world.now)
    second = a_world(world.now, reference="42260000002")
    admin.post(
        BREACH, **typed(world, references=f"{world.document['reference']}\n{second.document['reference']}"), sure="yes"
    )
    (waiting,) = newest_announcements(FORCE, limit=5)

    admin.post(f"announcements/{waiting.announcement_id}/", do="no")
    tell_all()

    assert events("breach.confirmed") == []
    assert [one.action for one in audit("announce.refused")] == ["announce.refused"]


def test_an_outage_is_told_in_every_case_that_somebody_has_signed_in_to(world: World, admin: Browser) -> None:
    a_world(world.now, reference="42260000002")
    has_signed_in(world)
    form = {"once": str(uuid4()), "why": WHY}

    looked = admin.post(OUTAGE, **form).words
    admin.post(OUTAGE, **form, sure="yes")
    tell_all()

    assert "1 person has signed in." in looked
    assert [one.case_id for one in events("service.outage")] == [world.case_id]
    (done,) = newest_announcements(FORCE, limit=5)
    assert (done.state, done.told) == ("done", 1)


def test_an_appeal_is_announced_from_its_case_by_its_own_people(world: World, admin: Browser) -> None:
    officer, path = signed_in(world.now, HALL), f"case/{world.case_id}/appeal/"
    form = {"once": str(uuid4()), "why": WHY}

    looked = officer.post(path, **form).words
    officer.post(path, **form, sure="yes")
    tell_all()

    assert "Tell the victim that an appeal to the public is planned" in officer.get(f"case/{world.case_id}/").words
    assert "waits for an officer" in looked
    assert [(one.case_id, one.person_ref) for one in events("media.appeal_planned")] == [(world.case_id, None)]
    assert admin.get(path).status == 403


@pytest.mark.parametrize("path", ["announcements/", BREACH, OUTAGE])
def test_nobody_announces_whose_role_does_not(world: World, path: str) -> None:
    supervisor = signed_in(world.now, SHAW)

    assert supervisor.get(path).status == 403
    assert supervisor.post(path, **typed(world), sure="yes").status in {403, 405}
    assert newest_announcements(FORCE, limit=5) == []


def test_of_whom_it_was_goes_with_the_case(world: World, admin: Browser) -> None:
    admin.post(BREACH, **typed(world), sure="yes")
    tell_all()
    world.change(lambda case: case.update(status="closed"))
    with in_force(FORCE):
        before = Announced.objects.count()

    erase(str(world.document["reference"]), Order(FORCE, "asked for", OPERATOR, world.now))

    with in_force(FORCE):
        assert (before, Announced.objects.count()) == (1, 0)


def test_a_thread_is_closed_and_opened_again(world: World) -> None:
    person = world.person_id()
    write_to_officer(person, text="Is there news?", waypost_id=uuid4(), force=FORCE, now=world.now - timedelta(hours=1))
    officer, path = signed_in(world.now, HALL), f"case/{world.case_id}/person/{person}/thread/"

    says = officer.get(f"{path}close/").words
    unread = officer.post(f"{path}close/").words
    officer.post(f"{path}close/", sure="yes")
    shut = closed_threads([person], force=FORCE)
    twice = officer.post(f"{path}close/", sure="yes").words
    page = officer.get(f"case/{world.case_id}/").words
    officer.post(f"{path}open/", sure="yes")

    assert "can no longer write to us online about this case" in says
    assert re.search(r"(Text message|Email) (goes|waits|is held)", says)
    assert "Tick that you have read" in unread
    assert shut == {person}
    assert "The thread is closed already." in twice
    assert "write online again" in page
    assert closed_threads([person], force=FORCE) == frozenset()
    assert [one.person_ref for one in events("message.thread_closed")] == ["p1"]
    assert len(audit("thread.closed")) == len(audit("thread.reopened")) == 1
