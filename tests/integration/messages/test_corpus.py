"""
Records of the corpus, one of each recipe, through the real intake, engine, gates and delivery.

All of them are played in memory by `tests/unit/messages/test_corpus.py`; here it is shown that the doors, the database
and the workers come to the same. Those that have nothing to do with each other are played side by side.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any

import pytest
from django.db import transaction

from tests.corpus.playing import Played, answer_of
from tests.corpus.recipes import Example, examples
from tests.corpus.together import side_by_side
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
    for group in side_by_side(playable):
        with transaction.atomic():
            answers, texts = play_for_real(group, now=now)
            transaction.set_rollback(True)
        sent += texts
        pairs = zip(group, answers, strict=True)
        wrong += [f"{one.name}: {played}" for one, played in pairs if not played.is_as_expected(one)]

    assert wrong == []
    assert len(playable) >= 60
    assert sent >= sum(example.expect == "sent" for example in playable)


def _one_of_each(given: Iterable[Example]) -> Iterable[Example]:
    recipes: dict[str, Example] = {}
    for example in given:
        if _IN_MEMORY_ONLY.isdisjoint(example.given):
            recipes.setdefault(example.recipe, example)
    return recipes.values()


def play_for_real(group: Sequence[Example], *, now: datetime) -> tuple[Sequence[Played], int]:
    """Return what became of each record, and how many messages a provider was given about anything."""
    sms, email = FakeProvider("sms"), FakeProvider("email")
    given = group[0].given
    _set(given.get("settings", {}), now=now)
    state = SourceState(given.get("source", SourceState.LIVE))
    source = source_by_id(add_source(NewSource(FORCE, "rms", "push", state), now=now).id)
    for number, documents in enumerate(zip_longest(*([*one.beside, *one.documents] for one in group))):
        _take(source, [document for document in documents if document], f"e{number}", now=now)
        while drain(FORCE, now=now).cases:
            pass
    deliver(FORCE, now_fn=lambda: now, providers={Channel.SMS: sms, Channel.EMAIL: email})
    return [_answer(example) for example in group], len(sms.sent) + len(email.sent)


def _take(source: SourceFacts, documents: Iterable[Mapping[str, Any]], name: str, *, now: datetime) -> None:
    """Take the next state of each record, as one call of the source's brings them."""
    result = take_events(source, [_event(document, name) for document in documents], now=now)
    assert result.rejected == (), result.rejected


def _event(document: Mapping[str, Any], name: str) -> IncomingEvent:
    kind = CaseKind.INCIDENT if "grade" in document else CaseKind.CRIME
    raw = json.dumps(document).encode()
    return IncomingEvent(f"{document['reference']}-{name}", document["reference"], document, raw, kind)


def _answer(example: Example) -> Played:
    with in_force(FORCE):
        case_id = Case.objects.values_list("id", flat=True).get(reference=example.reference)
        rows = Message.objects.filter(case_id=case_id).values_list("state", "reason")
        answer = answer_of(MessageState(state) for state, _ in rows)
        return Played(answer, frozenset(reason for _, reason in rows if reason), frozenset())


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
