"""One case through the eyes of its victim, and of somebody whose case it is not."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.integration.portal.world import BIRTH, FORCE, OFFICER, SAFE_PLAN, VICTIM, Invited, a_case, take
from tests.staff import SHAW, a_member
from waypost.access.models import AuditEvent, Grant
from waypost.access.sign_in import find_invitation, make_code
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.models import OutboxItem, TimelineEvent
from waypost.messages.models import ThreadMessage
from waypost.messages.operations.closing_threads import close_thread, reopen_thread
from waypost.worklist.operations import hand_out

ONCE = "0190a1b2-1111-7000-8000-000000000001"


@pytest.fixture(autouse=True)
def _database(committed_db: None) -> None:
    """Commit, as a view does."""


@pytest.fixture
def now() -> datetime:
    """Views ask the clock themselves."""
    return clock.now()


def signed_in(invited: Invited, *, now: datetime) -> tuple[Client, str]:
    """Return a browser that is signed in, and the address of the case."""
    client = Client()
    session = client.session
    session["browser"] = "this one"
    session.save()
    client.cookies["session"] = session.session_key or ""
    found = find_invitation(invited.token, now=now)
    assert found is not None
    code = make_code(found, browser="this one", now=now)
    response = client.post(f"{invited.path}code/", {"code": code, **BIRTH})
    return client, response.headers["Location"]


def audited(action: str) -> list[tuple[int | None, list[str]]]:
    with in_force(FORCE):
        rows = AuditEvent.objects.filter(action=action).order_by("id")
        return [(row.person_id, row.fields) for row in rows]


def test_a_victim_sees_her_case_and_the_seeing_is_written_down(now: datetime) -> None:
    invited = a_case(now)
    client, path = signed_in(invited, now=now)

    page = client.get(path).content.decode()

    for words in ("42260000001", "We are looking into it", "PC Jo Hall", "4471", "Burglary of a home", "101"):
        assert words in page
    assert [person for person, _ in audited("portal.case_viewed")] == [invited.person_id]


def test_no_page_shows_her_name_number_or_birthday(now: datetime) -> None:
    client, path = signed_in(a_case(now), now=now)

    page = client.get(path).content.decode()

    for secret in ("Amina", "Madeup", "900001", "amina@", "TS5", "1988"):
        assert secret not in page


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("suffix", ["", "message/"])
def test_another_victims_case_is_not_found_and_the_asking_is_written_down(
    method: str, suffix: str, now: datetime
) -> None:
    mine, other = a_case(now), a_case(now, reference="42260000002")
    client, _ = signed_in(mine, now=now)
    signed_in(other, now=now)
    others = Grant.objects.get(person_id=other.person_id)

    answer = getattr(client, method)(f"/case/{others.id}/{suffix}", {"text": "Hello", "once": ONCE, "agrees": "on"})

    assert answer.status_code == 404
    assert "42260000002" not in answer.content.decode()
    assert len(audited("portal.case_refused")) == 1
    assert ThreadMessage.objects.count() == 0


def test_a_case_that_is_not_there_reads_like_one_that_is_somebody_elses(now: datetime) -> None:
    mine, other = a_case(now), a_case(now, reference="42260000002")
    client, _ = signed_in(mine, now=now)
    signed_in(other, now=now)
    others = Grant.objects.get(person_id=other.person_id)

    there, nowhere = client.get(f"/case/{others.id}/"), client.get("/case/aaaaaaaaaaaaaaaaaaaaaaaaaa/")

    assert (there.status_code, there.content) == (nowhere.status_code, nowhere.content)


@pytest.mark.parametrize("path", ["/cases/", "/case/aaaaaaaaaaaaaaaaaaaaaaaaaa/"])
def test_who_is_not_signed_in_is_led_to_the_first_page(path: str) -> None:
    assert Client().get(path).headers["Location"] == "/"
    assert Client().post(path).headers["Location"] == "/"


@pytest.mark.parametrize(
    "changes",
    [
        {"people": [{**VICTIM, "roles": ["victim", "suspect"]}]},
        {"people": [{**VICTIM, "deceased": True}]},
        {"people": [{**VICTIM, "roles": ["witness"]}]},
        {"people": [VICTIM], "flags": ["domestic_abuse"]},
        {"people": [VICTIM], "flags": ["a_flag_that_nobody_knows"]},
        {"people": [{**VICTIM, "contact_plan": {**SAFE_PLAN, "never": ["portal"]}}]},
    ],
)
def test_what_the_source_learns_today_shuts_a_page_that_was_open(changes: dict[str, object], now: datetime) -> None:
    client, path = signed_in(a_case(now), now=now)
    assert client.get(path).status_code == 200

    take({"officer": OFFICER, "updated_at": now.isoformat(), **changes}, now=now)

    assert client.get(path).status_code == 404
    assert "42260000001" not in client.get("/cases/").content.decode()


def test_a_message_reaches_the_outbox_as_entry_and_task_and_is_shown_in_the_thread(now: datetime) -> None:
    client, path = signed_in(a_case(now), now=now)

    sent = client.post(f"{path}message/", {"text": "Is there any news?\r\nThank you.", "once": ONCE, "agrees": "on"})
    page = client.get(sent.headers["Location"]).content.decode()
    hand_out(FORCE, now=now)

    with in_force(FORCE):
        kinds = list(OutboxItem.objects.order_by("number").values_list("kind", flat=True))
        assert "message.inbound" in TimelineEvent.objects.values_list("kind", flat=True)
    assert kinds == ["victim_message", "task"]
    assert "Is there any news?\nThank you." in page
    assert "On its way to the police system" in page
    assert "Your message is on its way" in page
    assert "Your message is on its way" not in client.get(path).content.decode()
    assert len(audited("portal.message_written")) == 1
    assert len(audited("portal.messages_viewed")) == 2


def test_nobody_writes_here_who_has_not_said_that_they_want_to_and_nobody_is_asked_twice(now: datetime) -> None:
    client, path = signed_in(a_case(now), now=now)

    page = client.post(f"{path}message/", {"text": "Is there any news?", "once": ONCE}).content.decode()
    assert "Tick the box if you want to write to the police here" in page
    assert "Is there any news?" in page
    with in_force(FORCE):
        assert ThreadMessage.objects.count() == 0

    client.post(f"{path}message/", {"text": "Is there any news?", "once": ONCE, "agrees": "on"})
    assert "I want to write to the police here" not in client.get(path).content.decode()
    client.post(f"{path}message/", {"text": "And my ring?", "once": str(uuid4())})
    with in_force(FORCE):
        assert ThreadMessage.objects.count() == 2


def test_the_same_form_sent_twice_is_one_message(now: datetime) -> None:
    client, path = signed_in(a_case(now), now=now)

    for _ in range(2):
        client.post(f"{path}message/", {"text": "Is there any news?", "once": ONCE, "agrees": "on"})

    with in_force(FORCE):
        assert ThreadMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Write your message"),
        ("   \n ", "Write your message"),
        ("\x07\x07", "Write your message"),
        ("x" * 2001, "2,001 characters"),
        ("line\r\n" * 400 + "x", "2,001 characters"),  # a line break is one character, as the page counts
    ],
)
def test_a_message_that_cannot_be_sent_comes_back_with_what_to_mend(text: str, says: str, now: datetime) -> None:
    client, path = signed_in(a_case(now), now=now)

    page = client.post(f"{path}message/", {"text": text, "once": ONCE, "agrees": "on"}).content.decode()

    assert "There is a problem" in page
    assert "<title>Error: " in page
    assert says in page
    with in_force(FORCE):
        assert ThreadMessage.objects.count() == 0


def test_markup_in_what_the_police_or_the_victim_wrote_is_shown_as_it_is(now: datetime) -> None:
    nasty = "<script>alert(1)</script> {{7*7}} {% raw %} ${x} </div>"
    entry = {
        "id": "e1",
        "kind": "officer_message",
        "person": "p1",
        "author": nasty,
        "at": now.isoformat(),
        "text": nasty,
    }
    thing = {"id": "x", "description": nasty, "status": "stolen"}
    officer = {**OFFICER, "name": nasty}
    client, path = signed_in(a_case(now, entries=[entry], property=[thing], officer=officer), now=now)

    client.post(f"{path}message/", {"text": nasty, "once": ONCE, "agrees": "on"})
    page = client.get(path).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; {{7*7}} {% raw %} ${x} &lt;/div&gt;" in page


def test_writing_is_shut_when_another_force_has_the_case(now: datetime) -> None:
    client, path = signed_in(a_case(now, status="transferred", transferred_to={"force": "Otherford"}), now=now)

    assert "Send message" not in client.get(path).content.decode()
    assert client.post(f"{path}message/", {"text": "Hello", "once": ONCE, "agrees": "on"}).status_code == 404


def test_writing_is_shut_while_staff_have_closed_the_thread(now: datetime) -> None:
    invited = a_case(now)
    client, path = signed_in(invited, now=now)
    staff = a_member(SHAW, now=now)
    with in_force(FORCE):
        grant = Grant.objects.get()
    person_id, case_id = PersonId(grant.person_id), CaseId(grant.case_id)

    close_thread(person_id, case_id=case_id, by=staff, now=now)
    assert "Send message" not in client.get(path).content.decode()
    assert client.post(f"{path}message/", {"text": "Hello", "once": ONCE, "agrees": "on"}).status_code == 404

    reopen_thread(person_id, case_id=case_id, by=staff, now=now)
    assert client.post(f"{path}message/", {"text": "Hello", "once": ONCE, "agrees": "on"}).status_code == 302


def test_signing_out_ends_the_session(now: datetime) -> None:
    client, path = signed_in(a_case(now), now=now)

    client.post("/sign-out/")

    assert client.get(path).headers["Location"] == "/"
    assert len(audited("portal.signed_out")) == 1


def test_opening_the_address_of_signing_out_ends_nothing_and_leads_back(now: datetime) -> None:
    client, path = signed_in(a_case(now), now=now)

    assert client.get("/sign-out/").headers["Location"] == "/"
    assert client.get(path).status_code == 200


def test_leaving_ends_the_session_clears_and_goes_where_the_force_says(now: datetime) -> None:
    client, path = signed_in(a_case(now), now=now)

    left = client.get("/leave/")

    assert left.headers["Location"] == "https://www.bbc.co.uk/weather"
    assert left.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert left.headers["Cache-Control"] == "no-store"
    assert left.cookies["session"]["max-age"] == 0
    assert client.get(path).headers["Location"] == "/"


@pytest.mark.parametrize(
    "path", ["/", "/i/aaaaaaaaaaaaaaaaaaaaaaaaaa/", "/help/", "/privacy/", "/nothing/", "/leave/", "/cases/", "CASE"]
)
def test_every_page_is_kept_out_of_caches_frames_and_search_engines(path: str, now: datetime) -> None:
    client, case = signed_in(a_case(now), now=now)

    headers = client.get(case if path == "CASE" else path).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Robots-Tag"] == "noindex, nofollow, noarchive"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_an_old_appointment_stands_apart_from_the_next(now: datetime) -> None:
    def appointment(number: int, at: datetime) -> dict[str, object]:
        return {"id": f"a{number}", "kind": "visit", "starts_at": at.isoformat(), "status": "booked", "person": "p1"}

    soon, gone = appointment(1, now + timedelta(days=2)), appointment(2, now - timedelta(days=2))
    client, path = signed_in(a_case(now, appointments=[soon, gone]), now=now)

    page = client.get(path).content.decode()

    assert page.index("An officer visits you") < page.index("Appointments that are over")
    assert page.count("An officer visits you") == 2


def test_the_500_page_asks_nothing_of_the_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("what a victim must not read")

    with monkeypatch.context() as patch:
        patch.setattr("waypost.portal.views.Home.get", broken)
        patch.setattr("django.db.backends.utils.CursorWrapper.execute", broken)
        answer = Client(raise_request_exception=False).get("/")

    assert answer.status_code == 500
    assert "Sorry, there is a problem" in answer.content.decode()
    assert "must not read" not in answer.content.decode()


def test_a_form_without_its_proof_is_refused_with_what_to_do(now: datetime) -> None:
    invited = a_case(now)

    answer = Client(enforce_csrf_checks=True).post(invited.path)

    assert answer.status_code == 403
    assert "The page was open for too long" in answer.content.decode()
