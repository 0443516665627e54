"""The doctor names what a force has set that means nothing."""

from datetime import datetime

import pytest

from waypost.access.forces import change_force
from waypost.access.values import OPERATOR
from waypost.base.values import ForceName
from waypost.config.doctor import findings

pytestmark = pytest.mark.django_db
FORCE = ForceName("anyshire")


def said() -> str:
    return " ".join(finding.sentence for finding in findings())


def test_names_that_are_known_are_no_finding() -> None:
    assert "is called that" not in said()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"groups": "shop-theft,martian"}, "has switched martian on: no offence group is called that."),
        ({"journeys": "crime-recordet=shadow"}, "has set crime-recordet to shadow: no journey is called that"),
    ],
)
def test_a_misspelt_name_in_a_forces_settings_is_found(changes: dict[str, str], sentence: str, now: datetime) -> None:
    change_force(FORCE, changes=changes, by=OPERATOR, now=now)

    assert sentence in said()
