"""By when complaints and reviews are answered: dated data, as the duty says, and no figure where none is published."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from waypost.worklist.matters.rules import cannot_close, cannot_decide, fault_of_day, fault_of_text
from waypost.worklist.matters.terms import BadTerms, days_for, read_matters
from waypost.worklist.matters.values import LONGEST_TEXT, Ending, Finding, MatterKind, MatterState

CONTENT = Path(__file__).parents[4] / "content"
FRIDAY = date(2026, 11, 20)


def test_a_complaint_is_acknowledged_within_ten_working_days_and_no_figure_is_published_for_the_answer() -> None:
    days = days_for(MatterKind.COMPLAINT, FRIDAY)

    assert (days.acknowledge_by, days.decide_by) == (date(2026, 12, 4), None)


def test_a_complaint_has_the_length_that_its_duty_has() -> None:
    duty = yaml.safe_load((CONTENT / "duties" / "D29.yaml").read_text(encoding="utf-8"))

    for version in duty["versions"]:
        said = read_matters(CONTENT)[MatterKind.COMPLAINT].on(date.fromisoformat(version["from"])).acknowledge
        assert said is not None
        assert said.working_days == version["standard"]["working_days"]


@pytest.mark.parametrize(
    ("received_on", "acknowledge_by"), [(date(2026, 6, 18), None), (date(2026, 6, 19), date(2026, 7, 19))]
)
def test_a_data_protection_complaint_has_thirty_days_from_the_day_of_the_law(
    received_on: date, acknowledge_by: date | None
) -> None:
    assert days_for(MatterKind.DATA_PROTECTION, received_on).acknowledge_by == acknowledge_by


def test_a_review_is_decided_within_thirty_working_days() -> None:
    days = days_for(MatterKind.REVIEW, date(2026, 9, 1))

    assert (days.acknowledge_by, days.decide_by) == (date(2026, 9, 15), date(2026, 10, 13))


def test_a_file_that_leaves_out_a_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "matters").mkdir()
    (tmp_path / "matters" / "matters.yaml").write_text("complaint: {words: Complaint, versions: []}\n")

    with pytest.raises(BadTerms):
        read_matters(tmp_path)


@pytest.mark.parametrize("state", [MatterState.DECIDED, MatterState.CLOSED])
def test_what_is_decided_is_not_decided_again(state: MatterState) -> None:
    assert cannot_decide(MatterKind.COMPLAINT, state, Finding.UPHELD)


@pytest.mark.parametrize(
    ("state", "ending", "may"),
    [
        (MatterState.RECEIVED, Ending.WITHDRAWN, True),
        (MatterState.ACKNOWLEDGED, Ending.TOLD, False),
        (MatterState.DECIDED, Ending.TOLD, True),
        (MatterState.DECIDED, Ending.MISTAKE, False),
        (MatterState.CLOSED, Ending.TOLD, False),
    ],
)
def test_it_is_closed_when_they_were_told_or_nothing_is_to_be_told(
    state: MatterState, ending: Ending, *, may: bool
) -> None:
    assert (cannot_close(state, ending) is None) is may


def test_what_is_typed_is_held_to_a_length_and_a_year() -> None:
    assert fault_of_text("x" * LONGEST_TEXT) is None
    assert fault_of_text("x" * (LONGEST_TEXT + 1))
    assert fault_of_text(" \n")
    assert fault_of_day(FRIDAY, today=FRIDAY) is None
    assert fault_of_day(date(2026, 11, 21), today=FRIDAY)
    assert fault_of_day(date(2025, 11, 1), today=FRIDAY)
