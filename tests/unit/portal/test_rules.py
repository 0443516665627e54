"""Who may look and who may write."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from tests.unit.portal.facts import PLAN, VICTIM, case
from waypost.access.sign_in_rules import FactKind
from waypost.access.values import ForceSettings, ForceState, Hours
from waypost.base.values import ForceName
from waypost.cases.sign_in_fact import sign_in_fact
from waypost.cases.values import Contact, ContactPlan, PersonFacts
from waypost.portal.rules import Shut, may_write, reason_to_keep_shut

TODAY = date(2026, 11, 20)
FORCE = ForceSettings(
    name=ForceName("anyshire"),
    title="Anyshire Police",
    state=ForceState.LIVE,
    groups=frozenset(),
    phases=frozenset(),
    hours=Hours(time(8), time(20)),
    placeholders=frozenset(),
    two_way=True,
    two_way_groups=frozenset({"burglary-residential"}),
    backlog_days=7,
    retention_days=90,
    phone="101",
    leave_url="https://example.org/",
)


@pytest.mark.parametrize(
    ("person", "flags", "reason"),
    [
        (VICTIM, (), None),
        (replace(VICTIM, deceased=True), (), Shut.DECEASED),
        (replace(VICTIM, roles=("witness",)), (), Shut.NOT_A_VICTIM),
        (replace(VICTIM, roles=()), (), Shut.NOT_A_VICTIM),
        # No text for a child points here, and what stands here is written for adults.
        (replace(VICTIM, date_of_birth=date(2008, 11, 21)), (), Shut.UNDER_AGE),
        (replace(VICTIM, date_of_birth=date(2008, 11, 20)), (), None),
        # A cross-allegation: the page shuts for who was let in yesterday.
        (replace(VICTIM, roles=("victim", "suspect")), (), Shut.ACCUSED),
        (replace(VICTIM, roles=("victim", "defendant")), (), Shut.ACCUSED),
        (VICTIM, ("domestic_abuse",), Shut.NOT_SAFE),
        (VICTIM, ("a flag that nobody knows",), Shut.NOT_SAFE),
        (replace(VICTIM, plan=PLAN), ("domestic_abuse",), None),
        (replace(VICTIM, plan=replace(PLAN, safe_confirmed_at=None)), ("domestic_abuse",), Shut.NOT_SAFE),
        (replace(VICTIM, plan=replace(PLAN, review_on=date(2026, 11, 19))), ("stalking",), Shut.NOT_SAFE),
        (replace(VICTIM, plan=replace(PLAN, review_on=TODAY)), ("stalking",), None),
        # Agreed never to be used: also for who was let in before it was.
        (replace(VICTIM, plan=replace(PLAN, never=("portal",))), (), Shut.REFUSED),
    ],
)
def test_a_case_is_shut_to_whom_it_could_hurt(person: PersonFacts, flags: tuple[str, ...], reason: Shut | None) -> None:
    assert reason_to_keep_shut(case(person, flags=flags), person, today=TODAY) is reason


def test_nobody_writes_to_a_record_that_was_merged_into_another() -> None:
    merged = replace(case(VICTIM, status="under_investigation"), merged_into="42260000002")

    assert not may_write(merged, VICTIM, force=FORCE)


def test_writing_is_off_for_a_group_that_is_not_switched_on_and_for_a_force_that_never_was() -> None:
    shown = case(VICTIM, status="under_investigation")

    assert not may_write(replace(shown, group="hate-crime"), VICTIM, force=FORCE)
    assert not may_write(shown, VICTIM, force=replace(FORCE, two_way_groups=frozenset()))
    assert not may_write(shown, VICTIM, force=replace(FORCE, two_way=False))


@pytest.mark.parametrize(
    ("two_way", "plan", "status", "may"),
    [
        (True, None, "under_investigation", True),
        (True, None, "closed", True),  # new information is welcome
        (True, replace(PLAN, two_way=None), "allocated", True),
        (True, replace(PLAN, two_way=False), "allocated", False),
        (False, None, "allocated", False),
        (True, None, "cancelled", False),
        (True, None, "transferred", False),
    ],
)
def test_writing_needs_the_force_the_plan_and_a_case_that_is_ours(
    *, two_way: bool, plan: ContactPlan | None, status: str, may: bool
) -> None:
    person = replace(VICTIM, plan=plan)

    assert may_write(case(person, status=status), person, force=replace(FORCE, two_way=two_way)) is may


@pytest.mark.parametrize(
    ("person", "flags", "kind"),
    [
        (VICTIM, (), FactKind.DATE_OF_BIRTH),
        (replace(VICTIM, date_of_birth=None), (), FactKind.POSTCODE),
        (replace(VICTIM, date_of_birth=date(1900, 1, 1)), (), FactKind.POSTCODE),  # a system's own filler
        (replace(VICTIM, date_of_birth=date(2027, 1, 1)), (), FactKind.POSTCODE),
        (replace(VICTIM, date_of_birth=None, contact=Contact(postcode=" ")), (), None),
        # Whoever lives with a victim knows her birthday: only the officer's word counts.
        (VICTIM, ("domestic_abuse",), None),
        (replace(VICTIM, plan=PLAN), ("domestic_abuse",), FactKind.CODE_WORD),
        (replace(VICTIM, plan=replace(PLAN, code_word=None)), ("high_risk",), None),
    ],
)
def test_the_fact_asked_for_is_the_word_in_a_flagged_case_and_else_the_birthday_or_postcode(
    person: PersonFacts, flags: tuple[str, ...], kind: FactKind | None
) -> None:
    fact = sign_in_fact(case(person, flags=flags), person, today=TODAY)

    assert (fact.kind if fact else None) is kind


def test_a_plan_that_is_confirmed_lifts_a_flag_for_its_person_only() -> None:
    other = replace(VICTIM, ref="p2", plan=None)

    reason = reason_to_keep_shut(case(replace(VICTIM, plan=PLAN), other, flags=("fgm",)), other, today=TODAY)

    assert reason is Shut.NOT_SAFE
    assert datetime(2026, 11, 1, tzinfo=UTC) == PLAN.safe_confirmed_at
