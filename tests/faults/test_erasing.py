"""Whoever erases a case is killed before its commit: all of it is there, and goes when it is done again."""

import pytest

from tests.faults.drill import Drill
from tests.integration.messages.world import FORCE, World
from waypost.base.scope import in_force
from waypost.cases.erasing_models import Erasure
from waypost.cases.models import Case

pytestmark = pytest.mark.faults


def is_held() -> tuple[bool, bool]:
    """Whether the case is held, and whether it is written down that it was erased."""
    with in_force(FORCE):
        return Case.objects.get().applied is not None, Erasure.objects.exists()


def test_an_erasure_killed_before_its_commit_has_erased_nothing(drill: Drill, world: World) -> None:
    closed = world.change(lambda case: case.update(status="closed"))
    reference = str(closed.document["reference"])

    drill.kill_at("erase.before_commit", "erase", reference)
    assert is_held() == (True, False)

    drill.run("erase", reference)
    assert is_held() == (False, True)
