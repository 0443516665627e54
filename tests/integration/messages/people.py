"""Short words for what people are asked about messages, and for what they answer."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from tests.integration.messages.world import FORCE, FakeProvider, World, carried
from waypost.access.values import Actor, ActorKind
from waypost.messages.operations import answer, deliver
from waypost.messages.values import Channel
from waypost.worklist.queries import Filter, Page, items_of_case, items_of_force
from waypost.worklist.values import Answer, CallOutcome, ItemFacts, ItemKind, ItemState

HALL = Actor(ActorKind.STAFF, "4471")
CONFIRMED_FIRST = "crime_recorded_adult"
CALLED_FIRST = "out_filed_no_suspect"
OUTCOME = {"code": "18", "decided_at": "2026-11-20T10:00:00+00:00"}


def owed_more(world: World, **plan: Any) -> World:
    """Return the world in which the victim has enhanced rights, with a contact plan: by texts, unless one is given."""
    agreed = plan or {"channels": ["sms", "portal"]}
    contact_plan = {"agreed_at": "2026-11-20T09:00:00+00:00", **agreed}
    changes: dict[str, Any] = {"enhanced": ["vulnerable"], "contact_plan": contact_plan}
    return world.change(lambda case: case["people"][0].update(changes))


def filed(world: World) -> World:
    """Return the world in which the case has been closed without a suspect, of a victim with enhanced rights."""
    return owed_more(world).change(lambda case: case.update(outcome=OUTCOME))


def items(world: World, state: ItemState | None = ItemState.OPEN) -> Sequence[ItemFacts]:
    """Return the items of the case that are in a state, in the order in which they were opened."""
    found = items_of_case(world.case_id, force=FORCE)
    return [item for item in found if state is None or item.state is state]


def items_of_nobody(now: datetime) -> Sequence[ItemFacts]:
    """Return the open items that concern the whole force."""
    page = items_of_force(force=FORCE, wanted=Filter(kind=ItemKind.MEND), page=Page(size=50), now=now)
    return [item for item in page.items if item.case_id is None]


def the_item(world: World) -> ItemFacts:
    """Return the one open item of the case."""
    (item,) = items(world)
    return item


def confirm(item: ItemFacts, now: datetime, *, text: str | None = None) -> ItemFacts:
    return answer(item.item_id, Answer(ItemState.DONE, now, by="4471", text=text), force=FORCE, by=HALL, now=now)


def refuse(item: ItemFacts, now: datetime) -> ItemFacts:
    given = Answer(ItemState.REFUSED, now, by="4471", note="I have told her myself.")
    return answer(item.item_id, given, force=FORCE, by=HALL, now=now)


def call(item: ItemFacts, now: datetime, outcome: CallOutcome) -> ItemFacts:
    given = Answer(ItemState.DONE, now, by="4471", call=outcome)
    return answer(item.item_id, given, force=FORCE, by=HALL, now=now)


def run(now: datetime, provider: FakeProvider, mail: FakeProvider | None = None) -> None:
    """Deliver what is due, texts by one provider and e-mails by the other."""
    providers = {**carried(provider), **({Channel.EMAIL: mail} if mail else {})}
    deliver(FORCE, now_fn=lambda: now, providers=providers)
