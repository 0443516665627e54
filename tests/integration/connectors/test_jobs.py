"""The room's background work: due sources are polled, and one that fails stops nobody."""

import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import yaml
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.integration.connectors.conftest import ANYSHIRE
from waypost.cases.operations import NewSource, add_source
from waypost.cases.values import SourceState
from waypost.connectors import jobs
from waypost.connectors.leases import AlreadyPolled, claim_poll, release
from waypost.connectors.models import Cursor
from waypost.connectors.queries import sources_to_poll
from waypost.connectors.sql.config import read_config

pytestmark = pytest.mark.usefixtures("committed_db")

MAPPING = Path("demo/rms/waypost-mapping.yaml").read_text(encoding="utf-8")


@pytest.fixture
def source_id(committed_db: None, tmp_path: Path, now: datetime) -> int:
    """Return a source whose database does not answer."""
    (tmp_path / "mapping.yaml").write_text(MAPPING, encoding="utf-8")
    told = {"database": "postgresql://nobody:hidden@127.0.0.1:9/none", "mapping": "mapping.yaml", "poll_every_s": 30}
    (tmp_path / "source.yaml").write_text(yaml.safe_dump(told))
    config = read_config(tmp_path / "source.yaml")
    return add_source(NewSource(ANYSHIRE, "rms", "sql", SourceState.LIVE, config=config), now=now).id


def test_a_tick_wakes_a_poll_for_a_force_with_a_due_source(source_id: int) -> None:
    jobs.tick_polls(0)
    jobs.tick_polls(0)

    assert [job.task_name for job in ProcrastinateJob.objects.all()] == ["poll_sources"]


def test_a_tick_wakes_the_outbox_of_every_force() -> None:
    jobs.tick_write_back(0)

    assert [(job.task_name, job.args) for job in ProcrastinateJob.objects.all()] == [
        ("write_back", {"force": "anyshire"})
    ]


def test_a_poll_that_fails_is_logged_without_the_address_and_tried_again(
    source_id: int, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        jobs.poll_sources("anyshire")

    assert f"source {source_id} could not be polled" in caplog.text
    assert "hidden" not in caplog.text
    assert Cursor.objects.get(source_id=source_id).failures == 1


def test_a_source_is_due_again_after_its_interval(source_id: int, now: datetime) -> None:
    (source,) = sources_to_poll(now=now)
    release(claim_poll(source, now=now))

    assert [each.id for each in sources_to_poll(now=now + timedelta(seconds=29))] == []
    assert [each.id for each in sources_to_poll(now=now + timedelta(seconds=30))] == [source_id]


def test_a_lease_that_ran_out_may_be_taken(source_id: int, now: datetime) -> None:
    (source,) = sources_to_poll(now=now)
    claim_poll(source, now=now)

    with pytest.raises(AlreadyPolled):
        claim_poll(source, now=now + timedelta(seconds=44))
    claim_poll(source, now=now + timedelta(seconds=45))
