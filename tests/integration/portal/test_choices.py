"""Not me, and what a victim does not want: with a real database, through the pages."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TypeVar

import pytest
from django.test import Client

from tests.integration.messages.world import FakeProvider, carried
from tests.integration.portal.world import FORCE, OFFICER, SAFE_PLAN, Invited, a_case, codes_on, wait_for_code
from waypost.access.models import Grant, Invitation
from waypost.access.sign_in import unlock_invitation
from waypost.access.values import OPERATOR
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.cases.models import FrozenContact, OptOut, OutboxItem, TimelineEvent
from waypost.cases.queries import delivery_facts
from waypost.journeys.operations import drain
from waypost.messages.models import Message
from waypost.messages.operations import deliver
from waypost.portal.courier import _threads
from waypost.worklist.models import Item

pytestmark = pytest.mark.usefixtures("committed_db")
_Row = TypeVar("_Row")
NOBODYS = "/i/aaaaaaaaaaaaaaaaaaaaaaaaaa/not-me/"


@pytest.fixture(autouse=True)
def _settled(committed_db: None) -> Iterator[None]:
    yield
    settle()


@pytest.fixture
def now() -> datetime:
    """Views ask the clock themselves."""
    return clock.now()


def settle() -> None:
    """Wait for what happens beside a request."""
    _threads().shutdown(wait=True)
    _threads.cache_clear()


def disown(client: Client, invited: Invited) -> None:
    assert client.post(f"{invited.path}not-me/", {"answer": "no"}).headers["Location"] == "/not-me/"
    settle()


def sign_in(client: Client, invited: Invited, phone: str, *, codes: int = 1) -> str:
    client.post(invited.path)
    code = wait_for_code(phone, count=codes)
    answer = {"day": "12", "month": "4", "year": "1988"}
    return client.post(f"{invited.path}code/", {"code": code, **answer}).headers.get("Location", "")


def send_everything(now: datetime) -> FakeProvider:
    """Decide and deliver all that is due; return who carried it."""
    provider = FakeProvider()
    drain(FORCE, now=now)
    deliver(FORCE, now_fn=lambda: now, providers=carried(provider))
    return provider


def rows(read: Callable[[], _Row]) -> _Row:
    with in_force(FORCE):
        return read()


@pytest.mark.usefixtures("phone")
def test_who_was_written_to_by_mistake_freezes_what_the_text_came_to(now: datetime) -> None:
    invited = a_case(now)
    assert send_everything(now).sent

    disown(Client(), invited)

    assert rows(lambda: list(FrozenContact.objects.values_list("kind", "key"))) == [("phone", "+447700900001")]
    assert rows(lambda: TimelineEvent.objects.filter(kind="contact.not_me").count()) == 1


@pytest.mark.usefixtures("phone")
def test_nothing_goes_to_a_disowned_contact_any_more(now: datetime) -> None:
    invited = a_case(now)
    send_everything(now)

    disown(Client(), invited)
    other = {"code": "104", "title": "Theft of a pedal cycle", "group": "bicycle-theft"}
    a_case(now, reference="42260000888", offence=other, people=[_same_number_elsewhere()])

    assert send_everything(now + timedelta(hours=1)).sent == []
    assert "contact_frozen" in rows(lambda: set(Message.objects.filter(state="held").values_list("reason", flat=True)))


def test_the_records_desk_is_asked_once_however_often_it_is_said(now: datetime) -> None:
    invited = a_case(now)

    disown(Client(), invited)
    disown(Client(), invited)

    items = rows(lambda: list(Item.objects.filter(matter="contact_not_me").values_list("kind", "desk", "state")))
    assert items == [("mend", "records", "open")]


def test_a_disowned_invitation_is_shut_and_visits_under_it_end(now: datetime, phone: str) -> None:
    invited, victim = a_case(now), Client()
    case = sign_in(victim, invited, phone)
    assert victim.get(case).status_code == 200

    disown(Client(), invited)

    assert victim.get(case).status_code == 404
    assert rows(lambda: Invitation.objects.get(token=invited.token).locked_at) is not None
    Client().post(invited.path)
    settle()
    assert len(codes_on(phone)) == 1


def test_who_is_unlocked_by_staff_gets_her_case_back(now: datetime, phone: str) -> None:
    invited, victim = a_case(now), Client()
    sign_in(victim, invited, phone)
    disown(Client(), invited)
    unlock_invitation(invited.person_id, force=FORCE, by=OPERATOR, now=now)
    with in_force(FORCE):
        FrozenContact.objects.update(lifted_at=now)

    case = sign_in(Client(), invited, phone, codes=2)

    assert case.startswith("/case/")
    assert Grant.objects.get(person_id=invited.person_id).revoked_at is None


def test_a_machine_that_posts_the_form_as_it_stands_freezes_nothing(now: datetime) -> None:
    invited = a_case(now)

    answer = Client().post(f"{invited.path}not-me/", {})

    assert "Say whether the message was for you" in answer.content.decode()
    assert rows(FrozenContact.objects.count) == 0


def test_who_says_it_was_for_them_is_led_to_the_code(now: datetime) -> None:
    invited = a_case(now)

    answer = Client().post(f"{invited.path}not-me/", {"answer": "yes"})

    assert answer.headers["Location"] == invited.path
    assert rows(FrozenContact.objects.count) == 0


def test_a_token_that_finds_nothing_looks_no_different(now: datetime) -> None:
    invited = a_case(now)
    known, unknown = Client().get(f"{invited.path}not-me/"), Client().get(NOBODYS)

    assert _without_tokens(known.content, invited.token) == _without_tokens(unknown.content, "a" * 26)
    assert Client().post(NOBODYS, {"answer": "no"}).headers["Location"] == "/not-me/"
    settle()
    assert rows(FrozenContact.objects.count) == 0


def test_a_choice_holds_at_once_and_the_crime_system_learns_it(now: datetime, phone: str) -> None:
    invited, victim = a_case(now), Client()
    case = sign_in(victim, invited, phone)

    saved = victim.post(f"{case}choices/", {"refused": ["texts", "opinion"]}, follow=True)

    assert "We have kept your choice" in saved.content.decode()
    assert rows(lambda: set(OptOut.objects.values_list("channel", "purpose"))) == {("sms", ""), ("", "survey")}
    said = rows(lambda: [item.payload["text"] for item in OutboxItem.objects.filter(kind="victim_message")])
    assert any("text messages" in text for text in said)


def test_the_officer_is_asked_to_tell_what_must_be_told(now: datetime, phone: str) -> None:
    invited, victim = a_case(now, officer=OFFICER), Client()
    case = sign_in(victim, invited, phone)

    victim.post(f"{case}choices/", {"refused": ["texts", "emails"]})

    items = rows(lambda: list(Item.objects.filter(matter="contact_choices").values_list("kind", "desk", "owner")))
    assert items == [("mend", "oic", "4471")]


def test_the_page_shows_what_was_chosen_and_takes_it_back(now: datetime, phone: str) -> None:
    invited, victim = a_case(now), Client()
    case = sign_in(victim, invited, phone)
    victim.post(f"{case}choices/", {"refused": ["texts"]})

    assert 'value="texts" checked' in " ".join(victim.get(f"{case}choices/").content.decode().split())
    victim.post(f"{case}choices/", {})

    with in_force(FORCE):
        assert delivery_facts([invited.person_id], force=FORCE)[invited.person_id].opt_outs == ()


def test_the_same_form_twice_is_one_choice(now: datetime, phone: str) -> None:
    invited, victim = a_case(now), Client()
    case = sign_in(victim, invited, phone)

    for _ in range(2):
        victim.post(f"{case}choices/", {"refused": ["news"]})

    assert rows(OptOut.objects.count) == 1


def test_where_contact_may_be_dangerous_only_an_officer_starts_messages_again(now: datetime, phone: str) -> None:
    person = {**_victim(), "contact_plan": {**SAFE_PLAN, "channels": ["sms", "portal"]}}
    invited, victim = a_case(now, flags=["domestic_abuse"], people=[person]), Client()
    victim.post(invited.path)
    code = wait_for_code(phone)
    case = victim.post(f"{invited.path}code/", {"code": code, "fact": "blue kettle"}).headers["Location"]
    victim.post(f"{case}choices/", {"refused": ["texts"]})

    answer = victim.post(f"{case}choices/", {})

    assert "Ask your officer to start these messages again" in answer.content.decode()
    assert rows(lambda: OptOut.objects.filter(withdrawn_at=None).count()) == 1


def test_another_victims_choices_cannot_be_seen_or_made(now: datetime, phone: str) -> None:
    invited, victim = a_case(now), Client()
    case = sign_in(victim, invited, phone)

    assert Client().get(f"{case}choices/").headers["Location"] == "/"
    assert victim.get("/case/bbbbbbbbbbbbbbbbbbbbbbbbbb/choices/").status_code == 404


def _without_tokens(page: bytes, token: str) -> list[str]:
    lines = page.decode().replace(token, "TOKEN").splitlines()
    return [line for line in lines if "csrfmiddlewaretoken" not in line]


def _victim() -> dict[str, object]:
    contact = {"mobile": "07700 900001", "email": "amina@example.org", "postcode": "TS5 4AB"}
    name = {"given_name": "Amina", "family_name": "Madeup", "date_of_birth": "1988-04-12"}
    return {"id": "p1", "roles": ["victim"], "kind": "person", **name, "contact": contact}


def _same_number_elsewhere() -> dict[str, object]:
    return {**_victim(), "contact": {"mobile": "+44 7700 900001", "postcode": "TS5 4AB"}}
