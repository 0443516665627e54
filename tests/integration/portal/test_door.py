"""The door as a browser and a scanner meet it, with a real database and a phone that texts come to."""

import time
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import pytest
from click.testing import CliRunner
from django.test import Client
from pytest_django import Settings

from tests.integration.portal.world import (
    BIRTH,
    FORCE,
    SAFE_PLAN,
    VICTIM,
    a_case,
    an_incident,
    codes_on,
    take,
    wait_for_code,
)
from waypost.access.models import AuditEvent, Grant, Invitation, SignInCode
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.cases.models import OutboxItem, TimelineEvent
from waypost.portal.commands import portal
from waypost.portal.courier import _threads
from waypost.worklist.operations import hand_out

REFUSED = "do not fit together"


@pytest.fixture(autouse=True)
def _database(committed_db: None) -> Iterator[None]:
    """Commit, as codes are sent on another connection; leave when none is on its way any more."""
    yield
    _threads().shutdown(wait=True)
    _threads.cache_clear()


@pytest.fixture
def now() -> datetime:
    """Views ask the clock themselves."""
    return clock.now()


def sign_in(client: Client, path: str, code: str, **answer: str) -> str:
    """Enter a code and an answer; return where it leads, or what the page says."""
    response = client.post(f"{path}code/", {"code": code, **(answer or BIRTH)})
    return response.headers.get("Location") or response.content.decode()


def kinds() -> list[str]:
    with in_force(FORCE):
        return list(TimelineEvent.objects.order_by("number").values_list("kind", flat=True))


def actions() -> list[str]:
    with in_force(FORCE):
        return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def test_a_victim_signs_in_with_the_code_from_her_phone_and_her_date_of_birth(now: datetime, phone: str) -> None:
    invited, client = a_case(now), Client()

    client.post(invited.path)
    where = sign_in(client, invited.path, wait_for_code(phone))

    assert where.startswith("/case/")
    assert "42260000001" not in where
    assert client.get(where).status_code == 200
    assert "portal.registered" in kinds()
    assert {"portal.code_asked", "portal.signed_in", "portal.case_viewed"} <= set(actions())


def test_she_comes_in_again_with_another_code_and_is_registered_once(now: datetime, phone: str) -> None:
    invited = a_case(now)

    for count in (1, 2):
        client = Client()
        client.post(invited.path)
        assert sign_in(client, invited.path, wait_for_code(phone, count=count)).startswith("/case/")

    assert kinds().count("portal.registered") == 1
    assert Grant.objects.count() == 1


def test_a_scanner_that_opens_follows_and_posts_leaves_the_address_working(now: datetime, phone: str) -> None:
    invited, scanner = a_case(now), Client()

    scanner.head(invited.path)
    for _ in range(5):
        scanner.get(invited.path)
    scanner.get(f"{invited.path}code/")
    scanner.options(invited.path)
    assert (SignInCode.objects.count(), codes_on(phone)) == (0, [])
    scanner.post(invited.path)
    scanner.post(f"{invited.path}code/", {"code": "000000"})
    wait_for_code(phone)

    victim = Client()
    victim.post(invited.path)
    assert sign_in(victim, invited.path, wait_for_code(phone, count=2)).startswith("/case/")
    assert scanner.get("/cases/").headers["Location"] == "/"


def test_a_scanner_that_posts_all_day_makes_the_phone_ring_three_times(now: datetime, phone: str) -> None:
    invited = a_case(now)

    for _ in range(30):
        Client().post(invited.path)
    _threads().shutdown(wait=True)
    _threads.cache_clear()

    assert len(codes_on(phone)) == 3


def test_a_code_that_another_browser_asked_for_does_not_open(now: datetime, phone: str) -> None:
    invited, asker, stranger = a_case(now), Client(), Client()
    asker.post(invited.path)
    code = wait_for_code(phone)

    assert REFUSED in sign_in(stranger, invited.path, code)
    assert sign_in(asker, invited.path, code).startswith("/case/")


def test_every_refusal_reads_the_same_whichever_half_was_wrong(now: datetime, phone: str) -> None:
    invited, client = a_case(now), Client()
    client.post(invited.path)
    code = wait_for_code(phone)

    def refusal(code: str, day: str) -> str:
        page = sign_in(client, invited.path, code, **{**BIRTH, "day": day})
        assert REFUSED in page
        return page.replace(code, "CODE").replace(f'value="{day}"', "DAY").split('<form method="post"')[0]

    wrong_code, wrong_fact = refusal("000000", "12"), refusal(code, "13")

    assert wrong_code == wrong_fact


def test_three_failures_lock_tell_the_timeline_and_give_an_officer_a_task(now: datetime, phone: str) -> None:
    invited, client = a_case(now), Client()
    client.post(invited.path)
    code = wait_for_code(phone)

    for day in ("1", "2", "3"):
        assert REFUSED in sign_in(client, invited.path, code, **{**BIRTH, "day": day})

    assert REFUSED in sign_in(client, invited.path, code)
    assert kinds().count("portal.locked") == 1
    hand_out(FORCE, now=now)
    with in_force(FORCE):
        task = OutboxItem.objects.get(kind="task")
    assert (task.payload["kind"], task.payload["for"]) == ("call", "4471")


@pytest.mark.parametrize("state", ["unknown", "expired", "locked"])
def test_a_door_that_is_shut_looks_and_answers_like_one_that_is_open(state: str, now: datetime, phone: str) -> None:
    invited = a_case(now)
    paths = {"open": invited.path}
    shut = a_case(now, reference="42260000002")
    paths[state] = "/i/aaaaaaaaaaaaaaaaaaaaaaaaaa/" if state == "unknown" else shut.path
    if state == "expired":
        Invitation.objects.filter(token=shut.token).update(expires_at=now)
    if state == "locked":
        Invitation.objects.filter(token=shut.token).update(locked_at=now)

    def walk(path: str) -> list[tuple[int, str, dict[str, str]]]:
        client = Client()
        answers = [client.get(path), client.post(path), client.get(f"{path}code/")]
        answers.append(client.post(f"{path}code/", {"code": "000000", **BIRTH}))
        token = path.split("/")[2]
        return [
            (answer.status_code, _plain(answer.content.decode(), token), _headers(answer.headers, token))
            for answer in answers
        ]

    assert walk(paths[state]) == walk(paths["open"])


def _plain(page: str, token: str) -> str:
    lines = page.replace(token, "TOKEN").splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def _headers(headers: Mapping[str, str], token: str) -> dict[str, str]:
    return {
        name: value.replace(token, "TOKEN")
        for name, value in headers.items()
        if name not in {"X-Request-Id", "Content-Length"}
    }


def test_a_flagged_case_asks_for_the_officers_word_and_takes_nothing_else(now: datetime, phone: str) -> None:
    person = {**VICTIM, "contact_plan": SAFE_PLAN}
    invited, client = a_case(now, people=[person], flags=["domestic_abuse"]), Client()

    page = client.get(f"{invited.path}code/").content.decode()
    client.post(invited.path)
    code = wait_for_code(phone)

    assert "Your code word" in page
    assert "date of birth" not in page
    assert REFUSED in sign_in(client, invited.path, code, fact="1988-04-12")
    assert sign_in(client, invited.path, code, fact="blue  kettle").startswith("/case/")


def test_no_code_is_sent_about_a_flagged_case_without_a_safe_plan(now: datetime, phone: str) -> None:
    invited = a_case(now)
    take({"people": [VICTIM], "flags": ["stalking_harassment"]}, now=now)

    Client().post(invited.path)
    _threads().shutdown(wait=True)

    assert (codes_on(phone), SignInCode.objects.count()) == ([], 0)


def test_no_fact_on_record_no_code(now: datetime, phone: str) -> None:
    nameless = {"id": "p1", "roles": ["victim"], "contact": {"mobile": "07700 900001"}}
    invited = a_case(now, people=[nameless])

    Client().post(invited.path)
    _threads().shutdown(wait=True)

    assert (codes_on(phone), SignInCode.objects.count()) == ([], 0)


def test_a_session_key_known_before_is_of_no_use_after_sign_in(now: datetime, phone: str) -> None:
    invited, client = a_case(now), Client()
    client.post(invited.path)
    before = client.cookies["session"].value

    where = sign_in(client, invited.path, wait_for_code(phone))

    assert client.cookies["session"].value != before
    thief = Client()
    thief.cookies["session"] = before
    assert thief.get(where).headers["Location"] == "/"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(now: datetime, phone: str) -> None:
    invited, client = a_case(now), Client()
    client.get(invited.path)
    client.post(invited.path)

    for name in ("session", "csrf"):
        cookie = client.cookies[name]
        assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
        assert not cookie["domain"]


def test_a_session_ends_after_twenty_idle_minutes(now: datetime, phone: str, settings: Settings) -> None:
    assert settings.SESSION_COOKIE_AGE == 20 * 60
    assert settings.SESSION_SAVE_EVERY_REQUEST
    invited, client = a_case(now), Client()
    client.post(invited.path)
    where = sign_in(client, invited.path, wait_for_code(phone))

    settings.SESSION_COOKIE_AGE = 1
    assert client.get(where).status_code == 200
    time.sleep(1.1)

    client.cookies["session"]["expires"] = ""
    assert client.get(where).headers["Location"] == "/"


def test_a_session_ends_after_eight_hours_however_busy(
    now: datetime, phone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    invited, client = a_case(now), Client()
    client.post(invited.path)
    where = sign_in(client, invited.path, wait_for_code(phone))

    monkeypatch.setattr(clock, "now", lambda: now + timedelta(hours=8, minutes=1))

    assert client.get(where).headers["Location"] == "/"


def test_after_a_call_the_victim_is_let_in_again(now: datetime, phone: str) -> None:
    invited, client = a_case(now), Client()
    Invitation.objects.update(locked_at=now, failures=3)
    where = ["--force", FORCE, "--case", "42260000001", "--by", "4471"]

    wrong = CliRunner().invoke(portal, ["unlock", "--person", "s9", *where])
    right = CliRunner().invoke(portal, ["unlock", "--person", "p1", *where])

    assert (wrong.exit_code, right.exit_code) == (1, 0)
    assert "nobody s9 of case 42260000001" in wrong.output
    assert actions()[-1] == "portal.invitation_unlocked"
    client.post(invited.path)
    assert sign_in(client, invited.path, wait_for_code(phone)).startswith("/case/")


def test_staff_let_a_caller_try_again_by_the_reference_of_the_incident(now: datetime, phone: str) -> None:
    invited, client = an_incident(now), Client()
    Invitation.objects.update(locked_at=now, failures=3)
    where = ["--force", FORCE, "--case", "A-2026-118822", "--by", "4471"]

    done = CliRunner().invoke(portal, ["unlock", "--person", "p1", *where])

    assert done.exit_code == 0, done.output
    client.post(invited.path)
    assert sign_in(client, invited.path, wait_for_code(phone)).startswith("/case/")
