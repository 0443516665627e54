"""A source of kind rest from its settings to the record and back, over HTTP."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from click.testing import CliRunner, Result

from tests.connectors.rest.conftest import ANYSHIRE, Settings
from tests.connectors.rest.server import START, Answer, CaseList
from waypost.base.values import CaseId, JsonValue
from waypost.cases.held import held_in_case
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import case_id_by_reference, cases_by_id, source_by_id
from waypost.cases.values import CaseFacts, CaseKind, OutboxItemFacts, OutboxKind, SourceFacts, SourceState
from waypost.connectors.commands import source as source_commands
from waypost.connectors.kinds import taker_of
from waypost.connectors.polling.poll import PollFailed, poll
from waypost.connectors.polling.values import PollReport
from waypost.connectors.rest.config import read_config
from waypost.connectors.writeback.values import NotTaken, Taker

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(service: CaseList, settings_of: Settings, now: datetime) -> SourceFacts:
    """Return a live source that polls the made-up service."""
    config = read_config(settings_of(next_link="paging.next"))
    new = NewSource(force=ANYSHIRE, name="list", kind="rest", state=SourceState.LIVE, config=config)
    return source_by_id(add_source(new, now=now).id)


@pytest.fixture
def poll_now(source: SourceFacts, now: datetime) -> Callable[[], PollReport]:
    return lambda: poll(source_by_id(source.id), now_fn=lambda: now)


@pytest.fixture
def taker(source: SourceFacts, now: datetime) -> Taker:
    return taker_of(source, now_fn=lambda: now)


def case_of(reference: str) -> CaseFacts:
    case_id = case_id_by_reference(reference, kind=CaseKind.CRIME, force=ANYSHIRE)
    assert case_id is not None
    return cases_by_id([case_id], force=ANYSHIRE)[case_id]


def held(reference: str) -> list[str]:
    return [one.sentence for one in held_in_case(case_of(reference).case_id, force=ANYSHIRE)]


def item(of: OutboxKind, now: datetime, /, **payload: JsonValue) -> OutboxItemFacts:
    """Return something to write back about the case MADEUP/1/26."""
    return OutboxItemFacts(uuid4(), CaseId(1), "MADEUP/1/26", 1, of, payload, 0, now)


def told(*words: str) -> Result:
    return CliRunner().invoke(source_commands, [words[0], "--force", ANYSHIRE, *words[1:]])


def test_a_case_is_on_record_and_a_change_is_told_once(service: CaseList, poll_now: Callable[[], PollReport]) -> None:
    service.put(1, at=START)
    assert poll_now().changed == 1
    service.put(1, at=START + timedelta(minutes=1), state="INV")

    assert (poll_now().changed, poll_now().changed) == (1, 0)
    assert case_of("MADEUP/1/26").status == "under_investigation"


def test_a_code_that_nobody_mapped_holds_the_case(service: CaseList, poll_now: Callable[[], PollReport]) -> None:
    service.put(1, at=START, warnings=["NEW"])

    assert (poll_now().held, len(held("MADEUP/1/26"))) == (1, 1)


def test_a_record_that_cannot_be_read_holds_its_case_until_it_can(
    service: CaseList, poll_now: Callable[[], PollReport]
) -> None:
    service.put(1, at=START)
    service.put(2, at=START)
    poll_now()
    service.put(1, at=START, warnings=None)
    service.put(2, at=START, state="INV")

    assert poll_now().set_aside >= 1
    assert (len(held("MADEUP/1/26")), case_of("MADEUP/2/26").status) == (1, "under_investigation")
    service.put(1, at=START, warnings=[])
    poll_now()
    assert held("MADEUP/1/26") == []


def test_a_service_that_fails_is_told_by_a_code_and_read_on_later(
    service: CaseList, poll_now: Callable[[], PollReport]
) -> None:
    service.put(1, at=START)
    service.faults.append(lambda answer: setattr(answer, "status", 403))

    with pytest.raises(PollFailed, match="http_403"):
        poll_now()
    assert poll_now().changed == 1


def test_a_key_that_is_written_out_is_kept_sealed(source: SourceFacts) -> None:
    assert "made-up-key" not in json.dumps(dict(source.config))


def test_what_a_victim_writes_is_posted_once(service: CaseList, taker: Taker, now: datetime) -> None:
    message = item(OutboxKind.VICTIM_MESSAGE, now, text="When will you come?", at=START.isoformat())

    taker.take(message, force=ANYSHIRE)
    taker.take(message, force=ANYSHIRE)

    body = {"note": {"text": "When will you come?", "subject": "From the victim"}, "at": START.isoformat()}
    assert service.posted == {str(message.waypost_id): ("/api/cases/MADEUP%2F1%2F26/notes", body)}


def test_a_task_is_posted_in_the_services_own_codes(service: CaseList, taker: Taker, now: datetime) -> None:
    taker.take(item(OutboxKind.TASK, now, kind="call_victim", due_at=START.isoformat()), force=ANYSHIRE)

    ((address, body),) = service.posted.values()
    assert address == "/api/cases/MADEUP%2F1%2F26/tasks"
    assert body == {"kind": "CALL", "due": START.isoformat(), "case": "MADEUP/1/26"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"status": 500}, "http_500"),
        ({"status": 302, "headers": {"Location": "https://elsewhere.example.org/"}}, "redirected"),
        ({"status": 404}, "http_404"),
        ({"cut": 5}, "unreachable"),
    ],
)
def test_what_was_not_taken_for_sure_is_tried_again(
    changes: dict[str, Any], code: str, service: CaseList, taker: Taker, now: datetime
) -> None:
    def fault(answer: Answer) -> None:
        for name, value in changes.items():
            setattr(answer, name, value)

    note = item(OutboxKind.VICTIM_MESSAGE, now, text="A word.")
    service.faults.append(fault)

    with pytest.raises(NotTaken, match=code):
        taker.take(note, force=ANYSHIRE)
    taker.take(note, force=ANYSHIRE)

    assert len(service.posted) == 1


def test_what_the_mapping_has_no_place_for_is_not_taken(taker: Taker, now: datetime) -> None:
    with pytest.raises(NotTaken, match="not_mapped"):
        taker.take(item(OutboxKind.NOTE, now, text="Told."), force=ANYSHIRE)
    with pytest.raises(NotTaken, match="not_mapped"):
        taker.take(item(OutboxKind.TASK, now, kind="what nobody listed"), force=ANYSHIRE)


def test_a_source_is_tried_before_it_is_added_and_nobody_is_named(service: CaseList, settings_of: Settings) -> None:
    service.put(1, at=START)
    service.put(2, at=START, warnings=["NEW"])
    service.put(3, at=START, warnings=None)

    result = told("test", "--kind", "rest", "--config", str(settings_of(next_link="paging.next")))

    assert "Sample of 3: 2 would be taken, 1 of them with something held for a person, 1 set aside" in result.output
    assert "warnings: is no list; where a record may be without it, say so under may_lack" in result.output
    assert not {"Mary", "07700"} & set(result.output.split())


def test_a_source_is_added_loaded_and_seen(service: CaseList, settings_of: Settings) -> None:
    service.put(1, at=START)
    settings = str(settings_of(next_link="paging.next"))

    assert told("add", "--name", "list", "--kind", "rest", "--config", settings).exit_code == 0
    loaded, seen = told("load", "--name", "list"), told("status")

    assert (loaded.exit_code, seen.exit_code) == (0, 0)
    assert case_of("MADEUP/1/26").reference == "MADEUP/1/26"
    assert "list" in seen.output


def test_a_variable_that_is_missing_is_named(service: CaseList, settings_of: Settings) -> None:
    settings = str(settings_of(key={"env": "NO_SUCH_KEY_OF_CASES"}))

    tried = told("test", "--kind", "rest", "--config", settings)
    told("add", "--name", "list", "--kind", "rest", "--config", settings)

    for result in (tried, told("load", "--name", "list")):
        assert "the environment has no NO_SUCH_KEY_OF_CASES" in result.output


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"status": 401}, "does not let us in"),
        ({"status": 404}, "there is nothing at its address"),
        ({"raw": b"<html>"}, "its answer is not JSON"),
        ({"status": 502}, "check its address, that it runs"),
    ],
)
def test_a_service_that_cannot_be_read_is_told_with_what_to_do(
    changes: dict[str, Any], word: str, service: CaseList, settings_of: Settings
) -> None:
    def fault(answer: Answer) -> None:
        for name, value in changes.items():
            setattr(answer, name, value)

    service.faults += [fault]

    assert word in told("test", "--kind", "rest", "--config", str(settings_of())).output
