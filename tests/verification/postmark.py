"""A fake of Postmark: takes e-mail over its HTTP API, keeps it, and posts to a webhook what became of it."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from tests.verification.http_server import Answering, Call, Say

TOKEN = "a token for tests"
_TYPE_OF_BOUNCE = {"HardBounce": 1, "SoftBounce": 4096, "SpamComplaint": 512}


@dataclass
class Postmark:
    """`inactive` are addresses that it sends nothing to any more; `faults` are met first, one a call."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    inactive: set[str] = field(default_factory=set)
    faults: list[Answering] = field(default_factory=list)

    def __call__(self, call: Call) -> Say | str:
        if self.faults:
            return self.faults.pop(0)(call)
        if call.headers.get("X-Postmark-Server-Token") != TOKEN:
            return _error(401, 10, "Request does not contain a valid Server token.")
        if (call.method, call.path) != ("POST", "/email"):
            return _error(404, 0, "Not found")
        return self.take(call.json)

    def take(self, message: dict[str, Any]) -> Say:
        to = message["To"]
        if "@" not in to:
            return _error(422, 300, f"Invalid 'To' address: '{to}'.")
        if to in self.inactive:
            return _error(422, 406, f"Found inactive addresses: {to}. Inactive recipients are ones that bounced.")
        message["MessageID"] = str(uuid4())
        self.kept.append(message)
        body = {"To": to, "SubmittedAt": "2026-11-20T12:00:00Z", "MessageID": message["MessageID"]}
        return Say(200, {**body, "ErrorCode": 0, "Message": "OK"})


def delivery(reference: str) -> dict[str, Any]:
    """Return what Postmark posts when a mail server has taken the message."""
    return {**_event(reference, "Delivery"), "Recipient": "amina@example.org", "DeliveredAt": "2026-11-20T12:00:05Z"}


def bounce(reference: str, kind: str = "HardBounce") -> dict[str, Any]:
    """Return what Postmark posts when it came back, or when somebody complained."""
    record = "SpamComplaint" if kind == "SpamComplaint" else "Bounce"
    about = {"ID": 42, "Type": kind, "TypeCode": _TYPE_OF_BOUNCE[kind], "Email": "amina@example.org"}
    return {**_event(reference, record), **about, "BouncedAt": "2026-11-20T12:00:05Z", "Inactive": True}


def basic_auth(user_and_password: str) -> Mapping[str, str]:
    """Return the header that a webhook's address with a password in it makes."""
    return {"Authorization": "Basic " + base64.b64encode(user_and_password.encode()).decode()}


def _event(reference: str, record: str) -> dict[str, Any]:
    return {
        "RecordType": record,
        "MessageID": "0a129aee-e1cd-480d-b08d-4f48548ff48d",
        "ServerID": 23,
        "MessageStream": "outbound",
        "Metadata": {"waypost_reference": reference},
        "Details": "smtp;250 OK",
        "Tag": "",
    }


def _error(status: int, code: int, words: str) -> Say:
    return Say(status, {"ErrorCode": code, "Message": words})
