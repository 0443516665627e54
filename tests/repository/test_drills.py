"""Every place at which a drill could kill is one at which some drill does."""

import re
from pathlib import Path

from drills.points import OF_WEB, OF_WORKERS, named_points

TESTS = Path(__file__).parents[1]


def test_every_named_place_is_reached_by_a_drill() -> None:
    texts = [path.read_text(encoding="utf-8") for path in TESTS.rglob("test_*.py") if path != Path(__file__)]
    named = {name for text in texts for name in re.findall(r'"([a-z_]+\.[a-z_]+)(?::[A-Z]+)?"', text)}

    assert sorted(set(named_points()) - named - {*OF_WORKERS, *OF_WEB}) == []


def test_the_drills_kill_at_places_that_there_are() -> None:
    assert sorted({*OF_WORKERS, *OF_WEB} - set(named_points())) == []


def test_the_way_of_a_message_has_a_place_before_and_after_every_commit_and_call() -> None:
    assert len({*OF_WORKERS, *OF_WEB}) >= 24
