"""Write events down in sets, and make a message of each piece of news."""

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from bench.peers.celery_pipeline.models import Case, Event, Message
from bench.peers.celery_pipeline.queue import app
from bench.peers.celery_pipeline.tasks import send_text


def take(events: Sequence[Mapping[str, Any]]) -> int:
    """Commit what is new of the events, then queue a task for each message; return how many were new."""
    with transaction.atomic():
        new = _unknown(events)
        Event.objects.bulk_create([Event(source=one["source"], event_id=one["id"]) for one in new])
        messages = _apply([one["data"] for one in new])
        Message.objects.bulk_create(messages)
    # One connection to the broker for all of them.
    with app.producer_or_acquire() as producer:
        for message in messages:
            send_text.apply_async((str(message.id),), producer=producer)
    return len(new)


def _unknown(events: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    ids = [event["id"] for event in events]
    known = set(Event.objects.filter(event_id__in=ids).values_list("source", "event_id"))
    return [event for event in events if (event["source"], event["id"]) not in known]


def _apply(documents: Sequence[Mapping[str, Any]]) -> list[Message]:
    before = Case.objects.select_for_update().in_bulk([document["reference"] for document in documents])
    cases, messages = [], []
    for document in documents:
        held = before.get(document["reference"])
        if held is not None and held.revision >= document["revision"]:
            continue
        cases.append(_case(document))
        messages += _news(document, held)
    Case.objects.bulk_create(
        cases, update_conflicts=True, unique_fields=["reference"], update_fields=["revision", "status", "document"]
    )
    return messages


def _case(document: Mapping[str, Any]) -> Case:
    return Case(
        reference=document["reference"], revision=document["revision"], status=document["status"], document=document
    )


def _news(document: Mapping[str, Any], held: Case | None) -> list[Message]:
    officer = document.get("officer")
    if held is None:
        template, token = "recorded", secrets.token_urlsafe(24)
    elif officer and officer != held.document.get("officer"):
        template, token = "officer", ""
    else:
        return []
    victims = [person for person in document["people"] if "victim" in person["roles"]]
    return [
        Message(case_id=document["reference"], template=template, token=token, recipient=victim["contact"]["mobile"])
        for victim in victims
    ]
