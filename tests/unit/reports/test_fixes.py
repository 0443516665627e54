"""Which fixes help most, worked out by hand."""

from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.reports.quality.fixes import Ways, best_steps, gain_of, shortest


def ways(*each: str) -> frozenset[frozenset[str]]:
    """Return ways written as letters: `ab` needs a and b."""
    return frozenset(frozenset(way) for way in each)


def test_the_fix_that_helps_most_comes_first() -> None:
    steps = best_steps({ways("a"): 10, ways("b"): 30, ways("c"): 20}, most=2)

    assert [(step.fixes, step.gain, step.reached) for step in steps] == [(("b",), 30, 30), (("c",), 20, 50)]


def test_fixes_that_only_work_together_are_one_step_and_named_together() -> None:
    steps = best_steps({ways("ab"): 50, ways("c"): 20}, most=3)

    assert [(step.fixes, step.gain) for step in steps] == [(("a", "b"), 50), (("c",), 20)]


def test_a_fix_alone_comes_before_two_that_help_fewer_each() -> None:
    steps = best_steps({ways("ab"): 30, ways("c"): 20}, most=3)

    assert [step.fixes for step in steps] == [("c",), ("a", "b")]


def test_what_was_mended_before_counts_for_what_comes_after() -> None:
    steps = best_steps({ways("a"): 30, ways("ab"): 20}, most=2)

    assert [(step.fixes, step.gain) for step in steps] == [(("a",), 30), (("b",), 20)]


def test_one_way_of_telling_is_enough() -> None:
    steps = best_steps({ways("ab", "c"): 40}, most=10)

    assert [(step.fixes, step.gain) for step in steps] == [(("c",), 40)]


def test_two_together_count_as_two_of_the_fixes() -> None:
    assert best_steps({ways("ab"): 50}, most=1) == ()


def test_a_way_that_asks_for_more_than_another_is_left_out() -> None:
    assert shortest([frozenset("ab"), frozenset("a"), frozenset("cd")]) == ways("a", "cd")


CAUSES = st.frozensets(st.sampled_from("abcde"), min_size=1, max_size=3)
STOPPED = st.dictionaries(
    st.lists(CAUSES, min_size=1, max_size=3).map(shortest), st.integers(1, 50), min_size=1, max_size=8
)


@settings(max_examples=100)
@given(stopped=STOPPED, most=st.integers(1, 10))
def test_the_steps_together_help_exactly_whom_they_say(stopped: dict[Ways, int], most: int) -> None:
    steps = best_steps(stopped, most=most)
    done = {fix for step in steps for fix in step.fixes}

    assert len(done) == sum(len(step.fixes) for step in steps) <= most
    assert gain_of(stopped, done) == sum(step.gain for step in steps) == (steps[-1].reached if steps else 0)


@settings(max_examples=100)
@given(stopped=STOPPED)
def test_no_single_fix_helps_more_a_fix_than_the_first_step(stopped: dict[Ways, int]) -> None:
    first = best_steps(stopped, most=10)[0]

    assert all(gain_of(stopped, {fix}) <= first.gain / len(first.fixes) for fix in "abcde")


def test_two_that_each_help_alone_are_two_steps_though_one_victim_needs_both() -> None:
    steps = best_steps({ways("a"): 66, ways("b"): 65, ways("ab"): 2}, most=10)

    assert [(step.fixes, step.gain) for step in steps] == [(("a",), 66), (("b",), 67)]
