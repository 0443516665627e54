"""A source of kind dataverse from its settings to the record and back, over HTTP."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import yaml

from demo.dynamics.faults import Fault
from demo.dynamics.seed import add_case
from demo.dynamics.server import TOKEN_PATH, DataverseServer
from demo.dynamics.service import ROOT, Dataverse
from tests.connectors.dataverse.conftest import MAPPING
from waypost.base.values import CaseId, ForceName, JsonValue
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import case_id_by_reference, source_by_id, timeline
from waypost.cases.values import CaseKind, OutboxItemFacts, OutboxKind, SourceFacts, SourceState
from waypost.connectors.dataverse.config import read_config
from waypost.connectors.dataverse.system import DataverseSystem
from waypost.connectors.kinds import taker_of
from waypost.connectors.polling.poll import PollFailed, poll
from waypost.connectors.polling.values import PollReport
from waypost.connectors.writeback.values import NotTaken, Taker

ANYSHIRE = ForceName("anyshire")


@pytest.fixture
def source(committed_db: None, server: DataverseServer, tmp_path: Path, now: datetime) -> SourceFacts:
    """Return a live source that polls the made-up environment."""
    (tmp_path / "mapping.yaml").write_text(MAPPING.read_text(encoding="utf-8"), encoding="utf-8")
    config = tmp_path / "source.yaml"
    settings = {
        "service": server.url + ROOT,
        "token_endpoint": server.url + TOKEN_PATH,
        "client_id": "waypost-made-up",
        "client_secret": "made-up-secret",
        "mapping": "mapping.yaml",
    }
    config.write_text(yaml.safe_dump(settings))
    new = NewSource(force=ANYSHIRE, name="crm", kind="dataverse", state=SourceState.LIVE, config=read_config(config))
    return source_by_id(add_source(new, now=now).id)


@pytest.fixture
def poll_now(source: SourceFacts, now: datetime) -> Callable[[], PollReport]:
    """Return a poll of the source at the test's moment."""
    return lambda: poll(source_by_id(source.id), now_fn=lambda: now)


@pytest.fixture
def taker(source: SourceFacts, now: datetime) -> Taker:
    return taker_of(source, now_fn=lambda: now)


def item(of: OutboxKind, now: datetime, /, **payload: JsonValue) -> OutboxItemFacts:
    """Return something to write back about the case AN/1/26."""
    return OutboxItemFacts(
        waypost_id=uuid4(),
        case_id=CaseId(1),
        reference="AN/1/26",
        number=1,
        kind=of,
        payload=payload,
        attempts=0,
        created_at=now,
    )


def test_a_case_in_dynamics_is_on_record_and_a_change_is_told_once(
    dataverse: Dataverse, poll_now: Callable[[], PollReport]
) -> None:
    seeded = add_case(dataverse, "AN/1/26")
    assert poll_now().changed == 1
    dataverse.store.put("incidents", seeded.case, any_stage=100000003)

    assert poll_now().changed == 1
    assert poll_now().changed == 0
    case_id = case_id_by_reference("AN/1/26", kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    assert len(timeline(case_id, force=ANYSHIRE)) == 2


@pytest.mark.parametrize("deleted", ["incidents", "any_caseparties"])
def test_what_was_deleted_is_seen_at_once(
    dataverse: Dataverse, poll_now: Callable[[], PollReport], deleted: str
) -> None:
    seeded = add_case(dataverse, "AN/1/26")
    poll_now()
    (row, *_) = dataverse.store.rows(deleted)
    dataverse.store.delete(deleted, seeded.case if deleted == "incidents" else row["any_casepartyid"])

    report = poll_now()

    assert (report.gone, report.changed) == ((1, 0) if deleted == "incidents" else (0, 1))


def test_a_choice_that_nobody_mapped_holds_the_case(dataverse: Dataverse, poll_now: Callable[[], PollReport]) -> None:
    seeded = add_case(dataverse, "AN/1/26")
    dataverse.store.put("any_caseflags", _any_case_value=seeded.case, any_flag=99)

    report = poll_now()

    assert (report.changed, report.held) == (1, 1)


def test_a_service_that_fails_is_told_by_a_code_and_read_on_later(
    dataverse: Dataverse, poll_now: Callable[[], PollReport]
) -> None:
    add_case(dataverse, "AN/1/26")
    dataverse.faults.calls.append(Fault(403))
    with pytest.raises(PollFailed, match="http_403"):
        poll_now()

    assert poll_now().changed == 1


def test_secrets_that_are_written_out_are_kept_sealed(source: SourceFacts) -> None:
    assert "made-up-secret" not in str(source.config)


def test_what_a_victim_writes_becomes_a_note_once(dataverse: Dataverse, taker: Taker, now: datetime) -> None:
    seeded = add_case(dataverse, "AN/1/26")
    message = item(OutboxKind.VICTIM_MESSAGE, now, person=seeded.victim, text="When will you come?")

    taker.take(message, force=ANYSHIRE)
    taker.take(message, force=ANYSHIRE)

    (note,) = dataverse.store.rows("annotations")
    assert note["annotationid"] == str(message.waypost_id)
    assert (note["subject"], note["notetext"]) == ("From the victim", "When will you come?")
    assert note["_objectid_value"] == seeded.case


def test_a_note_whose_answer_was_lost_is_there_once(dataverse: Dataverse, taker: Taker, now: datetime) -> None:
    add_case(dataverse, "AN/1/26")
    note = item(OutboxKind.NOTE, now, text="Told by text: your case has an officer.")
    dataverse.faults.lost += 1
    with pytest.raises(NotTaken):
        taker.take(note, force=ANYSHIRE)

    taker.take(note, force=ANYSHIRE)

    assert [row["subject"] for row in dataverse.store.rows("annotations")] == ["Waypost"]


def test_a_task_is_answered_in_dynamics_and_comes_back(
    dataverse: Dataverse, taker: Taker, system: DataverseSystem, poll_now: Callable[[], PollReport], now: datetime
) -> None:
    seeded = add_case(dataverse, "AN/1/26")
    due = (now + timedelta(days=1)).isoformat()
    task = item(OutboxKind.TASK, now, kind="call", person=seeded.victim, text="Call.", script="Say hello.", due_at=due)
    taker.take(task, force=ANYSHIRE)
    (row,) = dataverse.store.rows("tasks")
    assert (row["activityid"], row["subject"], row["any_draft"]) == (str(task.waypost_id), "Please call", "Say hello.")
    assert (row["_regardingobjectid_value"], row["_any_contact_value"]) == (seeded.case, seeded.victim)
    assert datetime.fromisoformat(row["scheduledend"]) == datetime.fromisoformat(due).replace(microsecond=0)
    answered = {"statecode": 1, "any_answer": "She is well.", "actualend": "2026-11-02T10:00:00Z"}
    dataverse.store.put("tasks", row["activityid"], _any_completedby_value=seeded.officer, **answered)

    (batch,) = [batch for batch in system.batches("") if batch.records]

    assert batch.records[0].document["tasks"] == [
        {
            "waypost_id": str(task.waypost_id),
            "status": "done",
            "text": "She is well.",
            "at": "2026-11-02T10:00:00Z",
            "by": {"collar_number": "4471", "rank": "PC", "name": "Jo Example"},
        }
    ]


@pytest.mark.parametrize("reference", ["AN/9/26", "an/1/26", "x' or 1 eq 1 or 'x' eq 'x"])
def test_what_is_of_no_case_is_written_to_none(
    reference: str, dataverse: Dataverse, taker: Taker, now: datetime
) -> None:
    add_case(dataverse, "AN/1/26")
    other = replace(item(OutboxKind.NOTE, now, text="Told."), reference=reference)

    with pytest.raises(NotTaken, match="no_such_occurrence"):
        taker.take(other, force=ANYSHIRE)
    assert dataverse.store.rows("annotations") == []


def test_what_two_cases_share_the_reference_of_is_written_to_neither(
    dataverse: Dataverse, taker: Taker, now: datetime
) -> None:
    add_case(dataverse, "AN/1/26")
    add_case(dataverse, "AN/1/26")

    with pytest.raises(NotTaken, match="two_of_that_reference"):
        taker.take(item(OutboxKind.NOTE, now, text="Told."), force=ANYSHIRE)


@pytest.mark.parametrize("payload", [{"kind": "dance"}, {"kind": "call", "person": "x) or (1 eq 1"}])
def test_what_cannot_be_said_in_dynamics_is_not_written(
    payload: dict[str, JsonValue], dataverse: Dataverse, taker: Taker, now: datetime
) -> None:
    add_case(dataverse, "AN/1/26")

    with pytest.raises(NotTaken, match="not_mapped"):
        taker.take(item(OutboxKind.TASK, now, text="Call.", **payload), force=ANYSHIRE)
    assert dataverse.store.rows("tasks") == []
