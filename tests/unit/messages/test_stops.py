"""What a stop stops: messages by their gate, and what a journey asks of an officer."""

from dataclasses import replace

import pytest

from tests.unit.messages.questions import CASE, SETTINGS
from waypost.access.values import ForceState, JourneyState
from waypost.messages.rules import reason_not_to_act
from waypost.messages.stops import NO_STOPS, STOPPED, Stops
from waypost.messages.values import Reason

EVERYTHING = Stops(
    is_force_stopped=True,
    journeys=frozenset({"told"}),
    templates=frozenset({"text"}),
    cases=frozenset({CASE.reference}),
)


@pytest.mark.parametrize(
    ("stops", "reason"),
    [
        (NO_STOPS, None),
        (Stops(journeys=frozenset({"told"})), Reason.TEXT_STOPPED),
        (Stops(journeys=frozenset({"other"})), None),
        (Stops(cases=frozenset({CASE.reference})), Reason.CASE_STOPPED),
        (Stops(cases=frozenset({"other"})), None),
        (Stops(templates=frozenset({"text"})), None),
        (EVERYTHING, Reason.FORCE_STOPPED),
        (replace(EVERYTHING, is_force_stopped=False), Reason.CASE_STOPPED),
    ],
)
def test_what_is_stopped_asks_no_officer_for_anything(stops: Stops, reason: Reason | None) -> None:
    found = reason_not_to_act(CASE, SETTINGS, journey="told", item="", state=JourneyState.LIVE, stops=stops)

    assert found is reason
    assert found is None or found in STOPPED


def test_what_is_switched_off_is_so_whatever_is_stopped() -> None:
    shadow = replace(SETTINGS, state=ForceState.SHADOW)

    found = reason_not_to_act(CASE, shadow, journey="told", item="", state=JourneyState.LIVE, stops=EVERYTHING)

    assert found is Reason.FORCE_IN_SHADOW


@pytest.mark.parametrize(("item", "reason"), [("h1", Reason.SOURCE_IN_SHADOW), ("h2", None)])
def test_no_officer_is_asked_about_what_only_a_source_in_shadow_says(item: str, reason: Reason | None) -> None:
    case = replace(CASE, items_in_shadow=frozenset({"h1"}))

    found = reason_not_to_act(case, SETTINGS, journey="told", item=item, state=JourneyState.LIVE, stops=NO_STOPS)

    assert found is reason


def test_a_text_is_stopped_by_any_name_that_it_has() -> None:
    stops = Stops(templates=frozenset({"text"}))

    assert stops.reason(reference="1", journey="", templates={"other", "text"}) is Reason.TEXT_STOPPED
    assert stops.reason(reference="1", journey="", templates={"other"}) is None
