"""
Records of the corpus, one of each recipe, through the real intake, engine, gates and delivery.

All of them are played in memory by `tests/unit/messages/test_corpus.py`; here it is shown that the doors, the database
and the workers come to the same.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import pytest
from django.db import transaction

from tests.corpus.playing import answer_of
from tests.corpus.recipes import Example, examples
from tests.integration.messages.world import FORCE, FakeProvider
from waypost.access.forces import change_force
from waypost.access.values import OPERATOR
from waypost.base.scope import in_force
from waypost.cases.intake import IncomingEvent, take_events
from waypost.cases.models import Case
from waypost.cases.offences import offence_groups
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import source_by_id
from waypost.cases.values import CaseKind, SourceFacts, SourceState
from waypost.journeys.operations import drain
from waypost.messages.models import Message
from waypost.messages.operations import deliver
from waypost.messages.values import Channel, MessageState

_IN_MEMORY_ONLY = {
    "tell", "frozen", "opt_outs", "shared_by", "stops", "unsafe_call", "plain_only", "providers", "bounced",
}  # fmt: skip
"""What is given there by hand; the real doors for it have tests of their own."""


@pytest.mark.django_db
def test_a_record_of_each_recipe_comes_to_what_it_says(now: datetime) -> None:
    wrong, sent = [], 0
    playable = list(_one_of_each(examples(now)))
    for example in playable:
        with transaction.atomic():
            answer, texts = play_for_real(example, now=now)
            transaction.set_rollback(True)
        sent += texts
        if answer != example.expect:
            wrong.append(f"{example.name}: {answer}, not {example.expect}")

    assert wrong == []
    assert len(playable) >= 60
    assert sent >= sum(example.expect == "sent" for example in playable)


def _one_of_each(given: Iterable[Example]) -> Iterable[Example]:
    recipes: dict[str, Example] = {}
    for example in given:
        if _IN_MEMORY_ONLY.isdisjoint(example.given):
            recipes.setdefault(example.recipe, example)
    return recipes.values()


def play_for_real(example: Example, *, now: datetime) -> tuple[str, int]:
    """Return what became of one record, and how many messages a provider was given about anything."""
    sms, email = FakeProvider("sms"), FakeProvider("email")
    _set(example.given.get("settings", {}), now=now)
    state = SourceState(example.given.get("source", SourceState.LIVE))
    source = source_by_id(add_source(NewSource(FORCE, "rms", "push", state), now=now).id)
    for number, document in enumerate([*example.beside, *example.documents]):
        _take(source, document, f"e{number}", now=now)
        while drain(FORCE, now=now).cases:
            pass
    deliver(FORCE, now_fn=lambda: now, providers={Channel.SMS: sms, Channel.EMAIL: email})
    return _answer(example), len(sms.sent) + len(email.sent)


def _take(source: SourceFacts, document: Mapping[str, Any], event_id: str, *, now: datetime) -> None:
    raw = json.dumps(document).encode()
    kind = CaseKind.INCIDENT if "grade" in document else CaseKind.CRIME
    result = take_events(source, [IncomingEvent(event_id, document["reference"], document, raw, kind)], now=now)
    assert result.rejected == (), result.rejected


def _answer(example: Example) -> str:
    with in_force(FORCE):
        case_id = Case.objects.values_list("id", flat=True).get(reference=example.reference)
        states = Message.objects.filter(case_id=case_id).values_list("state", flat=True)
        return answer_of(MessageState(state) for state in states)


def _set(settings: Mapping[str, Any], *, now: datetime) -> None:
    """Set the force as a recipe gives it, through the operation that the command uses."""
    typed = {key: _as_typed(key, value) for key, value in settings.items()}
    if typed:
        change_force(FORCE, changes=typed, by=OPERATOR, now=now)


def _as_typed(key: str, value: Any) -> str:
    if key == "groups" and value == "all":
        return ",".join(sorted(offence_groups()))
    if isinstance(value, Mapping):
        return ",".join(f"{name}={state}" for name, state in value.items())
    return ",".join(str(one) for one in value) if isinstance(value, list) else str(value)
