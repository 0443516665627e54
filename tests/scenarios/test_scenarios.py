"""Every told case comes out as it is told: nothing else, nothing twice, and no duty missed but those that are named."""

from collections.abc import Sequence

import pytest

from tests.scenarios.outcome import duties_came, messages_came, side_by_side
from tests.scenarios.playing import play
from tests.scenarios.reading import Scenario, scenarios


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.file.stem)
def test_the_case_is_told_as_it_is_meant(scenario: Scenario) -> None:
    played = play(scenario)

    wrong = [
        *_difference("What people are told", scenario.expected, messages_came(scenario, played)),
        *_difference("Duties of the Victims' Code", scenario.duties, duties_came(scenario, played)),
    ]

    assert not wrong, "\n".join([f"{scenario.file.name}: {scenario.title}", *wrong])


def _difference(heading: str, expected: Sequence[str], came: Sequence[str]) -> list[str]:
    return [] if expected == came else ["", f"{heading}:", side_by_side(expected, came)]
