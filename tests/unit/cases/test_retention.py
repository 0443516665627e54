"""How long our copy of a case is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from waypost.cases.erasing.retention import FILE, BadRetention, Ended, for_all, retention_on

CONTENT = Path(__file__).parents[3] / "content"
QUIET = datetime(2026, 1, 5, 12, 0, tzinfo=UTC)
CASE = Ended("crime", "closed", "burglary", QUIET)
SHIPPED = retention_on(date(2026, 11, 20), content=CONTENT)


@pytest.mark.parametrize(
    ("case", "days"),
    [
        (CASE, 120),
        (replace(CASE, family="sexual"), 365),
        (replace(CASE, family="domestic_abuse", status="cancelled"), 90),
        (replace(CASE, status="transferred"), 90),
        # Of an offence that we do not know the crime system's word that it is over still counts.
        (replace(CASE, family=""), 120),
        (Ended("incident", "resulted", "asb", QUIET), 90),
        # What no period names is kept long.
        (replace(CASE, status="something new"), 365),
    ],
)
def test_the_first_period_that_fits_says_how_long(case: Ended, days: int) -> None:
    assert SHIPPED.days(case) == days
    assert not SHIPPED.is_due(case, now=QUIET + timedelta(days=days))
    assert SHIPPED.is_due(case, now=QUIET + timedelta(days=days, seconds=1))


def test_a_force_may_set_one_time_for_all() -> None:
    own = for_all(30, day=date(2026, 11, 20))

    assert (own.days(replace(CASE, family="sexual")), own.shortest_days) == (30, 30)


def test_nothing_is_erased_by_a_rule_that_has_not_begun_or_does_not_fit_its_schema(tmp_path: Path) -> None:
    with pytest.raises(BadRetention, match="no version holds"):
        retention_on(date(2020, 1, 1), content=CONTENT)

    text = (CONTENT / FILE).read_text(encoding="utf-8").replace("days: 120", "days: 1")
    for path, body in {FILE: text, Path("schemas", "retention.schema.json"): None}.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(body or (CONTENT / path).read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BadRetention, match="minimum"):
        retention_on(date(2026, 11, 20), content=tmp_path)
