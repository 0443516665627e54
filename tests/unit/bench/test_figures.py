"""What is made of measured figures."""

import pytest

from bench.figures import medians, percentile, show, table


@pytest.mark.parametrize(
    ("share", "value"),
    # Nearest rank: always a value that was measured, and the largest for 1.
    [(0.0, 1.0), (0.25, 1.0), (0.5, 2.0), (0.51, 3.0), (0.95, 4.0), (1.0, 4.0)],
)
def test_percentile_is_a_value_that_was_measured(share: float, value: float) -> None:
    assert percentile([4.0, 2.0, 1.0, 3.0], share) == value


def test_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_median_is_taken_of_each_figure_over_the_runs_that_have_it() -> None:
    assert medians([{"web": 3.0}, {"web": 1.0, "worker": 5.0}, {"web": 9.0}]) == {"web": 3.0, "worker": 5.0}


@pytest.mark.parametrize(
    ("figure", "text"),
    [(0, "0"), (0.01234, "0.0123"), (1.005, "1.00"), (45.678, "45.7"), (1234.5, "1,234"), (float("nan"), "nan")],
)
def test_figure_is_shown_with_the_digits_that_count(figure: float, text: str) -> None:
    assert show(figure) == text


def test_table_is_markdown() -> None:
    assert table(("a", "b"), [(1, "x")]) == "| a | b |\n| --- | --- |\n| 1 | x |"
