"""What is measured in extracts made by hand."""

from datetime import UTC, datetime, timedelta

from tests.unit.cases.documents import incident
from tests.unit.cases.records import LEE, changed
from tests.unit.reports.extracts import crime, measured, somebody
from waypost.messages.gates import GATES
from waypost.messages.reasons import MEANINGS
from waypost.reports.quality.causes import KNOWN_REASONS, Remedy
from waypost.reports.quality.fixes import gain_of
from waypost.reports.quality.measure import SEVERAL_RECORDS
from waypost.reports.quality.stoppers import NOT_OF_THE_RECORD, RECORD_GATES
from waypost.reports.quality.tally import ANY

EMAIL = {"mobile": "", "email": "amina.sample@example.org"}
NOTHING = {"mobile": "", "email": "", "address": ""}


def test_every_gate_is_asked_or_named_with_what_decides_it() -> None:
    assert {gate.name for gate in GATES} == {gate.name for gate in RECORD_GATES} | set(NOT_OF_THE_RECORD)


def test_every_reason_of_a_gate_that_is_asked_has_a_remedy() -> None:
    asked = {reason for gate in RECORD_GATES for reason in gate.reasons}

    assert asked <= KNOWN_REASONS <= set(MEANINGS)


def test_a_victim_is_counted_once_by_the_newest_state_of_her_case() -> None:
    found = measured([crime(1), crime(1, somebody(1, contact=NOTHING), revision=2)]).tally

    assert (found.all.victims, found.all.by[ANY]) == (1, 0)


def test_an_older_state_that_comes_late_changes_nothing() -> None:
    found = measured([crime(1, revision=2), crime(1, somebody(1, contact=NOTHING), revision=1)]).tally

    assert (found.all.victims, found.all.by["sms"]) == (1, 1)


def test_each_way_of_telling_is_counted_and_one_is_enough() -> None:
    found = measured([crime(1), crime(2, somebody(2, contact=EMAIL)), crime(3, somebody(3, contact=NOTHING))]).tally

    assert {way: found.all.by[way] for way in ("sms", "email", ANY)} == {"sms": 1, "email": 1, ANY: 2}


def test_letters_do_not_count_as_a_way_where_the_force_sends_none() -> None:
    found = measured([crime(1, somebody(1, contact={"mobile": ""}))]).tally

    assert (found.all.by["letter"], found.all.by[ANY]) == (1, 0)


def test_all_findings_that_stop_a_victim_are_named_not_only_the_first() -> None:
    victim = somebody(1, given_name="Unknown", contact={"mobile": "07700 900001 or 07700 900002"})

    found = measured([crime(1, victim)]).tally

    assert {"placeholder_name", "several_numbers_sms"} <= set(found.causes)
    assert gain_of(found.stopped, {"several_numbers_sms"}) == 0
    assert gain_of(found.stopped, {"several_numbers_sms", "placeholder_name"}) == 1


def test_who_must_be_told_by_a_person_is_no_fix() -> None:
    found = measured([crime(1, somebody(1, contact_plan={"no_contact": True}))]).tally

    assert (found.by_person, dict(found.stopped)) == (1, {})
    assert found.known["no_contact"].remedy is Remedy.NONE


def test_what_somebody_did_not_agree_to_is_no_fix_but_another_way_is() -> None:
    plan = {"channels": ["email"], "agreed_at": "2026-11-20T09:00:00Z"}

    found = measured([crime(1, somebody(1, contact_plan=plan))]).tally

    assert [sorted(map(sorted, ways)) for ways in found.stopped] == [[["no_email"]]]


def test_of_a_child_whoever_acts_for_it_is_asked_about() -> None:
    child = somebody(1, date_of_birth="2015-01-01", contact=NOTHING)
    parent = changed(somebody(2), id="g1", roles=["parent_guardian"], acts_for=["p1"])

    found = measured([crime(1, child, parent), crime(3, changed(child, family_name="Alone"))]).tally

    assert (found.all.victims, found.all.by["sms"]) == (2, 1)
    assert set(found.causes) >= {"minor_without_guardian"}


def test_a_case_that_the_force_holds_no_more_is_not_counted() -> None:
    found = measured([crime(1), crime(2, status="cancelled"), crime(3, merged_into="42260000001")]).tally

    assert (found.all.victims, found.records["left"]) == (1, 2)


def test_who_is_told_by_the_crime_is_not_counted_in_its_incident() -> None:
    called = incident(people=[somebody(1)], case_reference="42260000001")

    found = measured([crime(1), called]).tally

    assert (found.all.victims, found.records["told_by_crime"]) == (1, 1)


def test_a_suspect_of_a_linked_crime_stops_a_shared_number_whichever_names_the_other() -> None:
    lee = changed(LEE, contact={"mobile": "07700 900001"})

    found = measured([crime(1), crime(2, lee, linked=["42260000001"])]).tally

    assert found.causes["same_as_suspect"] == 1


def test_a_number_that_three_victims_gave_stops_each() -> None:
    found = measured([crime(number, somebody(number, contact={"mobile": "07700 900009"})) for number in range(3)]).tally

    assert (found.causes["widely_shared_sms"], found.all.by["sms"], dict(found.shared)) == (3, 0, {3: 1})


def test_the_same_human_in_two_cases_is_counted_as_a_double() -> None:
    found = measured([crime(1, somebody(1)), crime(2, somebody(1), recorded_at="2026-11-01T09:00:00Z")]).tally

    assert found.doubles[SEVERAL_RECORDS] == 1


def test_a_suspect_elsewhere_under_the_same_name_and_birth_is_found() -> None:
    accused = changed(somebody(1), roles=["suspect"])

    found = measured([crime(1), crime(2, accused, recorded_at="2026-11-01T09:00:00Z")]).tally

    assert found.causes["accused_elsewhere"] == 1


def test_a_contact_that_nobody_confirmed_for_a_year_is_asked_for_again() -> None:
    confirmed = somebody(1, contact={"confirmed_at": "2025-01-01T09:00:00Z"})

    found = measured([crime(1, confirmed)]).tally

    assert (found.causes["stale_sms"], found.ages["more than a year ago"]) == (1, 1)


def test_as_of_another_day_a_contact_may_still_hold() -> None:
    confirmed = somebody(1, contact={"confirmed_at": "2025-01-01T09:00:00Z"})

    found = measured([crime(1, confirmed)], now=datetime(2025, 1, 1, 9, tzinfo=UTC) + timedelta(days=10)).tally

    assert found.ages["in the last 3 months"] == 1


def test_what_is_not_known_pauses_its_case_and_is_counted_by_field_without_its_value() -> None:
    found = measured([crime(1, status="quantum")]).tally

    assert found.causes["case_paused"] == 1
    assert [field for _, field in found.held] == ["status"]


def test_a_record_that_breaks_the_contract_costs_itself_only_and_is_counted() -> None:
    broken = crime(2, somebody(2, date_of_birth="yesterday"))

    found = measured([crime(1), broken, crime(3, force="othershire")])

    assert (found.tally.all.victims, sum(found.faults.lines.values()), found.faults.elsewhere) == (1, 1, 1)
    assert all("people[].date_of_birth" in sentence and "yesterday" not in sentence for sentence in found.faults.lines)


def test_fields_are_counted_as_filled_and_as_usable() -> None:
    found = measured([crime(1), crime(2, somebody(2, contact={"mobile": "refused"}))]).tally

    assert found.fields["Mobile number"] == (2, 2, 1)
