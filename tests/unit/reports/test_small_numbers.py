"""Nobody is told from a count."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from waypost.reports.quality.small import FEW, LEAST, MOST_ALL, OTHERS, share, shown, without_small


@pytest.mark.parametrize(
    ("count", "of", "expected"),
    [
        (0, None, "0"),
        (1, None, FEW),
        (4, None, FEW),
        (5, None, "5"),
        (1234, None, "1,234"),
        (96, 100, MOST_ALL),  # that four cannot be told would say as much
        (100, 100, "100"),
        (95, 100, "95"),
    ],
)
def test_a_count_of_one_to_four_is_not_shown_nor_its_rest(count: int, of: int | None, expected: str) -> None:
    assert shown(count, of=of) == expected


@pytest.mark.parametrize(
    ("count", "of", "expected"), [(50, 100, "50%"), (2, 100, FEW), (98, 100, MOST_ALL), (1, 3, FEW), (0, 0, "none")]
)
def test_a_share_of_few_is_not_shown(count: int, of: int, expected: str) -> None:
    assert share(count, of=of) == expected


def test_small_groups_are_put_together_at_the_end() -> None:
    rows = without_small({"small": (3, 1), "large": (40, 20), "tiny": (4, 2)})

    assert rows == {"large": (40, 20), OTHERS: (7, 3)}


def test_one_small_group_takes_the_next_with_it_so_that_the_rest_does_not_tell_it() -> None:
    rows = without_small({"one": (2, 1), "large": (40, 20), "next": (6, 5)})

    assert rows == {"large": (40, 20), OTHERS: (8, 6)}


def test_of_a_few_in_all_nothing_is_shown() -> None:
    assert without_small({"one": (2, 1)}) == {}


@settings(max_examples=100)
@given(rows=st.dictionaries(st.text(min_size=1), st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_no_row_is_small_and_nobody_is_counted_twice(rows: dict[str, tuple[int, int]]) -> None:
    found = without_small(rows)

    assert all(counts[0] >= LEAST for counts in found.values())
    total = sum(counts[0] for counts in rows.values())
    assert (
        sum(counts[0] for counts in found.values()) in {total, 0} or total - sum(c[0] for c in found.values()) < LEAST
    )
