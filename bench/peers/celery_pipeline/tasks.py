"""Render a text and hand it over."""

from functools import cache
from typing import Any

import requests
from celery import shared_task
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone

from bench.peers.celery_pipeline.models import Message

_WORDS = {
    "recorded": "{{ given_name }}, we have recorded what you told us about ({{ offence }}). Your crime number is "
    "{{ reference }}. See what happens next and write to us: {{ portal }}{{ token }} If you think this text is not "
    "genuine, ring 101 and ask.",
    "officer": "{{ given_name }}, {{ officer.rank }} {{ officer.name }} ({{ officer.collar_number }}) now looks after "
    "your crime {{ reference }}. Details: {{ portal }} If you think this text is not genuine, ring 101 and ask.",
}


@shared_task(autoretry_for=(requests.RequestException,), retry_backoff=True, max_retries=5)
def send_text(message_id: str) -> None:
    """Hand one text over to the provider, and write down that it was taken."""
    message = Message.objects.select_related("case").get(pk=message_id)
    body = _template(message.template).render(_context(message))
    asked = {
        "phone_number": message.recipient,
        "template_id": settings.NOTIFY_TEMPLATE_SMS,
        "personalisation": {"body": body},
        "reference": message_id,
    }
    answer = _session().post(f"{settings.NOTIFY_BASE_URL}/v2/notifications/sms", json=asked, timeout=15)
    answer.raise_for_status()
    # A receipt may have been quicker.
    Message.objects.filter(pk=message_id, status="created").update(status="sending")
    Message.objects.filter(pk=message_id).update(provider_id=answer.json()["id"], body=body, sent_at=timezone.now())


@cache
def _template(name: str) -> Template:
    return Template(_WORDS[name])


def _context(message: Message) -> Context:
    document: dict[str, Any] = message.case.document
    return Context(
        {
            "given_name": document["people"][0]["given_name"],
            "reference": document["reference"],
            "offence": document["offence"]["title"],
            "officer": document.get("officer"),
            "portal": settings.PORTAL_URL,
            "token": message.token,
        }
    )


@cache
def _session() -> requests.Session:
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {settings.NOTIFY_API_KEY}"
    return session
