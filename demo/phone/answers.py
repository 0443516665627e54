"""The bodies of the API's answers, in GOV.UK Notify's shapes."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request

from demo.phone.parsing import PLACEHOLDER, TEMPLATES
from demo.phone.values import Channel, Notification, notify_time

EMAIL_FROM: Final = "anyshire.police@notifications.example.org"
SMS_SENDER: Final = "Anyshire"


def accepted(kept: Notification, *, base: str, service_id: str) -> dict[str, object]:
    """Return the body of a 201; of a letter of the caller's own it holds no content."""
    if kept.has_pdf:
        return {"id": kept.id, "reference": kept.reference, "postage": kept.postage}
    return {
        "id": kept.id,
        "reference": kept.reference,
        "content": _content(kept),
        "uri": f"{base}v2/notifications/{kept.id}",
        "template": _template_link(kept, base=base, service_id=service_id),
        "scheduled_for": None,
    }


def _content(kept: Notification) -> dict[str, str | None]:
    if kept.channel is Channel.SMS:
        return {"body": kept.body, "from_number": SMS_SENDER}
    if kept.channel is Channel.LETTER:
        return {"body": kept.body, "subject": kept.subject}
    return {
        "body": kept.body,
        "subject": kept.subject,
        "from_email": EMAIL_FROM,
        "one_click_unsubscribe_url": None,
    }


def _template_link(kept: Notification, *, base: str, service_id: str) -> dict[str, object]:
    uri = f"{base}services/{service_id}/templates/{kept.template_id}"
    return {"id": kept.template_id, "version": 1, "uri": uri}


def shown(one: Notification, *, base: str, service_id: str) -> dict[str, object]:
    """Return a message as a look-up shows it."""
    lines = dict(zip((f"line_{number}" for number in range(1, 7)), one.lines[:-1], strict=False))
    return {
        "id": one.id,
        "reference": one.reference,
        "email_address": one.to if one.channel is Channel.EMAIL else None,
        "phone_number": one.to if one.channel is Channel.SMS else None,
        **{f"line_{number}": lines.get(f"line_{number}") for number in range(1, 7)},
        "postcode": one.lines[-1] if one.lines else None,
        "type": one.channel,
        "status": one.status,
        "template": _template_link(one, base=base, service_id=service_id),
        "body": one.body,
        "subject": one.subject,
        "created_at": notify_time(one.created_at),
        "created_by_name": None,
        "sent_at": notify_time(one.created_at),
        "completed_at": notify_time(one.completed_at),
        "scheduled_for": None,
        "postage": one.postage or ("second" if one.channel is Channel.LETTER else None),
        "one_click_unsubscribe_url": None,
        "cost_details": {},
        "cost_in_pounds": 0.0,
        "is_cost_data_ready": True,
    }


def links(request: Request, *, query: Mapping[str, Sequence[str]], found: Sequence[Notification]) -> dict[str, str]:
    """Return the addresses of this page of a look-up and, unless it is empty, of the next."""
    here = str(request.url.replace(query=""))
    links = {"current": str(request.url)}
    if found:
        links["next"] = f"{here}?{urlencode({**query, 'older_than': found[-1].id}, doseq=True)}"
    return links


def template(template_id: str) -> dict[str, object]:
    """Return one of the pass-through templates."""
    channel, subject, body = TEMPLATES[template_id]
    names = PLACEHOLDER.findall((subject or "") + body)
    return {
        "id": template_id,
        "name": f"Pass-through {channel}",
        "type": channel,
        "created_at": "2026-01-05T09:00:00.000000Z",
        "updated_at": None,
        "created_by": "content@anyshire.example.org",
        "version": 1,
        "body": body,
        "subject": subject,
        "personalisation": {name: {"required": True} for name in names},
        "postage": "second" if channel is Channel.LETTER else None,
        "letter_contact_block": None,
    }
