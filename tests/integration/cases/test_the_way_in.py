"""Snapshots become the record and its timeline, in one transaction, whatever is sent and how often."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.snapshots import ALLOCATED, ARREST, FORCE, RECORDED, a_source, changed, event, take
from waypost.base.scope import in_force
from waypost.cases.intake import PolledDocument, take_polled
from waypost.cases.models import Case, HeldItem, Person, TimelineEvent
from waypost.cases.places import Reader, claim_places
from waypost.cases.values import CaseKind, SourceFacts

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


def kinds() -> list[str]:
    with in_force(FORCE):
        return list(TimelineEvent.objects.order_by("case_id", "number").values_list("kind", flat=True))


def held_values() -> list[str]:
    with in_force(FORCE):
        return list(HeldItem.objects.filter(released_at=None).order_by("id").values_list("value", flat=True))


def test_a_first_snapshot_is_recorded_with_its_events_numbered(source: SourceFacts, now: datetime) -> None:
    result = take(source, event(ALLOCATED), now=now)

    assert (result.accepted, result.held, result.rejected) == (1, 0, ())
    assert kinds()[0] == "crime.recorded"
    assert {"oic.assigned", "forensic.visit_booked"} <= set(kinds())
    with in_force(FORCE):
        case = Case.objects.get()
        assert list(TimelineEvent.objects.order_by("number").values_list("number", flat=True)) == list(
            range(1, case.events + 1)
        )


def test_the_same_event_twice_is_a_duplicate_also_in_one_batch(source: SourceFacts, now: datetime) -> None:
    first = take(source, event(RECORDED), event(RECORDED), now=now)
    again = take(source, event(RECORDED), now=now)

    assert (first.accepted, first.duplicate) == (1, 1)
    assert (again.accepted, again.duplicate) == (0, 1)


def test_the_same_id_with_another_body_is_a_duplicate_and_an_alarm(
    source: SourceFacts, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    take(source, event(RECORDED), now=now)

    result = take(source, event(ALLOCATED), now=now)

    assert result.duplicate == 1
    assert "another body" in caplog.text
    assert kinds() == ["crime.recorded"]


def test_the_same_id_with_another_body_in_one_batch_is_an_alarm_too(
    source: SourceFacts, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    result = take(source, event(RECORDED), event(ALLOCATED), now=now)

    assert (result.accepted, result.duplicate) == (1, 1)
    assert "another body" in caplog.text
    assert kinds() == ["crime.recorded"]


def test_an_event_that_one_batch_brings_broken_and_then_mended_is_known_by_the_mended_body(
    source: SourceFacts, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    first = take(source, event(changed(RECORDED, revision="two")), event(RECORDED), now=now)
    caplog.clear()

    again = take(source, event(RECORDED), now=now)

    assert (first.accepted, len(first.rejected), again.duplicate) == (1, 1, 1)
    assert "another body" not in caplog.text


def test_a_revision_that_is_not_higher_is_stale_and_changes_nothing(source: SourceFacts, now: datetime) -> None:
    take(source, event(ALLOCATED), now=now)
    before = kinds()

    result = take(source, event(RECORDED, "late"), event(ALLOCATED, "again"), now=now)

    assert (result.accepted, result.stale) == (0, 2)
    assert kinds() == before


def test_revisions_of_one_batch_follow_one_another(source: SourceFacts, now: datetime) -> None:
    take(source, event(RECORDED, "1"), event(ALLOCATED, "2"), event(ARREST, "3"), now=now)

    assert kinds()[0] == "crime.recorded"
    assert "suspect.arrested" in kinds()


def test_one_bad_event_is_rejected_by_field_and_the_others_are_taken(source: SourceFacts, now: datetime) -> None:
    others = [event(changed(RECORDED, reference=f"R{i}"), f"e{i}") for i in range(20)]
    bad = event(changed(RECORDED, revision="two"), "bad")

    result = take(source, *others[:10], bad, *others[10:], now=now)

    assert result.accepted == 20
    assert [(rejected.id, "revision" in rejected.error) for rejected in result.rejected] == [("bad", True)]


def test_a_rejected_event_may_be_sent_again_mended_under_its_id(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(RECORDED, revision="two"), "e1"), now=now)

    assert take(source, event(RECORDED, "e1"), now=now).accepted == 1


def test_a_subject_that_is_not_the_reference_is_rejected(source: SourceFacts, now: datetime) -> None:
    result = take(source, event(RECORDED, subject="another"), now=now)

    assert (result.accepted, len(result.rejected)) == (0, 1)


@pytest.mark.parametrize(
    ("fields", "value"),
    [
        ({"outcome": {"code": "99", "decided_at": "2026-11-20T09:00:00Z"}}, "99"),
        ({"facts": [{"id": "f9", "kind": "suspect.vanished", "at": "2026-11-20T09:00:00Z"}]}, "suspect.vanished"),
        ({"flags": ["brand_new_risk"]}, "brand_new_risk"),
        ({"status": "limbo"}, "limbo"),
    ],
)
def test_an_unknown_value_is_held_and_the_rest_is_applied(
    source: SourceFacts, now: datetime, fields: dict[str, Any], value: str
) -> None:
    result = take(source, event(changed(ALLOCATED, **fields)), now=now)

    assert (result.accepted, result.held) == (1, 1)
    assert held_values() == [value]
    assert "oic.assigned" in kinds()
    with in_force(FORCE):
        assert Case.objects.get().held == 1


def test_an_unknown_flag_counts_as_a_flag(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(RECORDED, flags=["brand_new_risk"])), now=now)

    with in_force(FORCE):
        assert Case.objects.get().flags == ["brand_new_risk"]


def test_a_held_item_is_released_by_a_later_revision_without_it(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(RECORDED, status="limbo"), "1"), now=now)

    result = take(source, event(changed(RECORDED, revision=2), "2"), now=now)

    assert result.held == 0
    assert held_values() == []
    with in_force(FORCE):
        assert Case.objects.get().held == 0


def test_a_second_source_of_a_reference_is_held_and_changes_nothing(source: SourceFacts, now: datetime) -> None:
    take(source, event(RECORDED), now=now)

    result = take(a_source("other", now=now), event(changed(ARREST, status="closed"), "x"), now=now)

    assert (result.accepted, result.held) == (1, 1)
    assert held_values() == ["other"]
    assert kinds() == ["crime.recorded"]


def test_what_a_second_source_sent_stays_held_when_the_owner_goes_on(source: SourceFacts, now: datetime) -> None:
    take(source, event(RECORDED), now=now)
    take(a_source("other", now=now), event(ARREST, "x"), now=now)

    take(source, event(ALLOCATED, "2"), now=now)

    assert held_values() == ["other"]


def test_people_are_found_again_by_normalised_contact(source: SourceFacts, now: datetime) -> None:
    take(source, event(ARREST), now=now)

    with in_force(FORCE):
        keys = dict(Person.objects.values_list("ref", "mobile_key"))
    assert keys == {"p1": "+447700900001", "s1": "+447700900555"}


def test_a_person_who_has_left_the_snapshot_is_no_longer_present(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(ARREST, revision=1), "1"), now=now)

    take(source, event(changed(RECORDED, revision=2), "2"), now=now)

    with in_force(FORCE):
        assert dict(Person.objects.values_list("ref", "is_present")) == {"p1": True, "s1": False}


def test_a_case_older_than_the_backlog_is_known_and_tells_nothing(source: SourceFacts, now: datetime) -> None:
    take(source, event(changed(ALLOCATED, recorded_at="2026-10-01T09:00:00Z")), now=now)

    assert kinds() == ["case.backlog"]


def test_a_polled_document_rises_by_one_when_its_content_changed(source: SourceFacts, now: datetime) -> None:
    document = {key: value for key, value in RECORDED.items() if key != "revision"}
    touched = changed(document, updated_at="2026-11-20T11:00:00Z")
    moved_on = {key: value for key, value in ALLOCATED.items() if key != "revision"}

    first = take_polled(source, [PolledDocument(RECORDED["reference"], document, CaseKind.CRIME)], now=now)
    same = take_polled(source, [PolledDocument(RECORDED["reference"], touched, CaseKind.CRIME)], now=now)
    then = take_polled(source, [PolledDocument(RECORDED["reference"], moved_on, CaseKind.CRIME)], now=now)

    assert [(taken.changed, taken.unchanged) for taken in (first, same, then)] == [(1, 0), (0, 1), (1, 0)]
    with in_force(FORCE):
        assert Case.objects.get().revision == 2


def test_the_readers_of_the_timeline_are_woken(source: SourceFacts, now: datetime) -> None:
    take(source, event(RECORDED), now=now)

    with in_force(FORCE):
        claims = claim_places(Reader.JOURNEYS, force=FORCE, limit=10, now=now)
    assert [claim.place for claim in claims] == [0]


def test_the_raw_envelope_is_kept(source: SourceFacts, now: datetime) -> None:
    from django.db import connection

    take(source, event(RECORDED), now=now)

    with in_force(FORCE), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cases_envelope")
        assert cursor.fetchone()[0] == 1


def test_a_batch_takes_a_fixed_number_of_queries(
    source: SourceFacts, now: datetime, django_assert_max_num_queries: Any
) -> None:
    events = [event(changed(ARREST, reference=f"R{i}"), f"e{i}") for i in range(100)]

    with django_assert_max_num_queries(30):
        result = take(source, *events, now=datetime(2026, 11, 20, 12, tzinfo=UTC))

    assert result.accepted == 100
