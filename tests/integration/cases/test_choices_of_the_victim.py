"""What a victim refuses in the portal: ours at once, the source's as soon as it carries it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from tests.snapshots import FORCE, RECORDED, a_source, changed, event, take
from waypost.access.values import Actor, ActorKind
from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.base.values import PersonId
from waypost.cases.choices import Choice
from waypost.cases.models import OutboxItem, Person, TimelineEvent
from waypost.cases.opt_outs import NeedsOfficer, opt_back_in, opt_out
from waypost.cases.queries import UnknownPerson, delivery_facts
from waypost.cases.values import OptOut, Purpose, SourceFacts
from waypost.cases.vocabulary import ForbiddenChannel

pytestmark = pytest.mark.django_db
NO_TEXTS = Choice(ForbiddenChannel.SMS, None)
NO_SURVEYS = Choice(None, Purpose.SURVEY)
SHE = Actor(ActorKind.VICTIM, "p-1")
OFFICER = Actor(ActorKind.STAFF, "4471")


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    made = a_source("rms", now=now)
    take(made, event(RECORDED), now=now)
    return made


def she() -> PersonId:
    with in_force(FORCE):
        return PersonId(Person.objects.get(ref="p1").id)


def refused() -> tuple[OptOut, ...]:
    return delivery_facts([she()], force=FORCE)[she()].opt_outs


def refuse(choice: Choice, now: datetime, waypost_id: UUID | None = None) -> bool:
    return opt_out(she(), choice, waypost_id=waypost_id or new_id(), force=FORCE, now=now)


def want(choice: Choice, now: datetime, by: Actor = SHE) -> bool:
    return opt_back_in(she(), choice, waypost_id=new_id(), force=FORCE, by=by, now=now)


def told() -> list[tuple[str, str]]:
    with in_force(FORCE):
        return [(row.kind, row.payload["text"]) for row in OutboxItem.objects.order_by("number")]


def kinds() -> list[str]:
    with in_force(FORCE):
        return list(TimelineEvent.objects.order_by("number").values_list("kind", flat=True))


def say(source: SourceFacts, now: datetime, **plan: Any) -> None:
    people = [{**RECORDED["people"][0], "contact_plan": plan}]
    take(source, event(changed(RECORDED, revision=9, people=people), "again"), now=now)


def test_a_refusal_counts_at_once_and_the_source_learns_it(source: SourceFacts, now: datetime) -> None:
    waypost_id = new_id()

    assert refuse(NO_TEXTS, now, waypost_id)

    assert refused() == (OptOut("sms", None, now),)
    assert kinds()[-1] == "contact.opted_out"
    with in_force(FORCE):
        assert TimelineEvent.objects.get(kind="contact.opted_out").item == str(waypost_id)
    text = "I do not want any text messages about this case. I chose this on my page."
    assert told() == [("victim_message", text)]


def test_the_same_form_twice_and_the_same_wish_twice_are_one(source: SourceFacts, now: datetime) -> None:
    waypost_id = new_id()

    assert refuse(NO_TEXTS, now, waypost_id)
    assert not refuse(NO_TEXTS, now, waypost_id)
    assert not refuse(NO_TEXTS, now)

    assert kinds().count("contact.opted_out") == len(told()) == 1


def test_channel_and_purpose_are_refused_each_by_itself(source: SourceFacts, now: datetime) -> None:
    refuse(NO_TEXTS, now)
    refuse(NO_SURVEYS, now + timedelta(minutes=1))

    want(NO_TEXTS, now + timedelta(minutes=2))

    assert refused() == (OptOut(None, Purpose.SURVEY, now + timedelta(minutes=1)),)
    assert kinds()[-1] == "contact.opted_in"


def test_wanting_what_was_not_refused_changes_nothing(source: SourceFacts, now: datetime) -> None:
    before = kinds()

    assert not want(NO_TEXTS, now)

    assert kinds() == before
    assert told() == []


def test_what_an_officer_notes_does_not_read_as_hers(source: SourceFacts, now: datetime) -> None:
    refuse(NO_TEXTS, now)

    want(NO_TEXTS, now, by=OFFICER)

    kind, text = told()[-1]
    assert kind == "note"
    assert text.startswith("This person wants text messages")


def test_in_a_flagged_case_only_an_officer_lets_messages_go_again(source: SourceFacts, now: datetime) -> None:
    refuse(NO_TEXTS, now)
    take(source, event(changed(RECORDED, revision=9, flags=["domestic_abuse"]), "flag"), now=now)

    with pytest.raises(NeedsOfficer):
        want(NO_TEXTS, now)

    assert len(refused()) == 1
    assert want(NO_TEXTS, now, by=OFFICER)


def test_a_snapshot_that_says_nothing_new_lifts_nothing(source: SourceFacts, now: datetime) -> None:
    refuse(NO_TEXTS, now)

    say(source, now, agreed_at=(now - timedelta(days=1)).isoformat(), channels=["sms"])

    assert len(refused()) == 1


def test_a_plan_agreed_since_that_names_the_channel_lifts_the_refusal(source: SourceFacts, now: datetime) -> None:
    refuse(NO_TEXTS, now)

    say(source, now, agreed_at=(now + timedelta(days=1)).isoformat(), channels=["sms"])

    assert refused() == ()


def test_what_a_plan_has_lifted_can_be_refused_anew(source: SourceFacts, now: datetime) -> None:
    refuse(NO_TEXTS, now)
    say(source, now, agreed_at=(now + timedelta(days=1)).isoformat(), channels=["sms"])

    assert refuse(NO_TEXTS, now + timedelta(days=2))

    assert refused() == (OptOut("sms", None, now + timedelta(days=2)),)


def test_who_is_no_longer_in_the_case_can_choose_nothing(source: SourceFacts, now: datetime) -> None:
    person_id = she()
    people = [{"id": "p7", "roles": ["victim"]}]
    take(source, event(changed(RECORDED, revision=9, people=people), "gone"), now=now)

    with pytest.raises(UnknownPerson):
        opt_out(person_id, NO_TEXTS, waypost_id=new_id(), force=FORCE, now=now)
