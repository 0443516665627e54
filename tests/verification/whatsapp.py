"""A fake of WhatsApp's Cloud API: takes messages of an approved template, and signs what it says of them later."""

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from typing import Any

from tests.verification.http_server import Answering, Call, Say

TOKEN, SECRET, NUMBER_ID, TEMPLATE = "a-token-for-tests", "a secret for tests", "106540352242922", "pass_through"
_LONGEST = 1024


@dataclass
class WhatsApp:
    """`without` are numbers that have no WhatsApp; `faults` are met first, one a call."""

    kept: list[dict[str, Any]] = field(default_factory=list)
    without: set[str] = field(default_factory=set)
    faults: list[Answering] = field(default_factory=list)

    def __call__(self, call: Call) -> Say | str:
        if self.faults:
            return self.faults.pop(0)(call)
        if call.headers.get("Authorization") != f"Bearer {TOKEN}":
            return error(401, 190, "Invalid OAuth access token.")
        if (call.method, call.path) != ("POST", f"/v23.0/{NUMBER_ID}/messages"):
            return error(400, 100, "Unsupported post request.", subcode=33)
        return self.take(call.json)

    def take(self, form: dict[str, Any]) -> Say:
        if form.get("type") != "template" or form["template"]["name"] != TEMPLATE:
            return error(404, 132001, "(#132001) Template name does not exist in the translation")
        ((parameter,),) = [one["parameters"] for one in form["template"]["components"]]
        text = parameter["text"]
        if not text.strip() or len(text) > _LONGEST or any(mark in text for mark in ("\n", "\t", "     ")):
            return error(400, 132012, "(#132012) Parameter format does not match format in the created template")
        if form["to"] in self.without:
            return error(400, 131026, "(#131026) Message undeliverable")
        number = form["to"].lstrip("+")
        identity = f"wamid.{number}.{len(self.kept)}"
        self.kept.append({"id": identity, "text": text, **form})
        contacts = [{"input": form["to"], "wa_id": number}]
        return Say(200, {"messaging_product": "whatsapp", "contacts": contacts, "messages": [{"id": identity}]})


def error(status: int, code: int, words: str, subcode: int | None = None) -> Say:
    """Return an answer in the shape of the Graph API's errors."""
    about = {"message": words, "type": "OAuthException", "code": code, "fbtrace_id": "A1"}
    return Say(status, {"error": about if subcode is None else {**about, "error_subcode": subcode}})


def receipt(*statuses: dict[str, Any]) -> dict[str, Any]:
    """Return statuses in the shape of a webhook."""
    about = {"display_phone_number": "447700900999", "phone_number_id": NUMBER_ID}
    value = {"messaging_product": "whatsapp", "metadata": about, "statuses": list(statuses)}
    changes = [{"value": value, "field": "messages"}]
    return {"object": "whatsapp_business_account", "entry": [{"id": "0", "changes": changes}]}


def signed(data: object, *, secret: str = SECRET) -> tuple[bytes, str]:
    """Return the body of a webhook and its signature."""
    body = json.dumps(data).encode()
    return body, "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
