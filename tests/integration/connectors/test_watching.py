"""A source that is silent for longer than it has promised is somebody's, until it is heard of again."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from tests.integration.connectors.conftest import ANYSHIRE, PushSource, add_push_source
from waypost.base import clock
from waypost.cases.models import Source
from waypost.cases.operations import note_source_checked
from waypost.connectors import jobs
from waypost.connectors.watching import LATE_AFTER, last_watched, note_watched, watch_sources
from waypost.worklist.queries import Filter, Page, items_of_force
from waypost.worklist.values import Desk, ItemFacts, ItemKind

pytestmark = pytest.mark.django_db

LATE = timedelta(minutes=31)


@pytest.fixture
def source(db: None, now: datetime) -> PushSource:
    """Return a source that has promised to be heard of within half an hour, and just was."""
    added = add_push_source(now)
    Source.objects.filter(id=added.id).update(fresh_within_minutes=30, last_ok_at=now)
    return added


def items(now: datetime) -> list[ItemFacts]:
    found = items_of_force(force=ANYSHIRE, wanted=Filter(), page=Page(50), now=now)
    return list(found.items)


def figures() -> str:
    return Client().get("/metrics").content.decode()


def test_a_silent_source_is_somebodys_until_it_is_heard_of(
    source: PushSource, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    assert watch_sources(ANYSHIRE, now=now + timedelta(minutes=30)).stale == {}
    at = now + LATE

    with caplog.at_level(logging.WARNING):
        assert watch_sources(ANYSHIRE, now=at).stale == {source.id: now}
        assert watch_sources(ANYSHIRE, now=at + timedelta(minutes=1)).stale == {}

    (item,) = items(at)
    assert (item.desk, item.kind, item.case_id, item.reason) == (Desk.SYSTEM, ItemKind.MEND, None, "source_silent")
    assert "rms" in item.text
    assert "31 minutes" in item.text
    assert item.due_at == at + timedelta(hours=1)
    lines = [record.getMessage() for record in caplog.records if "not been heard of" in record.getMessage()]
    assert lines == [f"source {source.id} of force anyshire has not been heard of since {now.isoformat()}"]
    assert f'waypost_source_stale{{force="anyshire",source="{source.id}"}} 1.0' in figures()

    note_source_checked(source.id, now=at)
    assert watch_sources(ANYSHIRE, now=at).well == {source.id}
    assert items(at) == []
    assert f'waypost_source_stale{{force="anyshire",source="{source.id}"}} 0.0' in figures()


def test_each_silence_is_asked_about_anew(source: PushSource, now: datetime) -> None:
    for day in range(2):
        heard_of = now + timedelta(days=day)
        note_source_checked(source.id, now=heard_of)
        watch_sources(ANYSHIRE, now=heard_of)
        watch_sources(ANYSHIRE, now=heard_of + LATE)

    assert [item.reason for item in items(now + timedelta(days=1) + LATE)] == ["source_silent"]


def test_a_source_that_people_have_paused_is_not_missed_and_shown_as_paused(source: PushSource, now: datetime) -> None:
    watch_sources(ANYSHIRE, now=now + LATE)
    Source.objects.filter(id=source.id).update(paused_at=now)

    assert watch_sources(ANYSHIRE, now=now + LATE).well == {source.id}
    assert items(now + LATE) == []
    assert f'waypost_source_paused{{force="anyshire",source="{source.id}"}} 1.0' in figures()


def test_how_old_what_we_hold_is_stands_in_the_figures(source: PushSource) -> None:
    note_source_checked(source.id, now=clock.now() - timedelta(seconds=100))

    (line,) = [line for line in figures().splitlines() if line.startswith("waypost_source_age_seconds{")]
    assert f'source="{source.id}"' in line
    assert float(line.split()[-1]) == pytest.approx(100, abs=30)


def test_that_nobody_watches_shows_where_machines_look(source: PushSource) -> None:
    jobs.watch_all_sources(0)
    assert Client().get("/readyz").json() == {"status": "ok"}
    assert last_watched() is not None

    note_watched(now=clock.now() - LATE_AFTER - timedelta(seconds=1))

    assert "nobody watches" in Client().get("/readyz").json()["warning"]
    (line,) = [line for line in figures().splitlines() if line.startswith("waypost_source_watch_age_seconds ")]
    assert float(line.split()[-1]) > LATE_AFTER.total_seconds()


def test_that_nobody_has_ever_watched_shows_too(source: PushSource) -> None:
    Source.objects.update(created_at=clock.now() - LATE_AFTER - timedelta(seconds=1))

    assert "nobody watches" in Client().get("/readyz").json()["warning"]


def test_a_look_that_failed_is_no_look(source: PushSource, now: datetime, tmp_path: Path, settings: Settings) -> None:
    # The words of the item are not there.
    settings.CONTENT_DIR = tmp_path
    Source.objects.filter(id=source.id).update(last_ok_at=now - timedelta(days=365))

    jobs.watch_all_sources(0)

    assert last_watched() is None
