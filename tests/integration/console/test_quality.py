"""The pages of data quality: what they show, whom they refuse, and what a button does."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.console.desk import STRANGER, Room, audit, signed_in
from tests.integration.messages.test_confirming_together import OTHER, a_crime, suggested
from tests.integration.worklist.test_same_people import Desk, said
from tests.snapshots import FORCE, event, take
from tests.staff import REID
from waypost.access.staff import NewStaff
from waypost.access.values import OPERATOR, StaffRole
from waypost.base.pages.dates import say_moment
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.models import ConfirmedContact, Source
from waypost.cases.set_asides import set_asides
from waypost.cases.sources import source_named
from waypost.connectors.models import SetAside
from waypost.connectors.set_aside import Unreadable, begin_try, park_spent, set_aside
from waypost.messages.contactability.counting import measure_force
from waypost.worklist.operations import sweep
from waypost.worklist.rules import together

pytestmark = pytest.mark.django_db

ANALYST = NewStaff("A300", "Jude Field", "Performance", frozenset({StaffRole.ANALYST}))


def confirmed() -> int:
    with in_force(FORCE):
        return ConfirmedContact.objects.count()


def test_contacts_are_chosen_looked_at_and_confirmed(now: Any) -> None:
    flagged, *ordinary = suggested(3, now=now, flags=["domestic_abuse"])
    clerk = signed_in(now, REID)
    listed = clerk.get("records/suggestions/")
    assert "+447700900101, as their mobile number" in listed.words
    first = clerk.client.post("/staff/records/suggestions/", {"item": [str(flagged), *map(str, ordinary), "x"]})

    check = clerk.get(first.headers["Location"].removeprefix("/staff/"))
    assert confirmed() == 0
    answer = clerk.post("records/suggestions/check/")

    assert "Confirm 2 suggested contacts" in check.words
    assert "The case is flagged, serious, held or speaks of danger." in check.words
    assert "2 contacts are confirmed. 1 was left as before" not in answer.words
    assert "2 contacts are confirmed. 1 was left as before" in clerk.follow("records/suggestions/").words
    assert confirmed() == 2
    assert len(audit("contact.confirmed")) == 2
    assert clerk.get("records/suggestions/check/").location == "/staff/records/suggestions/"


def test_for_many_another_person_agrees(now: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(together, "ALONE", 1)
    item_ids = suggested(2, now=now)
    clerk, second = signed_in(now, REID), signed_in(now, OTHER)
    clerk.client.post("/staff/records/suggestions/", {"item": list(map(str, item_ids))})
    assert "a second person has to agree" in clerk.get("records/suggestions/check/").words
    clerk.post("records/suggestions/check/")
    mine = clerk.get("records/suggestions/waiting/")
    assert "somebody else has to agree" in mine.words
    bulk = mine.html.partition('name="bulk" value="')[2][:36]

    clerk.post("records/suggestions/waiting/", bulk=bulk, say="agree")
    assert confirmed() == 0
    second.post("records/suggestions/waiting/", bulk=bulk, say="agree")

    assert confirmed() == 2
    assert "2 contacts are confirmed." in second.get("records/suggestions/waiting/").words


def test_findings_are_listed_by_rule_with_a_fixed_number_of_queries(now: Any) -> None:
    suggested(1, now=now)
    clerk = signed_in(now, REID)

    def count() -> int:
        with CaptureQueriesContext(connection) as made:
            page = clerk.get("records/?rule=number_in_name")
        assert "A number or an e-mail is in the name." in page.words
        return len(made)

    first = count()
    source = source_named("rms", force=FORCE)
    take(source, *(event(a_crime(number), f"m{number}") for number in range(10, 15)), now=now)
    sweep(FORCE, now=now)

    assert count() == first
    assert "Nothing of this kind" in clerk.get("records/?rule=minor_without_guardian").words


def test_a_pair_is_decided_with_a_reason(now: Any) -> None:
    desk = Desk(now)
    desk.record("A", said(mobile="07700 900001"))
    desk.record("B", said(mobile="07700 900001"))
    desk.look("A", "B")
    (pair,) = desk.pairs()
    clerk = signed_in(now, REID)
    assert f"Pair {pair.pk}" in clerk.get("records/same-people/").words
    path = f"records/same-people/{pair.pk}/"

    empty = clerk.post(path, decision="", why="")
    clerk.post(path, decision="confirm", why="She told me on the phone.")

    assert empty.title.startswith("Error: ")
    assert "Say how you know" in empty.words
    (pair,) = desk.pairs()
    assert (pair.state, pair.decided_by, pair.decided_why) == ("confirmed", "C118", "She told me on the phone.")
    assert "She told me on the phone." in clerk.get(path).words
    clerk.post(path, decision="split", why="It was her sister.")
    assert desk.pairs()[0].state == "split"


def test_a_pair_that_is_not_there_is_not_found(now: Any) -> None:
    clerk = signed_in(now, REID)

    assert [clerk.get(f"records/same-people/{pair}/").status for pair in (1, 2**70)] == [404, 404]
    assert clerk.post("records/same-people/1/", decision="confirm", why="x").status == 404


def test_the_share_of_who_can_be_told_is_shown_by_day_and_team(room: Room) -> None:
    measure_force(FORCE, now=room.now - timedelta(days=1))
    measure_force(FORCE, now=room.now)
    analyst = room.sign_in(ANALYST)

    page = analyst.get("contactability/?days=14")

    assert "<svg" in page.html
    assert " style=" not in page.html.partition("<svg")[2].partition("</svg>")[0]
    assert page.words.count("Not measured") == 12
    assert "North CID" in page.words
    assert "No team on record" in analyst.get("contactability/?team=").words


def test_what_was_set_aside_is_shown_and_tried_again(room: Room) -> None:
    source, clerk = room.world.source, room.sign_in(REID)
    with in_force(FORCE):
        set_aside(source, [Unreadable("o1", "R1", "people: is missing", {"x": 1}, is_for_people=True)], now=room.now)
        park_spent(source, now=room.now)
        row = SetAside.objects.get()
    page = clerk.get("records/set-aside/")
    assert "people: is missing" in page.words
    assert "R1" not in page.html
    assert begin_try(source, now=room.now + timedelta(days=1)) is None

    clerk.post("records/set-aside/", aside=str(row.pk))

    assert "1 is tried again within minutes." in clerk.get("records/set-aside/").words
    assert begin_try(source, now=room.now + timedelta(minutes=1)) is not None
    assert len(audit("source.records_tried_again")) == 1
    other = set_asides().try_again([row.pk], force=ForceName("otherforce"), by=OPERATOR, now=room.now)
    assert other == 0


def test_a_source_that_is_silent_stands_there_with_since_when_and_its_promise(room: Room) -> None:
    clerk = room.sign_in(REID)
    assert "Sources that are silent" not in clerk.get("records/set-aside/").words
    Source.objects.filter(id=room.world.source.id).update(
        name="rms-one", fresh_within_minutes=45, last_ok_at=room.now, stale_since=room.now + timedelta(minutes=45)
    )

    words = clerk.get("records/set-aside/").words

    since = say_moment(room.now + timedelta(minutes=45))
    assert f"rms-one Every 45 minutes {say_moment(room.now)} {since}" in words


@pytest.mark.parametrize(
    "path",
    ["records/", "records/suggestions/", "records/same-people/", "records/set-aside/", "contactability/"],
)
def test_who_has_another_role_is_refused_and_an_empty_page_says_so(now: Any, path: str) -> None:
    stranger, clerk = signed_in(now, STRANGER), signed_in(now, REID)

    assert stranger.get(path).status == 403
    assert clerk.get(path).status == 200
