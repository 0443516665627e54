"""The ways through a journey, as the check sees them."""

import pytest

from waypost.cases.values import CaseKind
from waypost.journeys.checking.paths import Ways, least_minutes, most_minutes
from waypost.journeys.checking.supplies import NEEDS
from waypost.journeys.language import parse_journey
from waypost.journeys.values import END, Span, Unit
from waypost.messages.placeholders import FLAGS, PLACEHOLDERS

HEAD = (
    "title: Something that happens\nphase: 1\nstart: { events: [oic.assigned], to: victims, once_for: event }\nsteps:\n"
)
ALWAYS_THERE = {
    "force_name", "force_phone", "reference", "portal_address", "help_address", "privacy_address", "recorded_date",
}  # fmt: skip


def ways(steps: str) -> Ways:
    return Ways(parse_journey("made-up", 1, HEAD + steps), frozenset({CaseKind.CRIME}))


def test_a_step_is_reached_by_any_arm_and_by_what_is_otherwise() -> None:
    found = ways(
        "  - branch:\n      - { where: [{ fact: case.risk, is: low }], go_to: low }\n"
        "  - { id: other, send: one_text }\n  - { end: told }\n"
        "  - { id: low, send: two_texts }\n  - { send: three_texts }\n"
    )

    assert found.reached == {"1", "other", "3", "low", "5", END}
    assert found.arrivals["low"]["case.risk"].values == {"low"}
    assert found.arrivals["other"]["case.risk"].others


def test_what_is_known_before_a_loop_is_not_known_in_it_once_the_loop_forgets() -> None:
    found = ways(
        "  - branch:\n      - { where: [{ fact: case.risk, is: low }], go_to: loop }\n    otherwise: end\n"
        "  - { id: loop, send: one_text }\n  - { wait: { days: 3 } }\n  - { go_to: loop }\n"
    )

    assert "case.risk" not in found.arrivals["loop"]
    assert found.after_waits == {"loop", "3", "4"}


def test_the_least_time_to_a_step_is_that_of_the_shortest_way() -> None:
    found = ways(
        "  - { wait: { days: 3 } }\n"
        "  - wait_for: { events: [case.closed], up_to: { hours: 5 } }\n    then: soon\n    if_late: late\n"
        "  - { id: late, send: one_text }\n  - { id: soon, send: two_texts }\n"
    )

    assert (found.earliest["soon"], found.earliest["late"]) == (3 * 24 * 60, 3 * 24 * 60 + 5 * 60)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("count", [0, 1, 5, 400])
def test_the_least_of_a_span_is_never_over_its_most(unit: Unit, count: int) -> None:
    assert least_minutes(Span(unit, count)) <= most_minutes(Span(unit, count))


def test_it_is_written_down_what_every_placeholder_needs() -> None:
    assert {*NEEDS, *ALWAYS_THERE} == {*PLACEHOLDERS}


def test_every_flag_that_the_table_of_needs_names_is_one() -> None:
    assert {need.flag for needs in NEEDS.values() for need in needs if need.flag} <= FLAGS.keys()
