"""Which two entries of two cases seem to be one human: what is asked, what is doubted, and what is never proposed."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.contact import ForceContacts
from waypost.cases.findings import word_lists
from waypost.cases.offences import offence_groups
from waypost.cases.same_person.rules import (
    Alike,
    alike,
    in_common,
    is_safe_in_record,
    print_of,
    same_as,
    seen_in,
    to_propose,
)
from waypost.cases.same_person.values import Doubt, Evidence, Ids
from waypost.cases.values import CaseFacts, Contact, DataFinding, Officer, PersonFacts, SourceFacts, SourceState

FORCE, OTHER_FORCE = ForceName("anyshire"), ForceName("othershire")
CONTACTS = ForceContacts(frozenset(), frozenset({"+441632960101"}), frozenset({"police.uk"}))
SOURCE = SourceFacts(1, FORCE, "rms", "push", SourceState.LIVE, "", {}, None)
RECORDED_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOME = {"address": "12 Example Street, Anytown", "postcode": "TS5 6AB"}
AMINA = PersonFacts(
    PersonId(1),
    "p1",
    ("victim",),
    "person",
    title="Ms",
    given_name="Amina",
    family_name="Sample",
    date_of_birth=date(1988, 4, 12),
    contact=Contact("07700 900123", None, "amina@example.org", HOME["address"], HOME["postcode"]),
)


def somebody(**fields: Any) -> PersonFacts:
    contact = fields.pop("contact", None)
    person = replace(AMINA, **fields)
    return replace(person, contact=Contact(**contact)) if contact is not None else person


def a_case(case_id: int, *people: PersonFacts, **fields: Any) -> CaseFacts:
    values: dict[str, Any] = {
        "source": SOURCE,
        "revision": 1,
        "group": "theft-other",
        "status": "under_investigation",
        "flags": (),
        "held_items": 0,
        "recorded_at": RECORDED_AT,
        "updated_at": RECORDED_AT,
    }
    numbered = tuple(
        replace(one, person_id=PersonId(case_id * 10 + number), ref=f"p{number}") for number, one in enumerate(people)
    )
    return CaseFacts(
        **{**values, **fields}, case_id=CaseId(case_id), force=FORCE, reference=str(case_id), people=numbered
    )


def first_of(case: CaseFacts) -> Any:
    return seen_in(case, contacts=CONTACTS, lists=word_lists())[case.people[0].person_id]


def why(first: CaseFacts, second: CaseFacts, **fields: Any) -> Alike | None:
    values: dict[str, Any] = {"shared": {}, "frozen": frozenset(), "force": FORCE}
    return alike(first_of(first), first_of(second), **{**values, **fields})


def evidence(*others: PersonFacts, shared: dict[str, int] | None = None, **case: Any) -> set[Evidence]:
    found = why(a_case(1, AMINA), a_case(2, *others, **case), shared=shared or {})
    return set(found.evidence) if found else set()


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ({"mobile": "+44 7700 900123"}, {Evidence.PHONE}),
        # as the other telephone of the other record
        ({"phone": "07700900123"}, {Evidence.PHONE}),
        ({"email": "Amina+shop@Example.org"}, {Evidence.EMAIL}),
        (HOME, {Evidence.ADDRESS}),
        ({"mobile": "07700 900123", "email": "amina@example.org", **HOME}, set(Evidence)),
    ],
)
def test_a_whole_name_a_birth_and_one_contact_are_a_question(contact: dict[str, str], expected: set[Evidence]) -> None:
    assert evidence(somebody(contact=contact)) == expected


@pytest.mark.parametrize(
    "fields",
    [
        {"given_name": "AMINA", "family_name": "sample"},
        {"given_name": "Sample", "family_name": "Amina"},
        {"given_name": "Ámina"},
    ],
)
def test_another_way_of_writing_the_name_is_the_same_name(fields: dict[str, Any]) -> None:
    assert evidence(somebody(**fields))


OTHER = {
    "twins: born on one day, one telephone, two names": {"given_name": "Anisa"},
    "parent and child of one name with one telephone": {"date_of_birth": date(2010, 4, 12)},
    "a name and a birth alone": {"contact": {}},
    "namesakes with contacts of their own": {"contact": {"mobile": "07700 900124", "email": "other@example.org"}},
}


@pytest.mark.parametrize("fields", OTHER.values(), ids=OTHER)
def test_who_may_well_be_two_is_not_proposed(fields: dict[str, Any]) -> None:
    assert evidence(somebody(**fields)) == set()


NOTHING = {
    "a birth that nobody knows": {"date_of_birth": None},
    "an initial instead of a name": {"given_name": "A"},
    "a birth on the day of the crime": {"date_of_birth": RECORDED_AT.date()},
    "a birth that forms are given": {"date_of_birth": date(1900, 1, 1)},
    "a name that stands for none": {"given_name": "Unknown", "family_name": "Unknown"},
    "a witness": {"roles": ("witness",)},
    "a victim who is accused as well": {"roles": ("victim", "suspect")},
    "a business": {"kind": "organisation", "organisation_name": "Sample Ltd"},
    "a number with words about whose it is": {"contact": {"mobile": "07700 900123 mum's"}},
    "the force's own number": {"contact": {"phone": "01632 960101"}},
    "a mailbox of several people": {"contact": {"email": "info@example.org"}},
    "half an address": {"contact": {"address": HOME["address"]}},
    "no fixed address": {"contact": {"address": "NFA Anytown", "postcode": "TS5 6AB"}},
    "a hostel": {"contact": {"address": "Example Hostel, 1 Example Road, Anytown", "postcode": "TS5 6AC"}},
    "a prison": {"contact": {"address": "HMP Example, Anytown", "postcode": "TS5 6AC"}},
}


@pytest.mark.parametrize("fields", NOTHING.values(), ids=NOTHING)
def test_what_says_nothing_proposes_nobody_where_two_records_are_equal_in_it(fields: dict[str, Any]) -> None:
    one = somebody(**fields)

    assert why(a_case(1, one), a_case(2, one)) is None


def test_two_entries_of_one_case_are_another_question() -> None:
    case = a_case(1, AMINA)

    assert in_common(first_of(case), first_of(case)) == frozenset()


def test_where_a_case_has_two_of_that_name_and_birth_nobody_can_say_which_is_meant() -> None:
    assert evidence(AMINA, somebody(contact={})) == set()


def test_a_contact_of_many_says_nothing() -> None:
    number = {"contact": {"mobile": "07700 900123"}}

    assert evidence(somebody(**number), shared={"+447700900123": 2}) == set()
    assert evidence(AMINA, shared={"+447700900123": 2}) == {Evidence.EMAIL, Evidence.ADDRESS}


def test_a_contact_of_which_somebody_said_that_it_is_not_theirs_says_nothing() -> None:
    other = a_case(2, somebody(contact={"mobile": "07700 900123"}))

    assert why(a_case(1, AMINA), other, frozen={"+447700900123"}) is None


def test_a_number_of_the_suspect_says_nothing() -> None:
    suspect = somebody(given_name="Jo", roles=("suspect",), contact={"phone": "07700 900123"})

    assert evidence(somebody(contact={"mobile": "07700 900123"}), suspect) == set()


def test_the_officers_own_address_says_nothing() -> None:
    officer = Officer("4471", "Jo Example", email="amina@example.org")

    assert evidence(somebody(contact={"email": "amina@example.org"}), officer=officer) == set()


@pytest.mark.parametrize("flag", ["sealed", "undercover_or_protected"])
def test_nobody_hears_of_a_case_that_is_sealed(flag: str) -> None:
    assert evidence(AMINA, flags=(flag,)) == set()


@pytest.mark.parametrize(
    ("fields", "doubt"),
    [
        ({"contact": HOME}, Doubt.ONLY_ADDRESS),
        ({"contact": {"mobile": "07700 900124", "email": "amina@example.org"}}, Doubt.OTHER_MOBILE),
        (
            {"contact": {"mobile": "07700 900123", "address": "9 Other Road", "postcode": "SW1A 1AA"}},
            Doubt.OTHER_ADDRESS,
        ),
        ({"title": "Mr"}, Doubt.OTHER_TITLE),
    ],
)
def test_what_speaks_against_a_pair_is_said(fields: dict[str, Any], doubt: Doubt) -> None:
    found = why(a_case(1, AMINA), a_case(2, somebody(**fields)))

    assert found is not None
    assert set(found.doubts) == {doubt}


def test_a_telephone_that_a_parent_has_too_is_a_doubt() -> None:
    only_phone = somebody(contact={"mobile": "07700 900123"})
    parent = somebody(given_name="Jo", date_of_birth=date(1960, 1, 1), contact={"mobile": "07700 900123"})
    in_case = why(a_case(1, AMINA), a_case(2, only_phone, parent))
    in_force = why(a_case(1, AMINA), a_case(2, only_phone), shared={"+447700900123": 1})

    assert in_case is not None
    assert in_case.doubts == (Doubt.SHARED_CONTACT,)
    assert in_force is not None
    assert in_force.doubts == (Doubt.SHARED_CONTACT,)


def test_a_first_of_january_is_a_doubt() -> None:
    born = somebody(date_of_birth=date(1988, 1, 1))
    found = why(a_case(1, born), a_case(2, born))

    assert found is not None
    assert found.doubts == (Doubt.FIRST_OF_JANUARY,)


def test_the_marks_of_two_forces_are_never_equal() -> None:
    first, second = a_case(1, AMINA), a_case(2, AMINA)
    mine, theirs = why(first, second), why(first, second, force=OTHER_FORCE)

    assert mine is not None
    assert theirs is not None
    assert set(mine.marks).isdisjoint(theirs.marks)
    seen = first_of(first), first_of(second)
    assert print_of(*seen, force=FORCE) != print_of(*seen, force=OTHER_FORCE)


def test_other_evidence_has_other_marks() -> None:
    moved = somebody(contact={"mobile": "07700 900125"})
    before, after = why(a_case(1, AMINA), a_case(2, AMINA)), why(a_case(1, moved), a_case(2, moved))

    assert before is not None
    assert after is not None
    assert set(before.marks).isdisjoint(after.marks)


@pytest.mark.parametrize(
    ("fields", "is_safe"),
    [
        ({}, True),
        ({"flags": ("domestic_abuse",)}, False),
        ({"flags": ("a flag that nobody knows",)}, False),
        ({"held_items": 1}, False),
        ({"group": "rape"}, False),
        ({"group": "no-such-group"}, False),
        ({"source": replace(SOURCE, id=2)}, False),
        ({"findings": (DataFinding("Q27", "words_of_danger", "Look.", stops=True),)}, False),
    ],
)
def test_a_record_names_another_case_only_where_both_are_ordinary(fields: dict[str, Any], is_safe: bool) -> None:
    cases = (a_case(1, AMINA), a_case(2, AMINA, **fields))

    assert is_safe_in_record(cases, offence_groups()) is is_safe
    assert is_safe_in_record(cases[::-1], offence_groups()) is is_safe


PEOPLE = st.builds(
    somebody,
    title=st.sampled_from([None, "Ms", "Mr"]),
    given_name=st.sampled_from([None, "Amina", "Jo", "J", "Sample"]),
    family_name=st.sampled_from([None, "Sample", "Amina"]),
    date_of_birth=st.sampled_from([None, date(1988, 4, 12), date(1988, 1, 1), date(2010, 4, 12)]),
    roles=st.sampled_from([("victim",), ("suspect",), ()]),
    contact=st.fixed_dictionaries(
        {},
        optional={
            "mobile": st.sampled_from(["07700 900123", "+447700900124", "none"]),
            "phone": st.sampled_from(["07700 900124", "01632 960777"]),
            "email": st.sampled_from(["amina@example.org", "jo@example.org"]),
            "address": st.just(HOME["address"]),
            "postcode": st.sampled_from(["TS5 6AB", "TS5 6AC"]),
        },
    ),
)
SHARED = st.dictionaries(st.sampled_from(["+447700900123", "+447700900124", "amina@example.org"]), st.integers(0, 3))


@settings(max_examples=150, deadline=None)
@given(one=st.lists(PEOPLE, min_size=1, max_size=3), other=st.lists(PEOPLE, min_size=1, max_size=3), shared=SHARED)
def test_it_does_not_matter_which_entry_is_looked_at_first(
    one: list[PersonFacts], other: list[PersonFacts], shared: dict[str, int]
) -> None:
    first, second = a_case(1, *one), a_case(2, *other)

    assert why(first, second, shared=shared) == why(second, first, shared=shared)


@settings(max_examples=80, deadline=None)
@given(one=PEOPLE, others=st.permutations([somebody(given_name="Jo"), somebody(given_name="Cy", contact={})]))
def test_the_order_of_the_people_of_a_case_does_not_matter(one: PersonFacts, others: list[PersonFacts]) -> None:
    found = why(a_case(1, AMINA), a_case(2, one, *others))

    assert found == why(a_case(1, AMINA), a_case(2, one, *reversed(others)))


IDS = st.integers(1, 7).map(PersonId)
PAIRS = st.lists(st.tuples(IDS, IDS).filter(lambda pair: pair[0] < pair[1]), max_size=8, unique=True)


@settings(max_examples=150, deadline=None)
@given(pairs=PAIRS, known=PAIRS, order=st.randoms(use_true_random=False))
def test_what_is_asked_does_not_depend_on_the_order_and_asks_no_more_than_needed(
    pairs: list[Ids], known: list[Ids], order: Any
) -> None:
    chosen = to_propose(pairs, known)
    order.shuffle(pairs)
    order.shuffle(known)

    assert to_propose(pairs, known) == chosen
    assert to_propose(pairs, [*known, *chosen]) == []
    assert len(chosen) < 7


@settings(max_examples=150, deadline=None)
@given(pairs=PAIRS, denied=PAIRS)
def test_who_is_the_same_as_somebody_says_so_of_them_too(pairs: list[Ids], denied: list[Ids]) -> None:
    confirmed = [pair for pair in pairs if pair not in denied]

    for one in map(PersonId, range(1, 8)):
        for other in same_as(one, confirmed=confirmed, denied=denied):
            assert one in same_as(other, confirmed=confirmed, denied=denied)
            assert (min(one, other), max(one, other)) not in denied


def test_one_human_in_three_cases_is_confirmed_with_two_answers() -> None:
    one, two, three = map(PersonId, (1, 2, 3))

    assert to_propose([(one, two), (one, three), (two, three)], []) == [(one, two), (one, three)]
    assert same_as(three, confirmed=[(one, two), (one, three)], denied=[]) == {one, two}


def test_of_three_statements_that_cannot_all_be_true_none_reaches_further_than_its_pair() -> None:
    one, two, three = map(PersonId, (1, 2, 3))

    assert same_as(three, confirmed=[(one, two), (one, three)], denied=[(two, three)]) == {one}
