"""From the record to a page: what is shown, and above all what is not."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from tests.unit.portal.facts import PLAN, SUSPECT, VICTIM, case, portal_case
from waypost.cases.offences import offence_groups
from waypost.cases.values import Appointment, Outcome, Property, TimelineEntry
from waypost.cases.vocabulary import AppointmentKind, AppointmentStatus, CaseStatus, PropertyStatus
from waypost.portal.presentation import CaseView, ThreadItem, Wording, case_view
from waypost.portal.words import portal_words, read_words

AT = datetime(2026, 11, 20, 9, 5, tzinfo=UTC)


def view(**changes: object) -> CaseView:
    facts = case(replace(VICTIM, plan=PLAN), SUSPECT, **changes)
    wording = Wording(words=portal_words(), groups=offence_groups())
    return case_view(portal_case(facts), grant="grant", thread=[], wording=wording, now=AT)


def event(kind: str, number: int) -> TimelineEntry:
    return TimelineEntry(number, kind, AT, None, AT, None, None, {})


def test_no_contact_detail_no_other_person_and_no_word_of_the_plan_reaches_a_page() -> None:
    shown = repr(asdict(view()))

    for secret in ("900001", "Example Road", "TS5", "1988", "kettle", "Lee", "Sample", "Amina", "Madeup"):
        assert secret not in shown


@pytest.mark.parametrize("status", list(CaseStatus))
def test_every_status_has_words(status: CaseStatus) -> None:
    stage = view(status=status).stage

    assert stage != portal_words().stage(None)
    assert all([stage.title, stage.now, stage.next])


@pytest.mark.parametrize("status", [None, "gone_fishing"])
def test_a_status_that_nobody_knows_says_only_that_we_deal_with_it(status: str | None) -> None:
    assert view(status=status).stage == portal_words().stages["unknown"]


def test_an_outcome_of_no_suspect_is_told_with_the_officers_reason() -> None:
    outcome = Outcome("18", AT, reason="No camera saw the car.")

    told = view(status="closed", outcome=outcome).outcome

    assert told is not None
    assert told.reason == "No camera saw the car."
    assert told.words == portal_words().outcomes["18"].plain


@pytest.mark.parametrize("code", ["1", "1A", "14", "15", "16", "23", "99", "20"])
def test_an_outcome_that_an_officer_tells_first_is_not_told_by_the_page(code: str) -> None:
    told = view(status="closed", outcome=Outcome(code, AT, reason="The reason.")).outcome

    assert told is not None
    assert told.reason is None
    assert told.title == "A decision has been made"


def test_no_suspect_is_told_in_person_where_the_offence_is_not_of_low_risk() -> None:
    told = view(group="rape", status="closed", outcome=Outcome("18", AT, reason="The reason.")).outcome

    assert told is not None
    assert told.title == "A decision has been made"
    assert told.reason is None


def test_no_officer_yet_is_no_officer() -> None:
    assert view(officer=None).officer is None


def test_an_officer_is_shown_with_rank_name_and_collar_number() -> None:
    officer = view().officer

    assert officer is not None
    assert officer.name == "PC Jo Hall"
    assert [row["value"]["text"] for row in officer.rows] == ["PC Jo Hall", "4471", "North CID"]


def test_a_kind_of_event_that_has_no_words_is_not_shown() -> None:
    events = (event("suspect.arrested", 3), event("oic.assigned", 2), event("crime.recorded", 1))
    shown = portal_case(case(VICTIM), events=events)
    wording = Wording(words=portal_words(), groups=offence_groups())

    page = case_view(shown, grant="g", thread=[], wording=wording, now=AT)

    assert [item.sentence for item in page.timeline] == [
        "An officer was given your case.",
        "We recorded your report.",
    ]


@pytest.mark.parametrize("kind", ["suspect.", "court.", "cps.", "outcome.", "police.", "oocd.", "witness."])
def test_what_an_officer_tells_in_person_is_not_on_the_timeline(kind: str) -> None:
    assert not [name for name in portal_words().timeline if name.startswith(kind)]


def test_a_group_that_is_not_known_is_shown_by_the_sources_own_title() -> None:
    assert view(group="piracy").offence == "Burglary - residential"
    assert view().offence == "Burglary of a home"


def test_the_ten_newest_messages_are_in_view_and_the_others_behind() -> None:
    wording = Wording(words=portal_words(), groups=offence_groups())
    thread = [ThreadItem(AT + timedelta(days=n), "You", True, str(n), "") for n in range(12)]

    page = case_view(portal_case(case(VICTIM)), grant="g", thread=thread, wording=wording, now=AT)

    assert [item.text for item in page.earlier_messages] == ["0", "1"]
    assert [item.text for item in page.messages] == [str(n) for n in range(2, 12)]


def test_every_kind_and_state_of_an_appointment_and_of_property_has_words() -> None:
    words = portal_words()

    assert set(words.appointment_kinds) >= set(AppointmentKind)
    assert set(words.appointment_statuses) == set(AppointmentStatus)
    assert set(words.property) >= set(PropertyStatus)


def appointment(number: int, *, place: str | None = None, status: str = "booked") -> Appointment:
    starts_at = AT + timedelta(days=number)
    return Appointment(f"a{number}", "visit", starts_at, None, place, None, status)


def test_the_next_appointment_comes_first_and_those_that_are_over_stand_apart() -> None:
    appointments = (appointment(2), appointment(1, place="your home"), appointment(-1), appointment(-2))
    shown = portal_case(case(VICTIM), appointments=appointments)
    wording = Wording(words=portal_words(), groups=offence_groups())

    page = case_view(shown, grant="g", thread=[], wording=wording, now=AT)

    assert [item.where for item in page.appointments] == ["your home", None]
    assert [item.when for item in page.past_appointments] == [
        "Thursday 19 November 2026, 9:05am",
        "Wednesday 18 November 2026, 9:05am",
    ]


def test_a_cancelled_appointment_is_not_shown_as_booked() -> None:
    shown = portal_case(case(VICTIM), appointments=(appointment(1, status="cancelled"),))
    wording = Wording(words=portal_words(), groups=offence_groups())

    page = case_view(shown, grant="g", thread=[], wording=wording, now=AT)

    assert [(item.status, item.is_booked) for item in page.appointments] == [("Cancelled", False)]


def test_a_thing_is_shown_with_where_it_is() -> None:
    shown = portal_case(case(VICTIM), property=(Property("x", "Ring, gold", "stolen"),))
    wording = Wording(words=portal_words(), groups=offence_groups())

    page = case_view(shown, grant="g", thread=[], wording=wording, now=AT)

    assert page.belongings[0]["value"]["text"] == "Not found yet"


def test_the_words_are_read_once() -> None:
    assert read_words(settings.CONTENT_DIR) is read_words(settings.CONTENT_DIR)
