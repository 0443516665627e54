"""One incident through the eyes of whoever reported it."""

from datetime import datetime, timedelta

import pytest

from tests.integration.portal.test_case_page import audited, signed_in
from tests.integration.portal.world import a_case, an_incident, take_incident
from waypost.base import clock
from waypost.base.pages.dates import say_time


@pytest.fixture(autouse=True)
def _database(committed_db: None) -> None:
    """Commit, as a view does."""


@pytest.fixture
def now() -> datetime:
    """Views ask the clock themselves."""
    return clock.now()


def page_of(now: datetime, **changes: object) -> str:
    client, path = signed_in(an_incident(now, **changes), now=now)
    return client.get(path).content.decode()


def test_a_page_says_where_it_stands_what_to_do_and_how_to_cancel(now: datetime) -> None:
    invited = an_incident(now)
    client, path = signed_in(invited, now=now)

    page = client.get(path).content.decode()

    for words in ("A-2026-118822", "Somebody has been given your report", "somebody would come or call by"):
        assert words in page
    for heading in ("What to do until we come", "If you no longer need us", "Reach us another way"):
        assert heading in page
    assert [person for person, _ in audited("portal.case_viewed")] == [invited.person_id]


def test_the_grade_is_nowhere_on_the_page(now: datetime) -> None:
    assert "priority" not in page_of(now, grade="priority").lower()


def test_the_time_of_arrival_is_a_band(now: datetime) -> None:
    eta = (now + timedelta(minutes=50)).replace(minute=37)

    page = page_of(now, status="en_route", eta=eta.isoformat())

    assert "We expect to be with you between" in page
    assert say_time(eta) not in page


def test_no_arrival_is_shown_where_nobody_has_asked_if_the_suspect_may_see_the_phone(now: datetime) -> None:
    page = page_of(now, status="en_route", eta=now.isoformat(), suspect_may_see_phone=None)

    assert "For your safety we do not show here when we come." in page
    assert "We expect" not in page.replace("When we expect", "")


@pytest.mark.parametrize(
    "changes", [{"flags": None}, {"group": None}, {"flags": ["domestic_abuse"]}, {"suspect_may_see_phone": True}]
)
def test_an_incident_that_became_unsafe_shuts_the_open_page(now: datetime, changes: dict[str, object]) -> None:
    client, path = signed_in(an_incident(now), now=now)

    take_incident({"updated_at": now.isoformat(), **changes}, now=now)

    assert client.get(path).status_code == 404


def test_a_recorded_crime_is_named_with_its_reference(now: datetime) -> None:
    invited = an_incident(now)
    client, path = signed_in(invited, now=now)

    a_case(now, reference="42260000077", incident_reference="A-2026-118822")

    page = client.get(path).content.decode()
    assert "We recorded a crime from this report. Its reference is 42260000077." in page
    assert "See that page" not in page


def test_what_is_needed_from_the_caller_is_shown_as_written(now: datetime) -> None:
    page = page_of(now, information_required="The <b>frame number</b> of the bicycle")

    assert "We need something from you" in page
    assert "The &lt;b&gt;frame number&lt;/b&gt; of the bicycle" in page
