"""What the check knows at a step is never more than what is so on every way there."""

from hypothesis import given
from hypothesis import strategies as st

from waypost.journeys.checking.knowledge import Allowed, after_wait, contradiction, implies, learn, learn_not, meet
from waypost.journeys.values import Comparison, Condition

ABSENT = None
VALUES = ("a", "b", "c")
ALL = (*VALUES, "another", ABSENT)
ALLOWED = st.builds(Allowed, st.frozensets(st.sampled_from(VALUES)), others=st.booleans())


def holding(allowed: Allowed) -> set[str | None]:
    """Return the values, absence among them, that are allowed."""
    return {value for value in ALL if (value in allowed.values) is not allowed.others}


def is_(value: str, fact: str = "person.kind") -> Condition:
    return Condition(fact, Comparison.IS, (value,))


@given(ALLOWED, ALLOWED)
def test_sets_of_values_are_joined_and_cut_as_sets_are(one: Allowed, other: Allowed) -> None:
    assert holding(one.both(other)) == holding(one) & holding(other)
    assert holding(one.either(other)) == holding(one) | holding(other)
    assert one.within(other) is (holding(one) <= holding(other))
    assert one.is_empty is (holding(one) == set())
    assert one.is_present is (ABSENT not in holding(one))


def test_conditions_that_exclude_each_other_name_the_fact() -> None:
    assert contradiction(learn({}, [is_("person"), is_("organisation")])) == "person.kind"


def test_of_several_conditions_that_do_not_all_hold_nothing_is_known() -> None:
    known = learn({}, [is_("crime", "case.kind")])

    assert learn_not(known, [is_("person"), is_("yes", "case.injury")]) == known
    assert contradiction(learn_not(learn({}, [is_("person")]), [is_("person")])) == "person.kind"


def test_where_two_ways_meet_only_what_both_know_is_known() -> None:
    one = learn({}, [is_("person"), is_("crime", "case.kind")])
    other = learn({}, [is_("organisation")])

    assert meet(one, other) == {"person.kind": Allowed(frozenset({"person", "organisation"}))}


def test_a_wait_forgets_what_can_change() -> None:
    known = learn({}, [is_("person"), is_("under_investigation", "case.status")])

    assert set(after_wait(known)) == {"person.kind"}


def test_a_list_that_includes_one_of_several_says_nothing_of_each() -> None:
    several = Condition("person.formats", Comparison.INCLUDES, ("easy_read", "large_print"))
    none = Condition("person.formats", Comparison.INCLUDES_NONE, ("easy_read",))
    one = Condition("person.formats", Comparison.INCLUDES, ("easy_read",))

    assert learn({}, [several]) == {}
    assert not implies({}, [several])
    assert contradiction(learn({}, [none, one])) is not None
