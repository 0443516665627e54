"""What may change between the planning of a message and its leaving: one change for each gate that stops it then."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from tests.integration.messages.world import FORCE, NUMBER, World, a_world, plan
from waypost.access.forces import change_force
from waypost.access.values import OPERATOR
from waypost.base.models import ContentVersion
from waypost.base.scope import in_force
from waypost.cases.choices import Choice, ContactKind, WhyFrozen
from waypost.cases.frozen_contacts import Frozen, freeze_contact
from waypost.cases.models import Source
from waypost.cases.opt_outs import opt_out
from waypost.messages.models import Message
from waypost.messages.operations.stopping import Target, stop
from waypost.messages.stops import StopKind

Change = Callable[[World], object]


@dataclass(frozen=True)
class Late:
    """What changes after planning, the template that it concerns, and what is planned with it."""

    change: Change
    template: str = "crime_recorded_adult"
    trigger: str = "crime.recorded"
    item: str | None = None
    is_incident: bool = False


def in_case(**changes: Any) -> Change:
    return lambda world: world.change(lambda case: case.update(changes))


def in_victim(**changes: Any) -> Change:
    return lambda world: world.change(lambda case: case["people"][0].update(changes))


def in_plan(**changes: Any) -> Change:
    return in_victim(contact_plan={"agreed_at": "2026-11-20T09:00:00+00:00", **changes})


def in_force_settings(**changes: str) -> Change:
    return lambda world: change_force(FORCE, changes=changes, by=OPERATOR, now=world.now)


def in_text(before: str, after: str) -> Change:
    def change(_: World) -> None:
        row = ContentVersion.objects.get(kind="messages", key="en/crime_recorded_adult", state="live")
        assert before in row.body["text"]
        ContentVersion.objects.create(
            kind=row.kind, key=row.key, version=row.version + 1, digest="", origin="local", state="proposal",
            body={"text": row.body["text"].replace(before, after)}, loaded_at=row.loaded_at,
        )  # fmt: skip
        ContentVersion.objects.filter(pk=row.pk).update(state="retired")
        ContentVersion.objects.filter(key=row.key, version=row.version + 1).update(state="live")

    return change


def somebody_else(**person: Any) -> Change:
    return lambda world: world.change(lambda case: case["people"].append({"id": "x1", **person}))


def sealed_with_a_plan(world: World) -> None:
    """Seal the case, and agree on everything that lifts a flag."""
    safe = {
        "agreed_at": "2026-11-20T09:00:00+00:00",
        "safe_confirmed_at": "2026-11-20T09:00:00+00:00",
        "channels": ["sms"],
        "code_word": "bluebell",
    }

    def change(case: dict[str, Any]) -> None:
        case["flags"] = ["sealed"]
        case["people"][0]["contact_plan"] = safe

    world.change(change)


def acts_for_another(*roles: str, **fields: Any) -> Change:
    """Make the recipient somebody who acts for another victim."""

    def change(case: dict[str, Any]) -> None:
        case["people"][0].update(roles=list(roles), acts_for=["p2"], **fields)
        case["people"].append({"id": "p2", "roles": ["victim"], "given_name": "Bo", "family_name": "Sample"})

    return lambda world: world.change(change)


def becomes_a_business(*contacts: dict[str, Any]) -> Change:
    """Make the recipient a business that has named these people."""

    def change(case: dict[str, Any]) -> None:
        case["people"][0].update(kind="organisation", organisation_name="Example Stores Ltd")
        case["people"] += contacts

    return lambda world: world.change(change)


AUTHORITY = {"scope": "all about the case", "recorded_at": "2026-11-01T10:00:00+00:00", "expires_on": "2027-11-01"}
NAMED_CONTACT: dict[str, Any] = {
    "id": "b1",
    "roles": ["business_contact"],
    "acts_for": ["p1"],
    "given_name": "Sam",
    "family_name": "Sample",
    "contact": {"mobile": "07700 900003"},
}


def recorded_before(world: World) -> None:
    """Send the same crime under another reference, recorded an hour before."""
    other = a_world(world.now, reference="42260000009")
    other.change(lambda case: case.update(recorded_at="2026-11-20T08:05:00+00:00", appointments=[]))


def two_others_on_the_same_phone(world: World) -> None:
    for number, name in enumerate(("Bo", "Cy")):
        person = {"id": "p1", "roles": ["victim"], "given_name": name, "family_name": "Sample"}
        other = a_world(world.now, reference=f"4226000002{number}")
        in_case(people=[{**person, "contact": {"mobile": "07700 900001"}}], appointments=[])(other)


def refused_everything(world: World) -> None:
    opt_out(world.person_id(), Choice(None, None), waypost_id=uuid4(), force=FORCE, now=world.now)


def not_me(world: World) -> None:
    frozen = Frozen(ContactKind.PHONE, NUMBER, WhyFrozen.NOT_ME, world.person_id())
    freeze_contact(frozen, force=FORCE, by=OPERATOR, now=world.now)


def stopped(kind: StopKind, name: str = "") -> Change:
    return lambda world: stop(Target(kind, name), reason="A mistake", force=FORCE, by=OPERATOR, now=world.now)


def another_has_left_today(world: World) -> None:
    """Count another message to the same phone about the same case, in a force that caps that."""
    in_force_settings(caps='{"per_case_a_day": 1}')(world)
    other = plan(world, "alloc_officer_assigned", not_before=world.now + timedelta(days=1))
    with in_force(FORCE):
        today = world.now.date()
        Message.objects.filter(id=other.message_id).update(contact_key=NUMBER, pushed_on=today)


def source_falls_silent(world: World) -> None:
    heard_of = world.now - timedelta(minutes=31)
    Source.objects.filter(id=world.source_id).update(fresh_within_minutes=30, last_ok_at=heard_of)


def hard_news_waits_for_a_call(world: World) -> None:
    other = plan(world, "alloc_officer_assigned", not_before=world.now + timedelta(days=1))
    with in_force(FORCE):
        Message.objects.filter(id=other.message_id).update(mode="H")


LATE_AND_NEW: dict[str, Late] = {
    "nothing_stops_it": Late(stopped(StopKind.FORCE)),
    "case_is_not_sealed": Late(sealed_with_a_plan),
    "no_words_of_danger": Late(in_case(summary="A note was left: do not ring.")),
    "crime_is_told_once": Late(recorded_before),
    "who_acts_for_the_victim_is_safe": Late(acts_for_another("supporter", "witness", authority=AUTHORITY)),
    "supporter_has_authority": Late(acts_for_another("supporter")),
    "name_is_real": Late(in_victim(given_name="Unknown", family_name="Unknown")),
    "business_has_named_contact": Late(becomes_a_business(), template="updates_joined"),
    "recipient_has_not_opted_out": Late(refused_everything),
    "contact_is_not_frozen": Late(not_me),
    "contact_is_not_widely_shared": Late(two_others_on_the_same_phone),
    "record_is_sound": Late(in_case(outcome={"code": "18", "decided_at": "2026-11-10T10:00:00+00:00"})),
    "no_survey_after_hard_news": Late(
        hard_news_waits_for_a_call, template="out_survey_case_closed", trigger="case.closed"
    ),
    "contact_has_not_had_enough": Late(another_has_left_today),
    "source_is_heard_of": Late(
        source_falls_silent, template="attend_scheduled_confirmed", trigger="appointment.booked", item="ap1"
    ),
}
"""By the name of the gate that alone stops it; those of older gates stand with their test."""
