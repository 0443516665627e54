import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.base.values import ForceName
from waypost.connectors.push.parsing import parse_json
from waypost.connectors.push.rules import (
    MOST_EVENTS,
    form_of,
    read_event,
    read_events,
    reason_to_reject,
    refuse_other_forces,
)
from waypost.connectors.push.values import (
    Envelope,
    Form,
    NotCloudEvents,
    Rejection,
    TooLarge,
    WrongForce,
    WrongType,
)

ANYSHIRE = ForceName("anyshire")


def event(**changes: Any) -> dict[str, Any]:
    attributes = {
        "specversion": "1.0",
        "id": "e-1",
        "source": "urn:rms",
        "type": "org.waypost.case.v1",
        "subject": "42/1871/26",
        "time": "2026-03-01T10:00:00+00:00",
        "datacontenttype": "application/json",
        "data": {"reference": "42/1871/26", "force": "anyshire"},
    }
    return attributes | changes


def envelope(**changes: Any) -> Envelope:
    read = read_event(event(**changes))
    assert isinstance(read, Envelope), read
    return read


@pytest.mark.parametrize(
    ("content_type", "form"),
    [
        ("application/cloudevents+json", Form.SINGLE),
        ("application/cloudevents+json; charset=utf-8", Form.SINGLE),
        ('Application/CloudEvents+JSON;charset="UTF-8"', Form.SINGLE),
        ("application/cloudevents-batch+json", Form.BATCH),
    ],
)
def test_both_structured_forms_are_read(content_type: str, form: Form) -> None:
    assert form_of(content_type, encoding="") is form


@pytest.mark.parametrize(
    ("content_type", "encoding", "word"),
    [
        ("", "", "Send application/cloudevents"),
        ("application/json", "", "binary mode"),
        ("text/xml", "", "Send application/cloudevents"),
        ("application/cloudevents+xml", "", "Send application/cloudevents"),
        ("application/cloudevents+json; charset=cp1252", "", "UTF-8"),
        ("application/cloudevents+json", "gzip", "uncompressed"),
        ("application/cloudevents-batch+json", "deflate, identity", "uncompressed"),
    ],
)
def test_other_forms_are_refused_with_what_to_send(content_type: str, encoding: str, word: str) -> None:
    with pytest.raises(WrongType, match=word):
        form_of(content_type, encoding=encoding)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"specversion": "0.3"}, "specversion"),
        ({"specversion": 1.0}, "specversion"),
        ({"specversion": None}, "specversion"),
        ({"id": ""}, "id"),
        ({"id": 7}, "id"),
        ({"id": None}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"id": "a\x00b"}, "id"),
        ({"source": ""}, "source"),
        ({"source": ["urn:rms"]}, "source"),
        ({"type": "a\nb"}, "type"),
        ({"subject": ""}, "subject"),
        ({"subject": {}}, "subject"),
        ({"time": "yesterday"}, "time"),
        ({"time": "2026-03-01T10:00:00"}, "time"),  # no offset
        ({"time": "2026-02-31T10:00:00Z"}, "time"),
        ({"time": 1772359200}, "time"),
        ({"data_base64": "e30="}, "data_base64"),
        ({"datacontenttype": "text/xml"}, "datacontenttype"),
        ({"datacontenttype": 1}, "datacontenttype"),
    ],
)
def test_a_wrong_attribute_is_named(changes: dict[str, Any], field: str) -> None:
    read = read_event(event(**changes))

    assert isinstance(read, Rejection)
    assert read.error.startswith(f"{field}:")


def test_what_cloudevents_leaves_open_is_taken() -> None:
    changes: dict[str, Any] = {
        "time": None,
        "subject": None,
        "datacontenttype": None,
        "traceparent": "00-1",
        "data": {},
    }

    assert envelope(**changes).subject is None


@pytest.mark.parametrize("document", [None, [], "text", 3, {}, {"specversion": "1.0"}, [event()]])
def test_a_single_body_that_is_no_cloudevent_is_refused(document: Any) -> None:
    with pytest.raises(NotCloudEvents, match="not a CloudEvent"):
        read_events(document, form=Form.SINGLE)


@pytest.mark.parametrize("document", [None, "text", event(), [{}], [1, 2]])
def test_a_batch_without_a_single_cloudevent_is_refused(document: Any) -> None:
    with pytest.raises(NotCloudEvents):
        read_events(document, form=Form.BATCH)


def test_one_that_is_no_cloudevent_does_not_cost_the_others_of_its_batch() -> None:
    events = read_events([event(id="a"), {"id": "b"}, 7, event(id="c")], form=Form.BATCH)

    assert [getattr(read, "id", None) for read in events] == ["a", "b", None, "c"]
    assert [isinstance(read, Rejection) for read in events] == [False, True, True, False]


def test_an_ambiguous_event_does_not_cost_the_others_of_its_batch() -> None:
    body = b'[{"id": "a", "data": {"x": 1, "x": 2}}, ' + json.dumps(event(id="b")).encode() + b"]"

    twice, fine = read_events(parse_json(body), form=Form.BATCH)

    assert isinstance(twice, Rejection)
    assert "twice" in twice.error
    assert isinstance(fine, Envelope)


def test_an_empty_batch_is_a_batch() -> None:
    assert read_events([], form=Form.BATCH) == ()


def test_a_batch_of_501_is_too_large_whatever_is_in_it() -> None:
    assert len(read_events([event()] * MOST_EVENTS, form=Form.BATCH)) == MOST_EVENTS
    with pytest.raises(TooLarge, match="500"):
        read_events([{}] * (MOST_EVENTS + 1), form=Form.BATCH)


def test_one_event_of_another_force_refuses_all() -> None:
    events = [envelope(), envelope(type="unknown", data={"force": "cleveland"})]

    with pytest.raises(WrongForce, match="nothing was taken"):
        refuse_other_forces(events, force=ANYSHIRE)


@pytest.mark.parametrize("data", [{"force": "anyshire"}, {"force": None}, {"force": 3}, {}, [], None])
def test_an_event_without_a_readable_force_is_left_to_the_check_of_its_shape(data: Any) -> None:
    refuse_other_forces([envelope(data=data)], force=ANYSHIRE)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"type": "org.waypost.case.v2"}, "type: is not known; send org.waypost.case.v1 or org.waypost.incident.v1."),
        ({"data": None}, "data: is missing or is not a JSON object."),
        ({"data": [{}]}, "data: is missing or is not a JSON object."),
    ],
)
def test_what_cannot_be_a_snapshot_is_rejected_with_its_field(changes: dict[str, Any], error: str) -> None:
    assert reason_to_reject(envelope(**changes)) == error


def test_a_case_may_be_looked_into() -> None:
    assert reason_to_reject(envelope()) is None


def test_the_same_event_written_differently_has_the_same_bytes() -> None:
    other = dict(reversed(event().items()))

    assert envelope().raw == envelope(**other).raw
    assert envelope().raw != envelope(data={"force": "anyshire", "reference": "1"}).raw


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3),
    max_leaves=10,
)


@given(st.sampled_from(sorted(event())), JSON)
def test_any_value_in_any_attribute_is_read_or_named(name: str, value: Any) -> None:
    read = read_event(event(**{name: value}))

    if isinstance(read, Envelope):
        reason_to_reject(read)
