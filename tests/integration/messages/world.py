"""One made-up case, a provider that is a fake, and short words for what tests do with them."""

import copy
import itertools
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.intake import IncomingEvent, take_events
from waypost.cases.models import Case, Person
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import source_by_id
from waypost.cases.values import CaseKind, SourceState
from waypost.messages.models import Message
from waypost.messages.operations import plan_messages
from waypost.messages.providers import Accepted, LookUpAnswer, NotFound, SendAnswer, SendRequest
from waypost.messages.values import Channel, DeliveryStatus, Intent, Planned

FORCE = ForceName("anyshire")
EXAMPLES = Path(__file__).parents[3] / "waypost" / "cases" / "contract" / "examples"
NUMBER = "+447700900001"

_revisions = itertools.count(100)
_runs = itertools.count(1)


@dataclass
class FakeProvider:
    """Keeps what it takes, and answers in the order of `script` before it answers well."""

    name: str = "notify"
    timeout_s: float = 5.0
    reconcile_after_s: float = 120.0
    sent: list[SendRequest] = field(default_factory=list)
    script: list[Callable[[SendRequest], SendAnswer]] = field(default_factory=list)
    statuses: dict[str, DeliveryStatus] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def send(self, request: SendRequest) -> SendAnswer:
        if self.script:
            return self.script.pop(0)(request)
        return self.take(request)

    def take(self, request: SendRequest) -> SendAnswer:
        self.sent.append(request)
        return Accepted(provider_id=f"their-{request.reference}", status=DeliveryStatus.CREATED)

    def look_up(self, reference: str) -> LookUpAnswer:
        self.asked.append(reference)
        if any(request.reference == reference for request in self.sent):
            status = self.statuses.get(reference, DeliveryStatus.SENDING)
            return Accepted(provider_id=f"their-{reference}", status=status)
        return NotFound()


def carried(provider: FakeProvider | None) -> Mapping[Channel, FakeProvider]:
    """Return who carries what: this provider the texts, nobody the rest."""
    return {Channel.SMS: provider} if provider else {}


@dataclass(frozen=True)
class World:
    """One case of a live source with one victim."""

    source_id: int
    document: Mapping[str, Any]
    now: datetime

    @property
    def case_id(self) -> CaseId:
        with in_force(FORCE):
            return CaseId(Case.objects.values_list("id", flat=True).get(reference=self.document["reference"]))

    def person_id(self, ref: str = "p1") -> PersonId:
        with in_force(FORCE):
            return PersonId(Person.objects.values_list("id", flat=True).get(case_id=self.case_id, ref=ref))

    def change(self, change: Callable[[dict[str, Any]], object]) -> "World":
        """Send a new revision, changed in place by `change`."""
        document = copy.deepcopy(dict(self.document))
        change(document)
        return self.send(document)

    def send(self, document: dict[str, Any]) -> "World":
        revised = {**document, "revision": next(_revisions)}
        raw = json.dumps(revised).encode()
        kind = CaseKind.INCIDENT if "grade" in revised else CaseKind.CRIME
        event = IncomingEvent(f"e{revised['revision']}", revised["reference"], revised, raw, kind)
        result = take_events(source_by_id(self.source_id), [event], now=self.now)
        assert result.rejected == (), result.rejected
        return World(self.source_id, revised, self.now)


def a_world(now: datetime, *, state: SourceState = SourceState.LIVE, reference: str = "42260000001") -> World:
    """Return a world with the contract's second example in it: allocated, with an appointment."""
    added = add_source(NewSource(FORCE, f"rms-{reference}", "push", state), now=now)
    document = json.loads((EXAMPLES / "case-2-allocated.json").read_text())
    return World(added.id, {}, now).send({**document, "reference": reference})


def an_incident(now: datetime, **changes: Any) -> World:
    """Return a world with the contract's second incident in it: screened, somebody is on the way."""
    added = add_source(NewSource(FORCE, "storm", "push", SourceState.LIVE), now=now)
    document = json.loads((EXAMPLES / "incident-2-en-route.json").read_text())
    # Not the one from which the crime of the other world was recorded.
    return World(added.id, {}, now).send({**document, "reference": "A-2026-118999", **changes})


def an_intent(world: World, template: str = "crime_recorded_adult", **changes: Any) -> Intent:
    """Return an intent of a run of its own."""
    values: dict[str, Any] = {
        "run_id": next(_runs),
        "step": "tell",
        "visit": 1,
        "case_id": world.case_id,
        "person_id": world.person_id(),
        "template": template,
        "trigger": "crime.recorded",
        "event_number": 1,
        "item": None,
        "not_before": None,
        "expires_at": None,
        "tell_by": None,
    }
    return Intent(**{**values, **changes})


def plan(world: World, template: str = "crime_recorded_adult", **changes: Any) -> Planned:
    """Plan one message and return what became of it."""
    now = changes.pop("now", world.now)
    (planned,) = plan_messages([an_intent(world, template, **changes)], force=FORCE, now=now)
    return planned


def message(planned: Planned) -> Message:
    """Return the row of a planned message as it is now."""
    with in_force(FORCE):
        return Message.objects.get(id=planned.message_id)


def state(planned: Planned) -> str:
    """Return the state of a planned message, with its reason where it has one."""
    row = message(planned)
    return f"{row.state}: {row.reason}" if row.reason else str(row.state)
