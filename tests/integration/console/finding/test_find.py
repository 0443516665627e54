"""A call handler finds a person or a case: masked until it is opened, sealed never, and the log holds no value."""

import re
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.console.desk import STRANGER, Browser, Response, Room, audit
from tests.snapshots import ALLOCATED, FORCE, changed, event, take
from waypost.access.staff import NewStaff
from waypost.access.values import OPERATOR, StaffRole
from waypost.cases.contacts_of_people import freeze_person

pytestmark = pytest.mark.django_db
LEE = NewStaff("C300", "Chris Lee", "Contact centre", frozenset({StaffRole.CALL_HANDLER}))
ANALYST = NewStaff("C400", "Ana Little", "Performance", frozenset({StaffRole.ANALYST}))
REFERENCE = ALLOCATED["reference"]
AMINA = {**ALLOCATED["people"][0], "family_name": "Sample"}
NAMED = "Amina Sample 12 4 1988"
TELLING = ("Amina", "Sample", "900001", "amina1@", "Burglary", "12 April", "kitchen window", "laptop")


@pytest.fixture
def room(room: Room) -> Room:
    """Return a room whose case is that of Amina Sample (made up)."""
    room.world.change(people=[AMINA])
    return room


def ask(browser: Browser, typed: str) -> Response:
    """Type it into the box, and go where that leads."""
    answer = browser.post("find/", q=typed)
    assert answer.status == 302, answer.words
    return browser.get(answer.location.removeprefix("/staff/"))


def more_cases(room: Room, count: int) -> None:
    for number in range(count):
        document = changed(ALLOCATED, reference=f"4499000{number}", appointments=[], people=[AMINA])
        take(room.world.source, event(document, f"more {number}"), now=room.now)


@pytest.mark.parametrize(
    "typed", [REFERENCE, "4226 00OO OO1", "07700 900001", "amina1@example.org", NAMED, "Amina Sample"]
)
def test_whatever_a_caller_says_finds_them_and_nothing_is_shown_that_could_be_read_out(room: Room, typed: str) -> None:
    page = ask(room.sign_in(LEE), typed)

    assert f"A. S., born 1988 , The victim, case {REFERENCE}" in page.words
    assert "ends in 001" in page.words
    assert "Given to a team" in page.words
    found = page.html.partition('id="results"')[2]
    for telling in TELLING:
        assert telling not in found
    assert f"/staff/case/{room.world.case_id}/" in page.html


def test_what_was_typed_is_in_no_address_and_not_in_the_log(room: Room) -> None:
    browser = room.sign_in(LEE)

    answer = browser.post("find/", q=NAMED)
    page = browser.get(answer.location.removeprefix("/staff/"))

    assert not re.search("amina|sample|1988", answer.location, re.IGNORECASE)
    (line,) = audit("staff.searched")
    assert line.fields == ["name_and_birth", f"case {room.world.case_id}"]
    assert 'value="Amina Sample 12 4 1988"' in page.html


def test_an_address_of_somebody_else_finds_nothing(room: Room) -> None:
    answer = room.sign_in(LEE).post("find/", q=NAMED)

    page = room.sign_in(STRANGER).get(answer.location.removeprefix("/staff/"))

    assert "A. S." not in page.words
    assert audit("staff.searched") == []


@pytest.mark.parametrize("flag", ["sealed", "undercover_or_protected"])
def test_a_sealed_case_is_found_by_nobody_and_reads_like_nothing(room: Room, flag: str) -> None:
    browser = room.sign_in(LEE)
    nothing = ask(browser, "42260000009").words
    freeze_person(REFERENCE, person_ref="p1", force=FORCE, by=OPERATOR, now=room.now)
    room.world.change(flags=[flag])

    assert ask(browser, REFERENCE).words == nothing
    for typed in ("07700 900001", "amina1@example.org", NAMED):
        found = ask(browser, typed).words
        assert "Nothing is here that you may see" in found
        assert "Nothing may be sent to this number or address" not in found


def test_who_may_not_know_of_a_flagged_case_does_not_find_it_and_who_needs_a_reason_is_told(room: Room) -> None:
    stranger = room.sign_in(STRANGER)
    assert "You must say why you open it" in ask(stranger, REFERENCE).words

    room.world.change(flags=["domestic_abuse"])

    assert "Nothing is here that you may see" in ask(stranger, REFERENCE).words
    assert "Be careful: flagged" in ask(room.sign_in(LEE), REFERENCE).words


def test_a_suspects_own_number_is_shown_as_a_suspects(room: Room) -> None:
    people = [AMINA, {**AMINA, "id": "p2", "roles": ["suspect"], "given_name": "Tom"}]
    room.world.change(people=people)

    page = ask(room.sign_in(LEE), "07700 900001")

    assert "is on record for a suspect or defendant. Say nothing" in page.words
    assert "T. S., born 1988" in page.words


def test_a_number_that_is_frozen_says_so(room: Room) -> None:
    freeze_person(REFERENCE, person_ref="p1", force=FORCE, by=OPERATOR, now=room.now)

    assert "Nothing may be sent to this number or address" in ask(room.sign_in(LEE), "07700 900001").words


def test_a_name_that_is_nearly_so_stands_apart(room: Room) -> None:
    page = ask(room.sign_in(LEE), "Nina Sample 12 4 1988")

    assert "Nearly the same name: it may be somebody else A. S., born 1988" in page.words


def test_what_cannot_be_looked_for_says_what_to_type(room: Room) -> None:
    page = room.sign_in(LEE).post("find/", q="Sample")

    assert (page.status, page.title) == (200, "Error: Find – Waypost")
    assert "Enter a first name as well, or a date of birth" in page.words


def test_who_may_not_find_people_may_not(room: Room) -> None:
    page = room.sign_in(ANALYST).get("find/")

    assert page.status == 403
    assert len(audit("staff.page_refused")) == 1


def test_the_number_of_queries_does_not_grow_with_what_is_found(room: Room) -> None:
    browser = room.sign_in(LEE)
    one = queries_of(browser)

    more_cases(room, 5)

    assert queries_of(browser) == one <= 30


def queries_of(browser: Browser) -> int:
    place = browser.post("find/", q="07700 900001").location.removeprefix("/staff/")
    with CaptureQueriesContext(connection) as seen:
        assert "A. S." in browser.get(place).words
    return len(seen)


def test_the_page_stands_without_anything_asked(room: Room, now: datetime) -> None:
    page = room.sign_in(LEE).get("find/?asked=made-up")

    assert (page.status, page.title) == (200, "Find – Waypost")
    assert "Log this call" in page.words
