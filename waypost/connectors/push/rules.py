"""Which events of a request may go on to the record, decided without a database."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from waypost.base.values import ForceName, JsonValue
from waypost.cases.values import CaseKind
from waypost.connectors.push.parsing import Ambiguous, canonical
from waypost.connectors.push.values import (
    Envelope,
    Form,
    NotCloudEvents,
    Rejection,
    TooLarge,
    WrongForce,
    WrongType,
)

CASE_TYPE = "org.waypost.case.v1"
INCIDENT_TYPE = "org.waypost.incident.v1"
KIND_OF_TYPE: Final = {CASE_TYPE: CaseKind.CRIME, INCIDENT_TYPE: CaseKind.INCIDENT}
MOST_EVENTS = 500
LONGEST_ID = 200
_LONGEST_SOURCE = 300
# Half a surrogate pair cannot be stored, or sent back in an answer.
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")
_JSON_TYPE = re.compile(r"application/([\w.-]+\+)?json\s*(;.*)?", re.IGNORECASE)


def form_of(content_type: str, *, encoding: str) -> Form:
    """
    Return in which form the body is, from its Content-Type and Content-Encoding.

    :raises WrongType: for everything but the two structured CloudEvents forms, uncompressed, in UTF-8.
    """
    name, _, parameters = content_type.partition(";")
    if encoding.strip().lower() not in {"", "identity"}:
        # A compressed body's real size is known only when it is too late.
        raise WrongType("Content-Encoding is not taken: send the body uncompressed.")
    if _charset(parameters) not in {"", "utf-8"}:
        raise WrongType("Send the body in UTF-8.")
    try:
        return Form(name.strip().lower())
    except ValueError:
        raise WrongType(
            f"Send {Form.SINGLE} or {Form.BATCH}; binary mode (attributes as headers) is not taken."
        ) from None


def read_events(document: JsonValue, *, form: Form) -> tuple[Envelope | Rejection, ...]:
    """
    Return each event of the request in its order: its envelope, or why it is none.

    One event that is no CloudEvent does not cost the others of its batch; a body in which none is one is
    refused.

    *Source:* CloudEvents 1.0.2, sections 2 and 3; JSON event format 1.0.2, sections 3 and 4.
    :raises TooLarge: for more than 500 events.
    :raises NotCloudEvents: if the body is no event, or no list of events.
    """
    if form is Form.SINGLE:
        return (_only(read_event(document)),)
    if not isinstance(document, list):
        raise NotCloudEvents("A batch of CloudEvents is a JSON list.")
    if len(document) > MOST_EVENTS:
        raise TooLarge(f"A batch holds at most {MOST_EVENTS} events.")
    events = tuple(read_event(event) for event in document)
    if events and all(isinstance(event, Rejection) for event in events):
        _only(events[0])
    return events


def read_event(event: JsonValue) -> Envelope | Rejection:
    """Return the envelope of one event, or which of its attributes is wrong."""
    if not isinstance(event, dict):
        return Rejection(id=None, error="An event is a JSON object.")
    # By the JSON format an attribute that is null is not there.
    attributes = {name: value for name, value in event.items() if value is not None}
    try:
        raw = canonical(event)
    except Ambiguous as error:
        return Rejection(id=_usable_id(attributes.get("id")), error=str(error))
    fault = _fault_of(attributes)
    if fault:
        return Rejection(id=_usable_id(attributes.get("id")), error=fault)
    return Envelope(
        id=str(attributes["id"]),
        source=str(attributes["source"]),
        type=str(attributes["type"]),
        subject=_text_or_none(attributes.get("subject")),
        time=_time_or_none(attributes.get("time")),
        data=attributes.get("data"),
        raw=raw,
    )


def refuse_other_forces(events: Sequence[Envelope | Rejection], *, force: ForceName) -> None:
    """
    Let events pass that are of `force`, or of none that can be read.

    :raises WrongForce: if any is of another force: nothing of the batch is taken then.
    """
    for event in events:
        if isinstance(event, Envelope) and _force_of(event.data) not in {None, force}:
            raise WrongForce("This key may not speak for the force of one of the events: nothing was taken.")


def reason_to_reject(event: Envelope) -> str | None:
    """Return why an event cannot be a snapshot, or None if it may be looked into."""
    if event.type not in KIND_OF_TYPE:
        return f"type: is not known; send {CASE_TYPE} or {INCIDENT_TYPE}."
    if not isinstance(event.data, dict):
        return "data: is missing or is not a JSON object."
    return None


def _only(event: Envelope | Rejection) -> Envelope | Rejection:
    if isinstance(event, Rejection):
        raise NotCloudEvents(f"This is not a CloudEvent. {event.error}")
    return event


def _fault_of(attributes: Mapping[str, JsonValue]) -> str | None:
    if attributes.get("specversion") != "1.0":
        return 'specversion: must be "1.0".'
    for name, longest in (("id", LONGEST_ID), ("source", _LONGEST_SOURCE), ("type", LONGEST_ID)):
        if not _is_text(attributes.get(name), longest=longest):
            return f"{name}: must be text of 1 to {longest} characters without control characters."
    if "subject" in attributes and not _is_text(attributes["subject"], longest=LONGEST_ID):
        return f"subject: must be text of 1 to {LONGEST_ID} characters without control characters."
    if "time" in attributes and _time_or_none(attributes["time"]) is None:
        return "time: must be a time with an offset, as in RFC 3339."
    return _fault_of_content(attributes)


def _fault_of_content(attributes: Mapping[str, JsonValue]) -> str | None:
    if "data_base64" in attributes:
        return "data_base64: is not taken; send the snapshot as JSON in data."
    content_type = attributes.get("datacontenttype", "application/json")
    if not isinstance(content_type, str) or not _JSON_TYPE.fullmatch(content_type):
        return "datacontenttype: must be application/json."
    return None


def _is_text(value: JsonValue, *, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value) <= longest and not _UNFIT.search(value)


def _usable_id(value: JsonValue) -> str | None:
    return str(value) if _is_text(value, longest=LONGEST_ID) else None


def _text_or_none(value: JsonValue) -> str | None:
    return None if value is None else str(value)


def _time_or_none(value: JsonValue) -> datetime | None:
    if not isinstance(value, str) or not _RFC_3339.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value.upper())
    except ValueError:
        return None


def _force_of(data: JsonValue) -> str | None:
    force = data.get("force") if isinstance(data, dict) else None
    return force if isinstance(force, str) else None


def _charset(parameters: str) -> str:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return ""
