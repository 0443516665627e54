"""From an incident to its page: what is shown, and above all what is not."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.conf import settings

from tests.unit.portal.facts import SUSPECT, VICTIM, case, portal_case
from waypost.cases.offences import offence_groups
from waypost.cases.values import CaseKind, IncidentFacts, TimelineEntry
from waypost.portal.incidents import IncidentView, Reader, incident_view, say_band
from waypost.portal.presentation import Wording, case_line
from waypost.portal.rules import Shut, reason_to_keep_shut
from waypost.portal.words import portal_words, read_words

NOW = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)
INCIDENT = IncidentFacts(
    status="assigned",
    grade="priority",
    opened_at=NOW - timedelta(hours=1),
    is_screened=True,
    suspect_may_see_phone=False,
    promised_by=NOW + timedelta(hours=2),
)
WORDS = portal_words().incidents


def view(**changes: object) -> IncidentView:
    facts = case(VICTIM, SUSPECT, kind=CaseKind.INCIDENT, incident=replace(INCIDENT, **changes), officer=None)  # type: ignore[arg-type]
    wording = Wording(words=portal_words(), groups=offence_groups())
    reader = Reader("grant", crime_grant=None)
    return incident_view(portal_case(facts), reader=reader, thread=[], wording=wording, now=NOW)


@pytest.mark.parametrize("grade", ["emergency", "priority", "scheduled", "resolution_without_deployment"])
def test_the_grade_never_reaches_a_page(grade: str) -> None:
    assert grade not in repr(asdict(view(grade=grade)))


def test_no_contact_detail_and_no_other_person_reaches_a_page() -> None:
    shown = repr(asdict(view()))

    for secret in ("900001", "Example Road", "TS5", "1988", "Lee", "Sample", "Amina", "Madeup"):
        assert secret not in shown


def test_somebody_is_expected_in_a_band_and_not_to_the_minute() -> None:
    arrival = view(status="en_route", eta=NOW + timedelta(minutes=37)).arrival

    assert arrival is not None
    assert "between 9:30am and 10:30am" in arrival
    assert "9:42" not in arrival


def test_a_band_of_another_day_says_which_day() -> None:
    start = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)

    said = say_band(start, start + timedelta(hours=1), now=NOW)

    assert said == "between 9:30am and 10:30am on Saturday 21 November 2026"


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({}, "promised"),
        ({"promised_by": NOW - timedelta(minutes=1)}, "promise_passed"),
        ({"eta": NOW - timedelta(hours=2)}, "band_passed"),
    ],
)
def test_a_delay_is_owned_up_to(changes: dict[str, object], key: str) -> None:
    arrival = view(**changes).arrival

    assert arrival is not None
    assert arrival.startswith(WORDS.arrival[key].split("{")[0].strip())


@pytest.mark.parametrize("eta", [None, NOW + timedelta(minutes=10)])
def test_nothing_of_an_arrival_is_shown_where_the_suspect_may_see_the_phone(eta: datetime | None) -> None:
    assert view(suspect_may_see_phone=True, eta=eta).arrival == WORDS.arrival["hidden"]


@pytest.mark.parametrize("status", ["assigned", "en_route", "at_scene"])
def test_that_anybody_comes_is_not_shown_where_the_suspect_may_see_the_phone(status: str) -> None:
    facts = case(VICTIM, kind=CaseKind.INCIDENT, incident=replace(INCIDENT, status=status, suspect_may_see_phone=True))
    events = tuple(
        TimelineEntry(number, kind, NOW, NOW, NOW, None, None, {})
        for number, kind in enumerate(("incident.created", "incident.resource_en_route", "incident.delayed"), 1)
    )
    wording = Wording(words=portal_words(), groups=offence_groups())

    shown = incident_view(
        portal_case(facts, events=events),
        reader=Reader("grant", crime_grant=None),
        thread=[],
        wording=wording,
        now=NOW,
    )

    assert shown.stage == WORDS.stages["open"]
    assert case_line(portal_case(facts), grant="g", wording=wording).stage == WORDS.stages["open"]
    assert [item.sentence for item in shown.timeline] == [portal_words().timeline["incident.created"]]


@pytest.mark.parametrize("status", ["at_scene", "resulted", "closed"])
def test_once_somebody_has_come_there_is_nothing_to_wait_for_or_to_cancel(status: str) -> None:
    shown = view(status=status)

    assert (shown.arrival, shown.meanwhile, shown.can_be_cancelled) == (None, (), False)


def test_what_to_do_meanwhile_fits_the_offence_and_begins_with_danger() -> None:
    meanwhile = view().meanwhile

    assert "999" in meanwhile[0]
    assert set(WORDS.meanwhile["burglary"]) <= set(meanwhile)
    assert not set(WORDS.meanwhile["vehicle"]) & set(meanwhile)


@pytest.mark.parametrize("status", ["open", "assigned", "en_route", "at_scene", "resulted", "closed"])
def test_every_status_has_words(status: str) -> None:
    assert view(status=status).stage != WORDS.stage(None)


def test_a_status_that_nobody_knows_says_only_that_we_deal_with_it() -> None:
    assert view(status=None).stage == WORDS.stages["unknown"]


def test_an_incident_of_which_nobody_asked_group_and_flags_stays_shut() -> None:
    facts = case(VICTIM, kind=CaseKind.INCIDENT, incident=replace(INCIDENT, is_screened=False))

    assert reason_to_keep_shut(facts, VICTIM, today=date(2026, 11, 20)) is Shut.NOT_SCREENED


def test_the_list_of_reports_says_where_an_incident_stands() -> None:
    facts = case(VICTIM, kind=CaseKind.INCIDENT, incident=INCIDENT)
    wording = Wording(words=portal_words(), groups=offence_groups())

    assert case_line(portal_case(facts), grant="g", wording=wording).stage == WORDS.stages["assigned"]


def test_a_crime_has_no_page_of_an_incident() -> None:
    wording = Wording(words=portal_words(), groups=offence_groups())

    with pytest.raises(ValueError, match="not an incident"):
        incident_view(
            portal_case(case(VICTIM)), reader=Reader("g", crime_grant=None), thread=[], wording=wording, now=NOW
        )


def test_the_words_of_incidents_are_read_from_the_content() -> None:
    assert read_words(settings.CONTENT_DIR).incidents == WORDS
