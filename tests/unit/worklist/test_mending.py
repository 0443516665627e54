"""What somebody is asked to put right in a record: once, the worst first, and never again what they have refused."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.unit.cases.records import AMINA, changed, with_people
from waypost.base.values import CaseId, PersonId
from waypost.cases.confirmed_contacts import Offer
from waypost.cases.contact import Finding, Severity
from waypost.cases.defects import Defect, Defects
from waypost.cases.findings import Found
from waypost.cases.findings.contacts import IN_ANOTHER_FIELD, NO_CONTACT
from waypost.cases.findings.marks import mark_of
from waypost.cases.findings.suggestions import Suggestion, SuggestionKind
from waypost.cases.values import DataFinding
from waypost.messages.values import Reason
from waypost.worklist.library import mend_terms_in_force, terms_in_force
from waypost.worklist.rules.mending import Asked, Before, Calendar, chosen, wishes
from waypost.worklist.values import Desk, ItemKind, ItemState, NewItem

CASE, PERSON = CaseId(7), PersonId(3)
NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
OFFER = Suggestion("mobile", "family_name", "+447700900123", SuggestionKind.ELSEWHERE, "d" * 32)
TERMS = mend_terms_in_force()


def marked(found: Found, value: str = "a") -> Defect:
    return Defect(found.finding, f"{found.finding.code}-{value}")


def about(*found: Defect, offers: Sequence[Suggestion] = (), person_id: PersonId | None = PERSON) -> Defects:
    return Defects(person_id, "p1" if person_id else "", found, tuple(offers))


def asked(
    wish: NewItem, state: ItemState = ItemState.OPEN, *, closed_at: datetime | None = None, item_id: UUID | None = None
) -> Asked:
    due_at = NOW + timedelta(days=1)
    return Asked(item_id or wish.item_id, wish.person_id, wish.desk, state, wish.mends, closed_at, due_at)


def wanted(*found: Defects, before: Before | None = None, now: datetime = NOW) -> tuple[NewItem, ...]:
    terms = terms_in_force()
    calendar = Calendar(terms.hours, terms.holidays, now)
    return wishes(CASE, found, before or Before(), terms=TERMS, calendar=calendar)


def test_several_findings_about_one_person_are_one_task_for_each_desk() -> None:
    found = about(marked(Found.NUMBER_IN_NAME), marked(Found.PLACEHOLDER_NAME), marked(Found.BODY_AS_PERSON))

    oic, records = wanted(found)

    assert (oic.desk, records.desk) == (Desk.OIC, Desk.RECORDS)
    assert (oic.kind, oic.person_ref, oic.case_id) == (ItemKind.MEND, "p1", CASE)
    assert len(records.mends.marks) == 2
    assert oic.item_id != records.item_id


def test_the_worst_stands_first_and_what_goes_beyond_five_is_counted() -> None:
    every = [
        Found.NAME_MISSING, Found.TITLE_OF_OTHER_OFFENCE, Found.PLACEHOLDER_NAME, Found.PART_IN_NAME,
        Found.ONLY_INITIALS, Found.ENTERED_TWICE, Found.BODY_AS_PERSON,
    ]  # fmt: skip

    (wish,) = wanted(about(*(marked(each) for each in every)))

    lines = [line for line in wish.text.splitlines() if line.startswith("- ")]
    assert lines == [
        f"- {each.finding.sentence}"
        for each in (
            Found.PART_IN_NAME, Found.PLACEHOLDER_NAME, Found.BODY_AS_PERSON, Found.TITLE_OF_OTHER_OFFENCE,
            Found.ENTERED_TWICE,
        )
    ]  # fmt: skip
    assert "And 2 more." in wish.text


def test_what_only_shows_makes_no_task_of_its_own() -> None:
    assert wanted(about(marked(Found.LANGUAGE_UNKNOWN), marked(Found.NAME_MISSING), marked(Found.DECEASED))) == ()


def test_what_is_wrong_in_a_case_is_a_task_about_nobody() -> None:
    (wish,) = wanted(about(marked(Found.WORDS_OF_DANGER), person_id=None))

    assert (wish.person_id, wish.person_ref, wish.desk) == (None, "", Desk.OIC)
    assert wish.text.startswith("Something in this case")


def test_the_same_findings_are_the_same_task_and_others_another() -> None:
    one, same = wanted(about(marked(Found.PLACEHOLDER_NAME))), wanted(about(marked(Found.PLACEHOLDER_NAME)))
    more = wanted(about(marked(Found.PLACEHOLDER_NAME), marked(Found.PART_IN_NAME)))
    along = wanted(about(marked(Found.PLACEHOLDER_NAME), marked(Found.NAME_MISSING)))

    assert one[0].item_id == same[0].item_id != more[0].item_id
    assert along[0].item_id == one[0].item_id


def test_of_what_is_asked_in_other_words_the_time_runs_on() -> None:
    (first,) = wanted(about(marked(Found.PLACEHOLDER_NAME)))
    before = Before([asked(first)])

    (second,) = wanted(about(marked(Found.PLACEHOLDER_NAME), marked(Found.PART_IN_NAME)), before=before)

    assert second.aim_at == before.asked[0].due_at


def test_what_was_refused_is_not_asked_again_until_the_record_says_something_else() -> None:
    (first,) = wanted(about(marked(Found.PLACEHOLDER_NAME)))
    refused = Before([asked(first, ItemState.REFUSED, closed_at=NOW - timedelta(days=400))])

    assert wanted(about(marked(Found.PLACEHOLDER_NAME)), before=refused) == ()
    (anew,) = wanted(about(marked(Found.PLACEHOLDER_NAME, "b")), before=refused)
    assert "answered as done" not in anew.text
    (other,) = wanted(about(marked(Found.PLACEHOLDER_NAME), marked(Found.PART_IN_NAME)), before=refused)
    assert Found.PLACEHOLDER_NAME.finding.sentence not in other.text


def test_what_was_done_and_still_stands_is_asked_again_after_two_working_days_with_the_reason() -> None:
    friday = datetime(2026, 11, 20, 10, tzinfo=UTC)
    (first,) = wanted(about(marked(Found.PLACEHOLDER_NAME)), now=friday)
    done = Before([asked(first, ItemState.DONE, closed_at=friday)])

    assert wanted(about(marked(Found.PLACEHOLDER_NAME)), before=done, now=friday + timedelta(days=3)) == ()
    (again,) = wanted(about(marked(Found.PLACEHOLDER_NAME)), before=done, now=friday + timedelta(days=5))
    assert again.text.startswith("This was answered as done on 20 November 2026, and the record still says the same.")
    assert again.item_id != first.item_id


def test_what_is_new_is_asked_at_once_beside_what_was_just_done() -> None:
    (first,) = wanted(about(marked(Found.PLACEHOLDER_NAME)))
    done = Before([asked(first, ItemState.DONE, closed_at=NOW)])

    (wish,) = wanted(about(marked(Found.PLACEHOLDER_NAME), marked(Found.PART_IN_NAME)), before=done)

    assert wish.mends.marks == ("part_in_name-a",)


@pytest.mark.parametrize(
    ("found", "by_messages", "is_asked"),
    [
        (Found.PLACEHOLDER_NAME, (PERSON, "placeholder_name"), False),
        (Found.PLACEHOLDER_NAME, (PersonId(99), "placeholder_name"), True),
        (Found.PLACEHOLDER_NAME, (PERSON, "record_in_doubt"), True),
        (Found.PART_IN_NAME, (PERSON, "record_in_doubt"), False),
        (Found.NUMBER_IN_NAME, (PERSON, "contact_unusable"), False),
    ],
)
def test_what_a_message_asks_already_is_not_asked_twice(
    found: Found, by_messages: tuple[PersonId, str], is_asked: bool
) -> None:
    before = Before(by_messages=frozenset({by_messages}))

    assert bool(wanted(about(marked(found)), before=before)) is is_asked


def test_what_can_be_confirmed_is_asked_although_a_message_asks_for_a_contact() -> None:
    before = Before(by_messages=frozenset({(PERSON, "contact_unusable")}))

    (wish,) = wanted(about(marked(Found.NUMBER_IN_NAME), offers=[OFFER]), before=before)

    assert "contact_unusable" in wish.mends.covers


def test_a_task_says_for_which_messages_it_stands() -> None:
    (wish,) = wanted(about(marked(Found.PART_IN_NAME), marked(Found.PLACEHOLDER_NAME)))

    assert wish.mends.covers == ("placeholder_name", "record_in_doubt")


def test_a_number_that_may_be_meant_is_offered_and_stands_in_the_text_alone() -> None:
    (wish,) = wanted(about(marked(Found.NUMBER_IN_NAME), offers=[OFFER]))

    assert "1. +447700900123, as their mobile number; it stands in the field for the last name." in wish.text
    assert "write only the words use 1" in wish.text
    assert "900123" not in repr(wish.mends)


def test_an_offer_that_was_refused_is_never_made_again() -> None:
    (first,) = wanted(about(marked(Found.NUMBER_IN_NAME), offers=[OFFER]))
    before = Before([asked(first, ItemState.REFUSED, closed_at=NOW)])

    (wish,) = wanted(about(marked(Found.NUMBER_IN_NAME, "b"), offers=[OFFER]), before=before)

    assert (wish.mends.offers, "900123" in wish.text) == ((), False)


ONE, OTHER = Offer.of(OFFER).text, Offer.of(replace(OFFER, digest="e" * 32)).text


@pytest.mark.parametrize(
    ("offers", "note", "used"),
    [
        ([ONE], "use 1", ONE),
        ([ONE], " Use 1. ", ONE),
        ([ONE], "yes", ONE),
        ([ONE], "YES 1", ONE),
        ([ONE, OTHER], "use 2", OTHER),
        ([ONE, OTHER], "yes", None),
        ([ONE, OTHER], "use 3", None),
        ([ONE], None, None),
        ([ONE], "", None),
        ([ONE], "done", None),
        ([ONE], "ok", None),
        ([ONE], "Yes, I have moved it", None),
        ([ONE], "do not use 1", None),
        ([ONE], "use 1 no", None),
        ([ONE], "use 11", None),
        ([], "use 1", None),
    ],
)
def test_only_an_answer_in_so_many_words_has_a_number_used(
    offers: list[str], note: str | None, used: str | None
) -> None:
    found = chosen(offers, note)

    assert (found.text if found else None) == used


def every_code() -> set[str]:
    faults = {fault.name.lower() for fault in Finding if fault.severity is not Severity.NOTE}
    return {each.finding.code for each in Found} | faults | {IN_ANOTHER_FIELD.code, NO_CONTACT.code}


def test_of_every_finding_it_is_said_whether_it_makes_work() -> None:
    assert {*TERMS.work, *TERMS.along} == every_code()
    assert set(TERMS.work).isdisjoint(TERMS.along)


def test_what_is_asked_by_messages_names_reasons_and_work() -> None:
    assert set(TERMS.covers) <= {reason.value for reason in Reason}
    assert {code for codes in TERMS.covers.values() for code in codes} <= set(TERMS.work)


def mark(found: Found, **fields: object) -> str:
    case = with_people(changed(AMINA, **fields))
    return mark_of(found.finding, case, case.person_by_ref("p1"))


def test_a_mark_follows_what_the_finding_is_about_and_nothing_else() -> None:
    name = mark(Found.PLACEHOLDER_NAME, family_name="Unknown")

    assert mark(Found.PLACEHOLDER_NAME, family_name="Unknown", contact={"phone": "01632 960001"}) == name
    assert mark(Found.PLACEHOLDER_NAME, family_name="N/K") != name
    assert mark(Found.PART_IN_NAME, family_name="Unknown") != name


def test_a_finding_without_a_desk_of_ours_asks_nobody() -> None:
    strange = Defect(DataFinding("Q99", "placeholder_name", "Somebody.", True, "nobody"), "m")

    assert wanted(about(strange)) == ()
