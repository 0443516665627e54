"""What a call to the API may hold, checked in GOV.UK Notify's order and refused in its words."""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from jsonschema import Draft7Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from demo.phone.config import EMAIL_TEMPLATE_ID, LETTER_TEMPLATE_ID, OWN_LETTER_TEMPLATE_ID, SMS_TEMPLATE_ID
from demo.phone.errors import Refused, bad_request
from demo.phone.formatting import shown
from demo.phone.recipients import BadRecipient, e164, email_key
from demo.phone.store import Filter
from demo.phone.values import OTHER_STATUSES, Channel, Draft, Status

SMS_LONGEST: Final = 918
ADDRESS_KEYS: Final = tuple(f"address_line_{number}" for number in range(1, 8))
LETTER_LINES: Final = range(3, 8)
PLACEHOLDER: Final = re.compile(r"\(\((\w+)\)\)")

TEMPLATES: Final[Mapping[str, tuple[Channel, str | None, str]]] = {
    SMS_TEMPLATE_ID: (Channel.SMS, None, "((body))"),
    EMAIL_TEMPLATE_ID: (Channel.EMAIL, "((subject))", "((body))"),
    LETTER_TEMPLATE_ID: (Channel.LETTER, "A letter about your report", "((body))"),
}

formats = FormatChecker(formats=())


@formats.checks("uuid", raises=ValueError)
def _is_uuid(value: object) -> bool:
    if isinstance(value, str):
        UUID(value)
    return True


@formats.checks("phone_number", raises=BadRecipient)
def _is_phone_number(value: object) -> bool:
    if isinstance(value, str):
        e164(value)
    return True


@formats.checks("email_address", raises=BadRecipient)
def _is_email_address(value: object) -> bool:
    if isinstance(value, str):
        email_key(value)
    return True


def _schema(*required: str, **properties: object) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": properties,
        "additionalProperties": False,
    }


_ID: Final = {"type": "string", "format": "uuid", "validationMessage": "is not a valid UUID"}
_COMMON: Final[dict[str, object]] = {
    "template_id": _ID,
    "reference": {"type": "string", "maxLength": 1000},
    "personalisation": {"type": "object"},
}
_EMAIL_ONLY: Final[dict[str, object]] = {
    "email_reply_to_id": _ID,
    "one_click_unsubscribe_url": {"type": "string"},
    "sanitise_content_for": {"type": ["array", "null"]},
}

SEND: Final = {
    Channel.SMS: _schema(
        "phone_number", "template_id", **_COMMON,
        phone_number={"type": "string", "format": "phone_number"}, sms_sender_id=_ID,
    ),
    Channel.EMAIL: _schema(
        "email_address", "template_id", **_COMMON, **_EMAIL_ONLY,
        email_address={"type": "string", "format": "email_address"},
    ),
    Channel.LETTER: _schema("template_id", "personalisation", **_COMMON),
}  # fmt: skip
POSTAGE: Final = ("first", "second", "economy")
OWN_LETTER: Final = _schema(
    "reference", "content", reference={"type": "string", "maxLength": 1000}, content={"type": "string"},
    postage={"enum": list(POSTAGE), "validationMessage": f"invalid. It must be one of {', '.join(POSTAGE)}."},
)  # fmt: skip
LOOK_UP: Final = _schema(
    reference={"type": "string"},
    template_type={"type": "array", "items": {"enum": [channel.value for channel in Channel]}},
    status={"type": "array", "items": {"enum": [*(status.value for status in Status), *OTHER_STATUSES]}},
    include_jobs={"enum": ["true", "True"]},
    older_than=_ID,
)


def parse_send(body: bytes, *, channel: Channel) -> Draft:
    """
    Return the message that a call asks to send.

    :raises Refused: 400, as Notify words it.
    """
    form = _json(body)
    if channel is Channel.LETTER and "content" in form:
        return _own_letter(form)
    _check(form, schema=SEND[channel])
    personalisation = form.get("personalisation", {})
    subject, text = _fill(form["template_id"], personalisation=personalisation, channel=channel)
    _check_length(text, channel=channel)
    to, address, lines = _recipient(form, channel=channel)
    return Draft(
        channel=channel,
        to=to,
        address=address,
        template_id=str(UUID(form["template_id"])),
        reference=form.get("reference"),
        subject=subject,
        body=text,
        lines=lines,
        html=shown(text) if channel is Channel.EMAIL else None,
    )


def _own_letter(form: Mapping[str, Any]) -> Draft:
    """Return a letter that the caller has put on paper; what stands in its window only the printer reads."""
    _check(form, schema=OWN_LETTER)
    try:
        pdf = base64.b64decode(form["content"], validate=True)
    except ValueError:
        raise bad_request("Cannot decode letter content (invalid base64 encoding)") from None
    if not pdf.startswith(b"%PDF"):
        raise bad_request("Letter content is not a valid PDF")
    return Draft(
        channel=Channel.LETTER,
        to="Provided as PDF",
        address="Provided as PDF",
        template_id=OWN_LETTER_TEMPLATE_ID,
        reference=form["reference"],
        subject="Pre-compiled PDF",
        body="",
        pdf=pdf,
        postage=form.get("postage", "second"),
    )


def parse_look_up(query: Mapping[str, list[str]]) -> Filter:
    """
    Return what a look-up asks for, from its query string.

    :raises Refused: 400, as Notify words it.
    """
    one_value = {"reference", "older_than", "include_jobs"}
    form: dict[str, Any] = {name: found[0] if name in one_value else found for name, found in query.items()}
    _check(form, schema=LOOK_UP)
    return Filter(
        reference=form.get("reference"),
        channels=tuple(form.get("template_type", ())),
        statuses=tuple(form.get("status", ())),
        older_than=form.get("older_than"),
    )


def check_id(notification_id: str, *, name: str) -> None:
    """
    Let an id pass that is a UUID.

    :raises Refused: 400, as Notify words it.
    """
    _check({name: notification_id}, schema=_schema(name, **{name: _ID}))


def _json(body: bytes) -> dict[str, Any]:
    try:
        form = json.loads(body)
    except ValueError:
        raise bad_request("Invalid JSON supplied in POST data") from None
    return form or {}


def _check(form: object, *, schema: Mapping[str, Any]) -> None:
    found = Draft7Validator(schema, format_checker=formats).iter_errors(form)
    messages = dict.fromkeys(_words(error) for error in found)
    if messages:
        raise Refused(400, [("ValidationError", message) for message in messages])


def _words(error: ValidationError) -> str:
    where = f"{error.path[0]} " if error.path else ""
    schema = error.schema if isinstance(error.schema, Mapping) else {}
    said = schema.get("validationMessage") or str(error.cause or error.message)
    return where + said.replace("'", "")


def _fill(template_id: str, *, personalisation: Mapping[str, Any], channel: Channel) -> tuple[str | None, str]:
    template = TEMPLATES.get(str(UUID(template_id)))
    if template is None:
        raise bad_request("Template not found")
    made_for, subject, body = template
    if made_for is not channel:
        raise bad_request(f"{made_for} template is not suitable for {channel} notification")
    missing = [name for name in PLACEHOLDER.findall((subject or "") + body) if name not in personalisation]
    if missing:
        raise bad_request(f"Missing personalisation: {', '.join(missing)}")

    def value(match: re.Match[str]) -> str:
        return str(personalisation[match[1]])

    return subject and PLACEHOLDER.sub(value, subject), PLACEHOLDER.sub(value, body)


def _check_length(text: str, *, channel: Channel) -> None:
    if not text.strip():
        raise bad_request("Your message is empty.")
    if channel is Channel.SMS and len(text) > SMS_LONGEST:
        raise bad_request(
            f"Your message is too long. Text messages cannot be longer than {SMS_LONGEST} characters. "
            f"Your message is {len(text)} characters long."
        )


def _recipient(form: Mapping[str, Any], *, channel: Channel) -> tuple[str, str, tuple[str, ...]]:
    """Return the recipient as written, what messages are gathered by, and the lines of a letter's address."""
    if channel is Channel.SMS:
        return form["phone_number"], e164(form["phone_number"]), ()
    if channel is Channel.EMAIL:
        return form["email_address"], email_key(form["email_address"]), ()
    lines = tuple(str(form["personalisation"].get(key) or "").strip() for key in ADDRESS_KEYS)
    lines = tuple(line for line in lines if line)
    if len(lines) < LETTER_LINES.start:
        raise Refused(400, [("ValidationError", f"Address must be at least {LETTER_LINES.start} lines")])
    return lines[0], ", ".join(lines), lines
