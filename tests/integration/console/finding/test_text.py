"""Whether a text was ours: its exact words and time, or that nothing was sent; of a sealed case neither yes nor no."""

from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.conftest import NOW
from tests.integration.console.desk import STRANGER, Browser, Response, audit, signed_in
from tests.integration.console.finding.test_find import LEE
from tests.integration.messages.people import run
from tests.integration.messages.world import FORCE, NUMBER, FakeProvider, World, a_world, carried, plan
from waypost.access.values import Actor, ActorKind
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.cases.choices import ContactKind
from waypost.messages.gates import GATES
from waypost.messages.models import Attempt
from waypost.messages.operations.codes import CodeToSend, Courier, carry_code
from waypost.messages.operations.freezing import freeze
from waypost.messages.providers import Doubtful

pytestmark = pytest.mark.django_db
ON = {"day": "20", "month": "11", "year": "2026"}


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = "http://127.0.0.1:9", DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS, settings.NOTIFY_CALLBACK_TOKEN = SMS_TEMPLATE_ID, "a token for tests"
    return a_world(NOW)


@pytest.fixture
def lee(now: datetime) -> Browser:
    return signed_in(now, LEE)


def sent(world: World) -> str:
    """Send her one text, and return its words."""
    provider = FakeProvider()
    plan(world)
    run(world.now, provider)
    (request,) = provider.sent
    return request.body


def ask(browser: Browser, to: str = "07700 900001", **on: str) -> Response:
    answer = browser.post("find/text/", to=to, **{**ON, **on})
    assert answer.status == 302, answer.words
    assert "900001" not in answer.location
    return browser.get(answer.location.removeprefix("/staff/"))


def test_what_was_sent_there_is_shown_with_its_exact_words_and_time(world: World, lee: Browser) -> None:
    words = sent(world)

    page = ask(lee)

    assert "Yes, something was sent there on Friday 20 November 2026" in page.words
    before, _, invitation = " ".join(words.split()).partition("/i/")
    assert f"{before}/i/{invitation[:3]}… (the rest of this address is theirs alone)" in page.words
    assert invitation.strip("/") not in page.html
    assert "Text message, 20 November 2026 at midday" in page.words
    lines = audit("staff.text_checked")
    assert [line.fields for line in lines] == [["phone"], []]
    assert lines[1].person_id == world.person_id()


def test_on_the_day_beside_it_the_page_says_so(world: World, lee: Browser) -> None:
    sent(world)

    assert "Not on Saturday 21 November 2026, but on the day beside it" in ask(lee, day="21").words
    assert "It may be a scam" in ask(lee, day="18").words


def test_where_nothing_was_sent_a_caller_is_warned(world: World, lee: Browser) -> None:
    page = ask(lee)

    assert "No, nothing was sent there on Friday 20 November 2026" in page.words
    assert "forward a text to 7726" in page.words


def test_of_a_sealed_case_nothing_is_said_but_to_put_the_caller_through(world: World, lee: Browser) -> None:
    words = sent(world)
    world.change(lambda case: case.update(flags=["sealed"]))

    page = ask(lee)

    assert "Put the caller through to the supervisor" in page.words
    assert "Do not say yes or no" in page.words
    for telling in (words.partition("/i/")[0], world.document["reference"], "Text message", f"/case/{world.case_id}/"):
        assert telling not in page.words + page.html
    assert [line.person_id for line in audit("staff.text_checked")] == [None]


def test_who_would_need_a_reason_for_the_case_does_not_see_the_words(world: World, now: datetime) -> None:
    words = sent(world)

    page = ask(signed_in(now, STRANGER))

    assert "Yes, something was sent there" in page.words
    assert words.partition("/i/")[0] not in page.words
    assert "You see the words when you open the case" in page.words


def test_a_flagged_case_warns_to_make_sure_who_is_on_the_line(world: World, lee: Browser) -> None:
    sent(world)
    world.change(lambda case: case.update(flags=["domestic_abuse"]))

    page = ask(lee)

    assert "Be careful: make sure who is on the line" in page.words
    assert "Do not say yes or no before you know who is calling" in page.words
    assert "Yes, something" not in page.words


def test_whoever_holds_a_phone_to_which_nothing_may_go_any_more_is_told_nothing(world: World, lee: Browser) -> None:
    sent(world)
    by = Actor(ActorKind.STAFF, "h301")
    freeze(world.person_id(), kinds={ContactKind.PHONE}, why="He has her phone.", force=FORCE, by=by, now=NOW)

    page = ask(lee)

    assert "Do not say yes or no before you know who is calling" in page.words
    assert "Yes, something" not in page.words


def test_a_code_is_named_and_not_shown_and_what_is_in_doubt_is_said_to_be(world: World, lee: Browser) -> None:
    provider = FakeProvider(script=[lambda _: Doubtful("timeout")])
    courier = Courier(providers=carried(provider), gates=GATES)

    carry_code(CodeToSend(world.person_id(), "482915"), courier=courier, force=FORCE, now=NOW)
    page = ask(lee)

    assert "A code to sign in with. Codes are not kept." in page.words
    assert "It may have been sent: we do not know yet" in page.words
    assert "482915" not in page.html


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"to": ""}, "Enter the phone number or email address that it came to"),
        ({"to": "her phone"}, "Enter a phone number, like 07700 900123"),
        ({"to": NUMBER, "day": "31", "month": "2", "year": "2026"}, "Enter the day on which it came"),
        ({"to": NUMBER, "day": "1", "month": "1", "year": "2099"}, "cannot be in the future"),
    ],
)
def test_what_cannot_be_checked_says_what_to_type(db: None, lee: Browser, typed: dict[str, str], says: str) -> None:
    page = lee.post("find/text/", **typed)

    assert page.title.startswith("Error: ")
    assert says in page.words


def test_the_number_of_queries_does_not_grow_with_what_was_sent(world: World, lee: Browser) -> None:
    sent(world)
    one = queries_of(lee)
    with in_force(FORCE):
        first = Attempt.objects.get()
        for number in range(2, 7):
            first.reference, first.number = f"{first.message_id}-{number}", number
            first.save(force_insert=True)

    assert queries_of(lee) == one <= 31


def queries_of(browser: Browser) -> int:
    place = browser.post("find/text/", to=NUMBER, **ON).location.removeprefix("/staff/")
    with CaptureQueriesContext(connection) as seen:
        assert "Yes, something" in browser.get(place).words
    return len(seen)


def test_an_empty_day_is_today(db: None, lee: Browser) -> None:
    page = ask(lee, day="", month="", year="")

    assert f"{clock.now():%B %Y}" in page.words
