"""A court's extract adds hearings to a crime that another source owns, on a real database."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.snapshots import ALLOCATED, FORCE, RECORDED, a_source, changed, event, take
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.contribution_models import ContributedState
from waypost.cases.erasing.operations import erase
from waypost.cases.erasing.values import Order
from waypost.cases.held import held_in_case
from waypost.cases.intake import Contribution, ContributionResult, take_contributions
from waypost.cases.intake.contributions import Section
from waypost.cases.intake.waiting import drop_unclaimed
from waypost.cases.models import Case, Source, TimelineEvent
from waypost.cases.places import Reader, claim_places
from waypost.cases.queries import cases_by_id, source_by_id
from waypost.cases.values import CaseFacts, SourceFacts, SourceState

pytestmark = pytest.mark.django_db

REFERENCE = str(RECORDED["reference"])
URN = "42CD1234526"
HEARING = {
    "id": "1",
    "kind": "plea",
    "court": "Teesside Crown Court",
    "starts_at": "2026-12-01T10:00:00Z",
    "status": "listed",
    "received_at": "2026-11-20T08:00:00Z",
}


def hearing(item: str = "1", **other: object) -> dict[str, Any]:
    return {**HEARING, "id": item, **other}


@pytest.fixture
def owner(now: datetime) -> SourceFacts:
    return a_source("rms", now=now)


@pytest.fixture
def court(now: datetime) -> SourceFacts:
    return a_source("courts", now=now)


def say(
    court: SourceFacts,
    *items: Mapping[str, Any],
    now: datetime,
    reference: str = REFERENCE,
    section: Section = "hearings",
) -> ContributionResult:
    return take_contributions(court, [Contribution(reference, section, items)], now=now)


def counts(result: ContributionResult) -> tuple[int, int, int, int, int]:
    return result.applied, result.unchanged, result.waiting, result.held, len(result.rejected)


APPLIED, UNCHANGED, WAITING, HELD, REJECTED = (
    (1, 0, 0, 0, 0),
    (0, 1, 0, 0, 0),
    (0, 0, 1, 0, 0),
    (0, 0, 0, 1, 0),
    (0, 0, 0, 0, 1),
)


def case_of(reference: str = REFERENCE) -> CaseFacts:
    with in_force(FORCE):
        case_id = CaseId(Case.objects.get(reference=reference, kind="crime").id)
    return cases_by_id([case_id], force=FORCE)[case_id]


def told(reference: str = REFERENCE) -> list[str]:
    """Return what was told of the court in a case."""
    with in_force(FORCE):
        rows = TimelineEvent.objects.filter(case__reference=reference).order_by("number")
        return [row.kind for row in rows if row.kind.startswith(("court.", "hearing.", "cps."))]


def held(reference: str = REFERENCE) -> list[str]:
    return [one.section.partition("@")[0] for one in held_in_case(case_of(reference).case_id, force=FORCE)]


def linked(*references: str, revision: int = 2, **other: Any) -> dict[str, Any]:
    return changed(ALLOCATED, linked=list(references), revision=revision, **other)


def in_shadow(source: SourceFacts) -> SourceFacts:
    Source.objects.filter(id=source.id).update(state="shadow")
    return source_by_id(source.id)


def test_a_hearing_is_told_and_its_readers_are_woken(owner: SourceFacts, court: SourceFacts, now: datetime) -> None:
    take(owner, event(ALLOCATED), now=now)
    before = case_of()
    with in_force(FORCE):
        claim_places(Reader.JOURNEYS, force=FORCE, limit=10, now=now)

    assert counts(say(court, hearing(), now=now)) == APPLIED

    assert told() == ["court.hearing_listed"]
    after = case_of()
    assert replace(after, hearings=()) == before
    with in_force(FORCE):
        row = TimelineEvent.objects.get(kind="court.hearing_listed")
        assert (row.revision, row.received_at) == (ALLOCATED["revision"], after.hearings[0].received_at)
        assert row.at == now
        assert claim_places(Reader.JOURNEYS, force=FORCE, limit=10, now=now)


def test_the_owners_next_revisions_keep_it_and_are_numbered_as_before(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(RECORDED, "1"), now=now)
    say(court, hearing(), now=now)

    result = take(owner, event(ALLOCATED, "2"), now=now)

    assert (result.accepted, result.stale) == (1, 0)
    assert len(case_of().hearings) == 1
    assert told() == ["court.hearing_listed"]


def test_the_same_state_again_changes_nothing(owner: SourceFacts, court: SourceFacts, now: datetime) -> None:
    take(owner, event(ALLOCATED), now=now)
    say(court, hearing(), now=now)

    assert counts(say(court, hearing(), now=now)) == UNCHANGED
    assert counts(say(court, now=now)) == APPLIED
    assert told() == ["court.hearing_listed", "hearing.withdrawn"]


def test_several_sections_and_cases_go_in_one_batch(owner: SourceFacts, court: SourceFacts, now: datetime) -> None:
    take(owner, event(ALLOCATED, "1"), event(changed(ALLOCATED, reference="R2"), "2"), now=now)
    fact = {"id": "f1", "kind": "cps.file_submitted", "at": "2026-11-20T08:00:00Z"}

    result = take_contributions(
        court,
        [
            Contribution("R2", "hearings", [hearing()]),
            Contribution(REFERENCE, "hearings", [hearing()]),
            Contribution(REFERENCE, "facts", [fact]),
            Contribution("R3", "hearings", [hearing()]),
            Contribution(REFERENCE, "property", [{"id": "1"}]),
        ],
        now=now,
    )

    assert counts(result) == (3, 0, 1, 0, 1)
    assert sorted(told()) == ["court.hearing_listed", "cps.file_submitted"]
    assert told("R2") == ["court.hearing_listed"]


def test_a_courts_number_finds_the_case_that_is_linked_with_it(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(linked(URN)), now=now)

    assert counts(say(court, hearing(), reference=URN, now=now)) == APPLIED
    assert told() == ["court.hearing_listed"]


def test_what_names_no_case_waits_and_is_told_once_the_case_appears(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    assert counts(say(court, hearing(), now=now)) == WAITING

    take(owner, event(ALLOCATED), now=now)

    assert told() == ["court.hearing_listed"]
    assert counts(say(court, hearing(), now=now)) == APPLIED
    assert told() == ["court.hearing_listed"]


def test_what_waits_is_told_once_the_case_is_linked_with_its_number(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(RECORDED, "1"), now=now)
    say(court, hearing(), reference=URN, now=now)

    take(owner, event(linked(URN), "2"), now=now)

    assert told() == ["court.hearing_listed"]


def test_a_case_that_is_known_already_when_it_appears_is_told_nothing_of_what_waited(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    say(court, hearing(), now=now)

    take(owner, event(changed(ALLOCATED, recorded_at="2026-01-01T09:00:00Z")), now=now)

    assert told() == []
    assert len(case_of().hearings) == 1


def test_a_link_that_is_taken_back_takes_the_hearing_along_until_another_case_has_it(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(linked(URN), "1"), now=now)
    say(court, hearing(), reference=URN, now=now)

    take(owner, event(linked(revision=3), "2"), now=now)
    assert told() == ["court.hearing_listed", "hearing.withdrawn"]

    take(owner, event(linked(URN, reference="R2"), "3"), now=now)
    assert told("R2") == ["court.hearing_listed"]


def test_the_reference_of_another_crime_that_we_do_not_have_reaches_nobody_in_this_one(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    other = REFERENCE[:-1] + "9"
    take(owner, event(linked(other)), now=now)

    assert counts(say(court, hearing(), reference=other, now=now)) == WAITING
    assert told() == []


def test_a_number_that_two_cases_have_is_held_in_both_and_told_in_neither(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(linked(URN), "1"), event(linked(URN, reference="R2"), "2"), now=now)

    assert counts(say(court, hearing(), reference=URN, now=now)) == HELD
    assert (told(), told("R2"), held(), held("R2")) == ([], [], ["hearings"], ["hearings"])

    take(owner, event(linked(revision=3, reference="R2"), "3"), now=now)
    assert (held("R2"), held()) == ([], ["hearings"])
    assert counts(say(court, hearing(), reference=URN, now=now)) == APPLIED
    assert (told(), held()) == (["court.hearing_listed"], [])


def test_a_second_case_with_the_same_number_is_held_when_it_appears(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(linked(URN), "1"), now=now)
    say(court, hearing(), reference=URN, now=now)

    take(owner, event(linked(URN, reference="R2"), "2"), now=now)

    assert (told(), told("R2"), held("R2")) == (["court.hearing_listed"], [], ["hearings"])
    assert counts(say(court, hearing(), hearing("2", kind="trial"), reference=URN, now=now)) == HELD
    assert told() == ["court.hearing_listed"]


def test_two_cases_that_come_together_with_what_waits_are_both_held(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    say(court, hearing(), reference=URN, now=now)

    take(owner, event(linked(URN), "1"), event(linked(URN, reference="R2"), "2"), now=now)

    assert (told(), told("R2"), held(), held("R2")) == ([], [], ["hearings"], ["hearings"])


def test_what_is_said_of_a_merged_record_is_told_where_it_went_and_stays_there(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(linked(merged_into="R2"), "1"), event(changed(ALLOCATED, reference="R2"), "2"), now=now)

    assert counts(say(court, hearing(), now=now)) == APPLIED
    take(owner, event(changed(ALLOCATED, reference="R2", revision=3, status="charged"), "3"), now=now)

    assert (told(), told("R2"), len(case_of("R2").hearings)) == ([], ["court.hearing_listed"], 1)


def test_a_merge_that_is_taken_back_takes_the_hearing_back(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(linked(merged_into="R2"), "1"), event(changed(ALLOCATED, reference="R2"), "2"), now=now)
    say(court, hearing(), now=now)
    take(owner, event(linked(revision=3), "3"), now=now)

    assert counts(say(court, hearing(), now=now)) == APPLIED

    assert told() == ["court.hearing_listed"]
    assert told("R2") == ["court.hearing_listed", "hearing.withdrawn"]
    assert (case_of("R2").hearings, len(case_of().hearings)) == ((), 1)


def test_a_number_that_a_merged_record_has_too_means_the_one_that_is_left(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    merged, left = linked(URN, merged_into="R2"), linked(URN, reference="R2")
    take(owner, event(merged, "1"), event(left, "2"), now=now)

    assert counts(say(court, hearing(), reference=URN, now=now)) == APPLIED
    assert (told(), told("R2")) == ([], ["court.hearing_listed"])


def test_an_unknown_code_is_held_until_the_court_says_it_in_known_words(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(RECORDED, "1"), now=now)
    assert counts(say(court, hearing(status="unknown:ZZ"), now=now)) == HELD

    take(owner, event(ALLOCATED, "2"), now=now)
    assert (held(), case_of().held_items, told()) == (["hearings"], 1, [])

    assert counts(say(court, hearing(), now=now)) == APPLIED
    assert (held(), case_of().held_items, told()) == ([], 0, ["court.hearing_listed"])


def test_the_courts_words_do_not_release_what_the_owner_holds(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(changed(ALLOCATED, status="limbo")), now=now)

    say(court, hearing(), now=now)

    assert held() == ["status"]
    assert told() == ["court.hearing_listed"]


def test_what_both_say_differently_is_held_until_the_owner_agrees(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    moved = "2026-12-08T10:00:00Z"
    take(owner, event(linked(hearings=[hearing("o")]), "1"), now=now)
    say(court, hearing(), now=now)

    assert counts(say(court, hearing(starts_at=moved), now=now)) == HELD
    take(owner, event(linked(revision=3, hearings=[hearing("o")], status="charged"), "2"), now=now)
    assert held() == ["hearings"]
    take(owner, event(linked(revision=4, hearings=[hearing("o", starts_at=moved)]), "3"), now=now)

    assert (held(), told()) == ([], ["court.hearing_listed", "court.hearing_changed"])


def test_an_owner_that_moves_first_is_not_held_by_what_a_court_said_before(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    moved = "2026-12-08T10:00:00Z"
    take(owner, event(linked(hearings=[hearing("o")]), "1"), now=now)
    say(court, hearing(), now=now)

    take(owner, event(linked(revision=3, hearings=[hearing("o", starts_at=moved)]), "2"), now=now)

    assert (held(), told()) == ([], ["court.hearing_listed", "court.hearing_changed"])


@pytest.mark.parametrize(
    ("reference", "section", "items"),
    [
        (REFERENCE, "hearings", [{"id": "1"}]),
        (REFERENCE, "hearings", [hearing(starts_at="tomorrow")]),
        (REFERENCE, "hearings", [hearing("a\0b")]),
        (REFERENCE, "people", []),
        ("", "hearings", []),
        ("x" * 65, "hearings", []),
        ("a\0b", "hearings", []),
    ],
)
def test_what_breaks_the_contract_is_rejected_by_field(
    owner: SourceFacts, court: SourceFacts, now: datetime, reference: str, section: Any, items: list[Any]
) -> None:
    take(owner, event(ALLOCATED), now=now)

    result = take_contributions(court, [Contribution(reference, section, items)], now=now)

    assert counts(result) == REJECTED
    assert "tomorrow" not in result.rejected[0].error
    assert told() == []


def test_a_newer_state_that_cannot_be_read_holds_the_case_until_one_can(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(ALLOCATED), now=now)
    say(court, hearing(), now=now)

    say(court, {"id": "1"}, now=now)
    assert (held(), len(case_of().hearings)) == (["hearings"], 1)

    assert counts(say(court, hearing(), now=now)) == APPLIED
    assert (held(), told()) == ([], ["court.hearing_listed"])


def test_a_source_in_shadow_changes_no_case_and_holds_none(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(ALLOCATED), now=now)
    shadow = in_shadow(court)

    assert counts(say(shadow, hearing(status="unknown:ZZ"), now=now)) == WAITING
    assert counts(say(shadow, {"id": "1"}, now=now)) == REJECTED
    assert counts(say(shadow, hearing(), now=now)) == WAITING
    assert (held(), told(), case_of().hearings) == ([], [], ())


def test_of_a_source_that_goes_live_only_what_is_new_since_is_told(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(ALLOCATED), now=now)
    say(in_shadow(court), hearing(), now=now)
    Source.objects.filter(id=court.id).update(state="live")

    say(court, hearing(), hearing("2", kind="trial", starts_at="2027-02-01T10:00:00Z"), now=now)

    assert told() == ["court.hearing_listed"]
    assert len(case_of().hearings) == 2


def test_what_a_source_said_before_it_went_back_into_shadow_is_marked(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(linked(hearings=[hearing("o", kind="trial")])), now=now)
    say(court, hearing(), now=now)
    assert case_of().items_in_shadow == frozenset()

    in_shadow(court)

    case = case_of()
    assert case.items_in_shadow == {one.id for one in case.hearings} - {"o"}
    assert case.source.state is SourceState.LIVE


def test_a_case_takes_its_contributions_along_when_it_is_erased_and_none_comes_back(
    owner: SourceFacts, court: SourceFacts, now: datetime
) -> None:
    take(owner, event(linked(URN, status="closed")), now=now)
    say(court, hearing(), reference=URN, now=now)
    say(court, hearing("2"), reference="42CD7654326", now=now)
    case_id = case_of().case_id

    erase(REFERENCE, Order(FORCE, "Time is over.", Actor(ActorKind.STAFF, "7001"), now))

    with in_force(FORCE):
        assert list(ContributedState.objects.values_list("reference", flat=True)) == ["42CD7654326"]
    assert counts(say(court, hearing(), now=now)) == UNCHANGED
    with in_force(FORCE):
        assert Case.objects.get(id=case_id).applied is None
        assert ContributedState.objects.count() == 1


def test_what_nobody_claims_is_dropped_when_its_time_is_over(court: SourceFacts, now: datetime) -> None:
    say(court, hearing(), now=now)

    with in_force(FORCE):
        assert drop_unclaimed(force=FORCE, keep_days=30, now=now + timedelta(days=29)) == 0
        assert drop_unclaimed(force=FORCE, keep_days=30, now=now + timedelta(days=31)) == 1


def test_another_force_sees_nothing_of_it(court: SourceFacts, now: datetime) -> None:
    say(court, hearing(), now=now)

    assert ContributedState.objects.count() == 0


def test_a_batch_of_contributions_takes_a_bounded_number_of_queries(
    owner: SourceFacts, court: SourceFacts, now: datetime, django_assert_max_num_queries: Any
) -> None:
    take(owner, *(event(changed(ALLOCATED, reference=f"R{i}"), f"e{i}") for i in range(50)), now=now)

    with django_assert_max_num_queries(30):
        take_contributions(court, [Contribution(f"R{i}", "hearings", [hearing()]) for i in range(50)], now=now)

    with in_force(FORCE):
        assert TimelineEvent.objects.filter(kind="court.hearing_listed").count() == 50
