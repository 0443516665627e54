"""A number or address that somebody said is not theirs: nothing may go there, in the whole force."""

from datetime import datetime, timedelta

import pytest
from django.db import connection

from tests.snapshots import FORCE, RECORDED, a_source, changed, event, take
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.values import CaseId, PersonId
from waypost.cases.choices import ContactKind, WhyFrozen
from waypost.cases.frozen_contacts import Frozen, NoContact, freeze_contact, lift_frozen_contact
from waypost.cases.models import FrozenContact, Person, Place, TimelineEvent
from waypost.cases.queries import delivery_facts
from waypost.cases.values import SourceFacts

pytestmark = pytest.mark.django_db
NUMBER, MAILBOX = "+447700900001", "amina1@example.org"
SOMEBODY = Actor(ActorKind.VICTIM, "p-1")
CLERK = Actor(ActorKind.STAFF, "7001")


@pytest.fixture
def source(now: datetime) -> SourceFacts:
    made = a_source("rms", now=now)
    take(made, event(changed(RECORDED, reference="A"), "a"), event(changed(RECORDED, reference="B"), "b"), now=now)
    return made


def person_of(reference: str, ref: str = "p1") -> PersonId:
    with in_force(FORCE):
        return PersonId(Person.objects.get(case__reference=reference, ref=ref).id)


def frozen_for(reference: str, ref: str = "p1") -> frozenset[str]:
    person_id = person_of(reference, ref)
    return delivery_facts([person_id], force=FORCE)[person_id].frozen


def kinds_of(reference: str) -> list[str]:
    with in_force(FORCE):
        return list(
            TimelineEvent.objects.filter(case__reference=reference).order_by("number").values_list("kind", flat=True)
        )


def fall_asleep() -> None:
    with in_force(FORCE):
        Place.objects.update(wake_at=None)


def awake() -> set[CaseId]:
    with in_force(FORCE):
        return {CaseId(case_id) for case_id in Place.objects.exclude(wake_at=None).values_list("case_id", flat=True)}


def freeze(reference: str, now: datetime, why: WhyFrozen = WhyFrozen.NOT_ME) -> bool:
    frozen = Frozen(ContactKind.PHONE, NUMBER, why, person_of(reference))
    return freeze_contact(frozen, force=FORCE, by=SOMEBODY, now=now)


def test_a_number_that_is_not_hers_is_frozen_in_every_case_of_the_force(source: SourceFacts, now: datetime) -> None:
    assert freeze("A", now)

    assert frozen_for("A") == frozen_for("B") == {NUMBER}


def test_it_stands_on_the_timeline_of_the_case_that_it_was_said_about(source: SourceFacts, now: datetime) -> None:
    freeze("A", now)

    assert kinds_of("A")[-1] == "contact.not_me"
    assert "contact.not_me" not in kinds_of("B")


def test_said_twice_it_is_one(source: SourceFacts, now: datetime) -> None:
    assert freeze("A", now)
    assert not freeze("A", now + timedelta(minutes=1))

    assert kinds_of("A").count("contact.not_me") == 1
    with in_force(FORCE):
        assert FrozenContact.objects.get().since == now


def test_what_came_back_freezes_without_a_word_of_the_reader(source: SourceFacts, now: datetime) -> None:
    freeze("A", now, WhyFrozen.BOUNCED)

    assert frozen_for("A") == {NUMBER}
    assert "contact.not_me" not in kinds_of("A")


def test_every_case_with_that_contact_is_looked_at_again(source: SourceFacts, now: datetime) -> None:
    other = changed(RECORDED, reference="C", people=[{"id": "p1", "roles": ["victim"], "contact": {}}])
    take(source, event(other, "c"), now=now)
    fall_asleep()

    freeze("A", now)

    with in_force(FORCE):
        cases = dict(Person.objects.values_list("case_id", "case__reference"))
    assert {cases[case_id] for case_id in awake()} == {"A", "B"}


def test_lifted_it_may_be_used_again_and_the_cases_are_looked_at(source: SourceFacts, now: datetime) -> None:
    freeze("A", now)
    freeze("A", now, WhyFrozen.STAFF)
    fall_asleep()

    assert lift_frozen_contact(ContactKind.PHONE, NUMBER, force=FORCE, by=CLERK, now=now)

    assert frozen_for("A") == frozenset()
    assert len(awake()) == 2
    with in_force(FORCE):
        assert set(FrozenContact.objects.values_list("lifted_by", flat=True)) == {"7001"}


def test_what_is_not_frozen_cannot_be_lifted(source: SourceFacts, now: datetime) -> None:
    assert not lift_frozen_contact(ContactKind.PHONE, NUMBER, force=FORCE, by=CLERK, now=now)


def test_once_lifted_it_can_be_frozen_anew(source: SourceFacts, now: datetime) -> None:
    freeze("A", now)
    lift_frozen_contact(ContactKind.PHONE, NUMBER, force=FORCE, by=CLERK, now=now)

    assert freeze("B", now)

    assert frozen_for("A") == {NUMBER}


def test_the_mailbox_of_who_acts_for_her_counts_too(source: SourceFacts, now: datetime) -> None:
    guardian = {"id": "g1", "roles": ["parent_guardian"], "acts_for": ["p1"], "contact": {"email": "Mum@example.org"}}
    take(source, event(changed(RECORDED, reference="D", people=[*RECORDED["people"], guardian]), "d"), now=now)

    freeze_contact(Frozen(ContactKind.EMAIL, "mum@example.org", WhyFrozen.NOT_ME), force=FORCE, by=SOMEBODY, now=now)

    assert frozen_for("D") == {"mum@example.org"}
    assert frozen_for("A") == frozenset()


def test_nothing_to_freeze_is_an_error(source: SourceFacts, now: datetime) -> None:
    with pytest.raises(NoContact):
        freeze_contact(Frozen(ContactKind.PHONE, "", WhyFrozen.STAFF), force=FORCE, by=CLERK, now=now)


def test_frozen_contacts_are_found_by_an_index(source: SourceFacts, now: datetime) -> None:
    with in_force(FORCE), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = FrozenContact.objects.filter(force=FORCE, key__in=[NUMBER, MAILBOX], lifted_at=None).explain()

    (condition,) = [line for line in plan.splitlines() if "Index Cond" in line]
    assert "key" in condition
