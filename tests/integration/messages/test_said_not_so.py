"""What staff say of the rules of triage is counted by rule, without a word of what victims wrote."""

from datetime import timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner

from tests.integration.messages.world import FORCE, World
from tests.staff import HALL, a_member
from waypost.base.scope import in_force
from waypost.messages.operations import write_to_officer
from waypost.messages.operations.reading import say_not_so
from waypost.messages.sign_models import Sign
from waypost.messages.sign_queries import count_not_so
from waypost.messages.triage.commands import triage
from waypost.messages.triage.values import Label

pytestmark = pytest.mark.django_db
DANGER = "He is outside my house with a knife"


def said(*options: str) -> list[str]:
    result = CliRunner().invoke(triage, ["said", "--force", FORCE, *options])
    assert result.exit_code == 0, result.output
    return result.output.splitlines()


def test_each_rule_is_counted_with_how_often_it_was_not_so(world: World) -> None:
    person, by = world.person_id(), a_member(HALL, now=world.now)
    assert said()[-1] == "No rule has fired."
    ids = [uuid4(), uuid4()]
    for one in ids:
        write_to_officer(person, text=DANGER, waypost_id=one, force=FORCE, now=world.now)
    say_not_so(ids[0], Label.DANGER, person, case_id=world.case_id, by=by, now=world.now)

    found = {one.rule: (one.fired, one.not_so) for one in count_not_so(FORCE, since=None) if one.label == "danger"}

    assert found
    assert set(found.values()) == {(2, 1)}
    with in_force(FORCE):
        rules = set(Sign.objects.filter(label="danger").values_list("rule", flat=True))
    assert rules == set(found)
    lines = said()
    assert [line.split()[0] for line in lines[:2]] == ["label", "danger"]
    assert lines[1].split()[-2:] == ["2", "1"]
    assert "my house" not in " ".join(lines)
    assert said("--since", f"{world.now + timedelta(days=1):%Y-%m-%d}")[-1] == "No rule has fired."


def test_a_force_that_is_not_there_is_named_in_a_sentence() -> None:
    result = CliRunner().invoke(triage, ["said", "--force", "nowhere"])

    assert result.exit_code == 1
    assert "no force nowhere" in result.output
