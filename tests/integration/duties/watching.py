"""Short words for what tests of the clocks do and look at: one case through intake, messages, pages and calls."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.integration.messages.world import FakeProvider
from tests.snapshots import FORCE, RECORDED, changed, event, take
from waypost.access.audit import record_audit
from waypost.access.permissions import Action
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.models import Case, Person, Place
from waypost.cases.places import Reader, wake_soon
from waypost.cases.values import SourceFacts
from waypost.duties.models import ClockChange, ClockRow
from waypost.duties.operations import run_clocks
from waypost.duties.rows import clock_of
from waypost.duties.values import Clock
from waypost.journeys.operations import drain
from waypost.messages.models import Attempt
from waypost.messages.operations import DeliveryReceipt, deliver, take_receipt
from waypost.messages.values import Channel, DeliveryStatus
from waypost.worklist.models import Item
from waypost.worklist.operations import answer_item
from waypost.worklist.values import Answer, CallOutcome, ItemState

SUSPECT = {"id": "s1", "roles": ["suspect"], "kind": "person", "given_name": "Lee", "family_name": "Sample"}
OTHER_SUSPECT = {**SUSPECT, "id": "s2", "given_name": "Kim"}


def a_fact(kind: str, at: str, *, person: str | None = None, fact: str = "f1", **details: Any) -> dict[str, Any]:
    """Return one fact of a snapshot."""
    return {"id": fact, "kind": kind, "at": at, "person": person, "details": details}


VICTIM = {
    **RECORDED["people"][0],
    "contact_plan": {"agreed_at": "2026-11-20T09:10:00Z", "channels": ["sms", "email"]},
}
"""The victim of the contract's first example, who wants texts and e-mails."""

BY_EMAIL = {**VICTIM, "contact_plan": {"agreed_at": "2026-11-20T09:10:00Z", "channels": ["email"]}}
"""The same, by e-mail alone."""


def a_case(**fields: Any) -> dict[str, Any]:
    """Return the contract's first example, with fields of its own."""
    return changed(RECORDED, **{"people": [VICTIM], **fields})


def an_arrest(**fields: Any) -> dict[str, Any]:
    """Return the example in which a suspect was arrested at noon, of which the Code says by when it must be told."""
    arrest = a_fact("suspect.arrested", "2026-11-20T12:00:00Z", person="s1")
    return a_case(**{"people": [VICTIM, SUSPECT], "facts": [arrest], **fields})


HALF_OF_ARREST = timedelta(days=3, hours=18)
"""When half of the time for telling of an arrest is gone: it is due when Friday the 27th ends."""


def tell(source: SourceFacts, document: Mapping[str, Any], *, at: datetime) -> None:
    """Send a revision of a case."""
    result = take(source, event(document, f"{document['reference']} {document['revision']}"), now=at)
    assert result.rejected == (), result.rejected


def look(at: datetime) -> int:
    """Run the clocks until none is due; return how many cases were looked at."""
    cases = 0
    while looked_at := run_clocks(FORCE, now=at).cases:
        cases += looked_at
    return cases


def send_all(at: datetime, provider: FakeProvider) -> None:
    """Let the journeys decide and everything leave that may, texts and e-mails alike."""
    while drain(FORCE, now=at).cases:
        pass
    deliver(FORCE, now_fn=lambda: at, providers={Channel.SMS: provider, Channel.EMAIL: provider})


def receipts(status: DeliveryStatus, *, channel: Channel, at: datetime) -> None:
    """Let the provider say the same of every message of a channel."""
    with in_force(FORCE):
        references = list(Attempt.objects.filter(message__channel=channel).values_list("reference", flat=True))
    assert references
    for reference in references:
        take_receipt(DeliveryReceipt(reference, "theirs", status, at), now=at)


def open_page(at: datetime, *, person: str = "p1") -> None:
    """Let a victim open the page of the case, as the portal writes it down."""
    with in_force(FORCE):
        case_id, person_id = the_case(), the_person(person)
        by = Actor(ActorKind.VICTIM, "account")
        record_audit(Action.CASE_VIEWED, by=by, force=FORCE, now=at, case_id=case_id, person_id=person_id)
        wake_soon(Reader.DUTIES, [case_id], force=FORCE, now=at)


def call(item: Item, outcome: CallOutcome, *, at: datetime) -> None:
    """Let an officer record a call."""
    answer = Answer(state=ItemState.DONE, at=at, by="1234", call=outcome)
    answer_item(item.id, answer, force=FORCE, by=Actor(ActorKind.STAFF, "1234"), now=at)


def the_case(reference: str = "42260000001") -> CaseId:
    with in_force(FORCE):
        return CaseId(Case.objects.values_list("id", flat=True).get(reference=reference))


def the_person(ref: str = "p1") -> PersonId:
    with in_force(FORCE):
        return PersonId(Person.objects.values_list("id", flat=True).get(case_id=the_case(), ref=ref))


def clocks(*duties: str) -> Sequence[Clock]:
    """Return the clocks of these duties, in the order in which they started."""
    with in_force(FORCE):
        return [clock_of(row) for row in ClockRow.objects.filter(duty__in=duties).order_by("starts_at", "id")]


def states(*duties: str) -> Sequence[str]:
    """Return where the clocks of these duties stand."""
    return [clock.state.value for clock in clocks(*duties)]


def history(duty: str) -> Sequence[str]:
    """Return what has happened to the clocks of a duty, in order."""
    with in_force(FORCE):
        return list(ClockChange.objects.filter(clock__duty=duty).order_by("id").values_list("what", flat=True))


def items(*duties: str, state: str = "open") -> Sequence[Item]:
    """Return what people are asked to do about these duties."""
    with in_force(FORCE):
        return list(Item.objects.filter(duty__in=duties, state=state).order_by("opened_at", "id"))


def wakes_at() -> datetime | None:
    """Return when the clocks of the case are looked at next."""
    return Place.objects.values_list("wake_at", flat=True).get(reader=Reader.DUTIES, case_id=the_case())


def hours(count: float) -> timedelta:
    return timedelta(hours=count)
