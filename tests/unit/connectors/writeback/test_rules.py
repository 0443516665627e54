import json
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.base.values import CaseId, ForceName, JsonValue
from waypost.cases.values import OutboxItemFacts, OutboxKind
from waypost.connectors.mapping.values import CasePart, Outgoing
from waypost.connectors.sql.taker import SqlTaker
from waypost.connectors.sql.values import SourceMapping, SqlConfig, WriteTarget
from waypost.connectors.writeback.outgoing import outgoing_value
from waypost.connectors.writeback.rules import (
    LONGEST_PAUSE,
    UnusableUrl,
    checked_url,
    event_of,
    next_pause,
)
from waypost.connectors.writeback.values import NotTaken

ANYSHIRE = ForceName("anyshire")


def item(of: OutboxKind = OutboxKind.VICTIM_MESSAGE, /, **payload: JsonValue) -> OutboxItemFacts:
    return OutboxItemFacts(
        waypost_id=UUID(int=7),
        case_id=CaseId(1),
        reference="42/1871/26",
        number=1,
        kind=of,
        payload=payload,
        attempts=1,
        created_at=datetime(2026, 11, 20, 12, 0, tzinfo=UTC),
    )


def test_pauses_grow_to_a_quarter_of_an_hour() -> None:
    pauses = [next_pause(attempts, jitter=0) for attempts in range(1, 11)]

    assert pauses[:3] == [timedelta(seconds=5), timedelta(seconds=10), timedelta(seconds=20)]
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


@given(st.integers(min_value=1, max_value=10**9), st.floats(min_value=0, max_value=1))
def test_chance_takes_at_most_half_of_a_pause_away(attempts: int, jitter: float) -> None:
    whole = next_pause(attempts, jitter=0)

    assert whole / 2 <= next_pause(attempts, jitter=jitter) <= whole


def test_what_is_sent_is_the_contracts_cloudevent() -> None:
    body = event_of(item(person="p1", text="Când vine?", at="2026-11-20T11:59:00+00:00"), force=ANYSHIRE)

    assert json.loads(body) == {
        "specversion": "1.0",
        "id": "00000000-0000-0000-0000-000000000007",
        "source": "urn:waypost:anyshire",
        "type": "org.waypost.victim-message.v1",
        "subject": "42/1871/26",
        "time": "2026-11-20T12:00:00+00:00",
        "datacontenttype": "application/json",
        "data": {
            "case": "42/1871/26",
            "person": "p1",
            "waypost_id": "00000000-0000-0000-0000-000000000007",
            "text": "Când vine?",
            "at": "2026-11-20T11:59:00+00:00",
        },
    }


@pytest.mark.parametrize(
    ("kind", "event_type"),
    [
        (OutboxKind.VICTIM_MESSAGE, "org.waypost.victim-message.v1"),
        (OutboxKind.TASK, "org.waypost.task.v1"),
        (OutboxKind.NOTE, "org.waypost.note.v1"),
    ],
)
def test_every_kind_has_its_type(kind: OutboxKind, event_type: str) -> None:
    assert json.loads(event_of(item(kind), force=ANYSHIRE))["type"] == event_type


@pytest.mark.parametrize(
    "url",
    ["https://rms.example.org/waypost", "http://127.0.0.1:9001/in?x=1", "http://[::1]:9001/", "https://10.1.2.3/"],
)
def test_an_address_in_a_forces_network_may_be_written_to(url: str) -> None:
    assert checked_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "rms.example.org",
        "//rms.example.org/in",
        "file:///etc/passwd",
        "ftp://rms.example.org/",
        "https:///in",
        "https://user:pass@rms.example.org/",
        "https://user@rms.example.org/",
        "https://rms.example.org:port/",
        "https://rms.example.org/#in",
        "https://rms.example.org/a b",
        "https://rms.example.org/\r\nX: y",
        "https://rms.exämple.org/",
        "https://rms.example.org/" + "x" * 500,
        "http://169.254.169.254/latest/meta-data",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://224.0.0.1/",
        "http://[::1/",
    ],
)
def test_another_address_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(UnusableUrl) as error:
        checked_url(url)

    assert "pass" not in str(error.value).replace("password", "")


@pytest.mark.parametrize(
    ("outgoing", "zone", "expected"),
    [
        (Outgoing(constant="SYS"), None, "SYS"),
        (Outgoing(field="occurrence"), None, 42),
        (Outgoing(field="waypost_id"), None, "00000000-0000-0000-0000-000000000007"),
        (Outgoing(field="person", is_number=True), None, 3),
        (Outgoing(field="kind", codes={"reply": "RPLY"}), None, "RPLY"),
        (Outgoing(field="script"), None, None),
        (Outgoing(field="due_at"), None, datetime(2026, 7, 1, 9, 0, tzinfo=UTC)),
        (Outgoing(field="due_at"), ZoneInfo("Europe/London"), datetime(2026, 7, 1, 10, 0)),  # noqa: DTZ001
    ],
)
def test_a_column_gets_what_the_mapping_says(outgoing: Outgoing, zone: ZoneInfo | None, expected: object) -> None:
    task = item(OutboxKind.TASK, kind="reply", person="3", due_at="2026-07-01T09:00:00+00:00", script=None)

    assert outgoing_value(task, outgoing, occurrence=42, zone=zone) == expected


@pytest.mark.parametrize(
    ("outgoing", "code"),
    [
        (Outgoing(field="kind", codes={"call": "CALL"}), "not_mapped"),
        (Outgoing(field="person", is_number=True), "not_a_number"),
    ],
)
def test_what_the_system_has_no_word_for_waits(outgoing: Outgoing, code: str) -> None:
    with pytest.raises(NotTaken, match=code):
        outgoing_value(item(OutboxKind.TASK, kind="reply", person="p3"), outgoing, occurrence=42, zone=None)


def test_an_address_that_cannot_be_used_any_more_leaves_the_item_waiting_and_stops_nothing_else() -> None:
    target = WriteTarget("entries", "own_id", {})
    mapping = SourceMapping(
        system="a made-up system",
        zone=None,
        changes=(),
        case=CasePart("occurrences", "id", "number", (), {}),
        lists=(),
        write_back={OutboxKind.VICTIM_MESSAGE: target},
    )
    # What `{env: NAME}` may come to hold after the source was added.
    config = SqlConfig("sqlite://", "rms.example.org", mapping, timedelta(seconds=10), timedelta(minutes=15))

    with pytest.raises(NotTaken) as refused:
        SqlTaker(config).take(item(text="Any news?"), force=ANYSHIRE)

    assert refused.value.code == "BadDatabaseUrl"
