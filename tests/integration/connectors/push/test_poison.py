"""An event over which Waypost fails costs only itself: it is kept, tried again, and parked at last."""

import json
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from tests.integration.connectors.conftest import ANYSHIRE, BATCH, MakeEvent, PushSource, add_push_source
from tests.poison import poisoned
from waypost.base.scope import in_force
from waypost.cases.queries import case_id_by_reference, cases_by_id, source_by_id
from waypost.cases.values import CaseKind
from waypost.connectors.commands import source as commands
from waypost.connectors.models import SetAside
from waypost.connectors.push.poison import try_again
from waypost.connectors.set_aside import MOST_TRIES, begin_try, next_try_at
from waypost.connectors.watching import watch_sources
from waypost.worklist.queries import Filter, Page, items_of_force
from waypost.worklist.values import Desk

pytestmark = pytest.mark.usefixtures("committed_db")

BAD = "42260000013"


@pytest.fixture
def source(committed_db: None, now: datetime) -> PushSource:
    """Return a live source of the demo force."""
    return add_push_source(now)


def post(source: PushSource, *events: dict[str, Any]) -> Any:
    body = json.dumps(events)
    return Client().post("/api/intake/v1/events", body, content_type=BATCH, headers=source.headers).json()


def aside() -> SetAside:
    with in_force(ANYSHIRE):
        return SetAside.objects.get()


def held_items(reference: str) -> int | None:
    case_id = case_id_by_reference(reference, kind=CaseKind.CRIME, force=ANYSHIRE)
    return None if case_id is None else cases_by_id([case_id], force=ANYSHIRE)[case_id].held_items


def events(make: MakeEvent, *, revision: int = 1) -> list[dict[str, Any]]:
    references = ("42260000011", "42260000012", BAD, "42260000014")
    return [make(f"{one}-{revision}", data={"reference": one, "revision": revision}) for one in references]


def look_again(source: PushSource, now: datetime) -> None:
    try_again(source_by_id(source.id), now_fn=lambda: now)


def run(*arguments: str) -> str:
    result = CliRunner().invoke(commands, [*arguments, "--force", "anyshire", "--name", "rms"])
    assert result.exit_code == 0, result.output
    return result.output


def test_the_others_are_taken_in_the_same_request_and_the_case_is_held(source: PushSource, event: MakeEvent) -> None:
    post(source, *events(event))
    with poisoned(BAD):
        answer = post(source, *events(event, revision=2))

    assert answer == {"accepted": 4, "duplicate": 0, "stale": 0, "held": 1, "rejected": []}
    assert [held_items(one) for one in ("42260000012", BAD, "42260000014")] == [0, 1, 0]
    kept = aside()
    assert (kept.reference, kept.tries, kept.parked_at) == (BAD, 1, None)
    assert "made to fail" not in kept.error


def test_the_same_event_again_is_kept_once(source: PushSource, event: MakeEvent) -> None:
    with poisoned(BAD):
        answers = [post(source, *events(event)) for _ in range(2)]

    assert [(answer["accepted"], answer["duplicate"], answer["held"]) for answer in answers] == [(4, 0, 1), (1, 3, 1)]
    assert aside().tries == 1


def test_it_is_taken_by_itself_once_that_is_possible_and_its_case_released(
    source: PushSource, event: MakeEvent
) -> None:
    post(source, *events(event))
    with poisoned(BAD):
        post(source, *events(event, revision=2))
        kept = aside()
        due = next_try_at(tries=1, last_at=kept.last_at)
        look_again(source, due)
        assert aside().tries == 2

    look_again(source, due)
    assert aside().mended_at is None, "before its time it is not tried"
    look_again(source, due + timedelta(minutes=4))

    assert aside().mended_at is not None
    assert held_items(BAD) == 0


def test_after_five_tries_it_is_parked_and_somebodys_until_people_have_it_taken(
    source: PushSource, event: MakeEvent, tmp_path: Path
) -> None:
    with poisoned(BAD):
        post(source, *events(event))
        moment = aside().last_at
        for _ in range(2 * MOST_TRIES):
            moment += timedelta(hours=5)
            look_again(source, moment)
        kept = aside()
        assert (kept.tries, kept.parked_at is not None) == (MOST_TRIES, True)
        watch_sources(ANYSHIRE, now=moment)
        assert "0 could be taken, 1 stay aside" in run("set-aside", "replay")

    (item,) = items_of_force(force=ANYSHIRE, wanted=Filter(), page=Page(9), now=moment).items
    assert (item.desk, item.reason) == (Desk.SYSTEM, "source_parked")
    assert "set-aside list --force anyshire --name rms" in item.text

    listed = run("set-aside", "list") + run("set-aside", "show", "--id", str(kept.id), "--raw", str(tmp_path / "raw"))
    assert "parked" in listed
    assert "Amina" not in listed
    assert json.loads((tmp_path / "raw").read_bytes())["data"]["reference"] == BAD
    assert stat.S_IMODE((tmp_path / "raw").stat().st_mode) == 0o600

    assert "1 could be taken, 0 stay aside" in run("set-aside", "replay", "--id", str(kept.id))
    watch_sources(ANYSHIRE, now=moment)
    assert items_of_force(force=ANYSHIRE, wanted=Filter(), page=Page(9), now=moment).items == ()
    assert held_items(BAD) == 0


def test_a_try_that_kills_the_worker_counts(source: PushSource, event: MakeEvent, now: datetime) -> None:
    with poisoned(BAD):
        post(source, *events(event))
    one, moment = source_by_id(source.id), aside().last_at
    tried = 0
    # Whoever begins a try and says no more was killed by it.
    while begin_try(one, now=(moment := moment + timedelta(hours=5))):
        tried += 1

    assert tried == MOST_TRIES - 1
    assert aside().parked_at == moment
