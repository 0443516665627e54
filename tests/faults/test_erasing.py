"""Whoever erases a case is killed before its commit: all of it is there, and goes when it is done again."""

import pytest

from tests.faults.drill import Drill
from tests.integration.messages.world import FORCE, World
from waypost.base.scope import in_force
from waypost.cases.models import Case, Erasure, Person

pytestmark = pytest.mark.faults


def left() -> tuple[int, int]:
    with in_force(FORCE):
        return Person.objects.count(), Erasure.objects.count()


def test_an_erasure_killed_before_its_commit_has_erased_nothing(drill: Drill, world: World) -> None:
    closed = world.change(lambda case: case.update(status="closed"))
    people, _ = left()
    reference = str(closed.document["reference"])

    drill.kill_at("erase.before_commit", "erase", reference)
    assert left() == (people, 0)

    drill.run("erase", reference)
    assert left() == (0, 1)
    with in_force(FORCE):
        assert Case.objects.get().applied is None
