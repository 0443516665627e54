"""What a member of staff may do about one message or one contact: again, back, put right, stopped, on paper."""

import io
from datetime import datetime, timedelta

import pypdf
import pytest

from tests.integration.messages.people import items, owed_more, run
from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, message, plan, state
from waypost.access.models import Account, AuditEvent, Grant, Invitation
from waypost.access.sign_in import invite
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.cases.choices import ContactKind
from waypost.cases.models import OutboxItem
from waypost.messages.ledger.models import LedgerEntry
from waypost.messages.models import Message
from waypost.messages.operations import DeliveryReceipt, take_receipt
from waypost.messages.operations.correcting import ask_to_correct
from waypost.messages.operations.freezing import freeze, lift
from waypost.messages.operations.in_hand import NoSuchMessage, NotDone
from waypost.messages.operations.posting import take_for_delivered
from waypost.messages.operations.printing import mark_posted, print_letter
from waypost.messages.operations.resending import Resent, resend
from waypost.messages.operations.stopping import Target, stop
from waypost.messages.operations.taking_back import take_back
from waypost.messages.stops import StopKind
from waypost.messages.values import DeliveryStatus, MessageState, Planned
from waypost.worklist.values import ItemKind

pytestmark = pytest.mark.django_db
HANDLER = Actor(ActorKind.STAFF, "h301")
HOME = {"address": "1 Sample Street, Anytown", "postcode": "TS5 6AB"}
ONLY_TEXTS = {"channels": ["sms"]}


def again(planned: Planned, world: World, *, now: datetime, is_said_missing: bool = False) -> Resent:
    return resend(
        planned.message_id, case_id=world.case_id, is_said_missing=is_said_missing, force=FORCE, by=HANDLER, now=now
    )


def back(planned: Planned, world: World, *, now: datetime) -> None:
    take_back(planned.message_id, case_id=world.case_id, force=FORCE, by=HANDLER, now=now)


def became(provider: FakeProvider, status: DeliveryStatus, now: datetime) -> None:
    take_receipt(DeliveryReceipt(provider.sent[-1].reference, "their-id", status, now), now=now)


def texted(world: World) -> World:
    """Return the world in which the victim agreed to texts alone: nothing else carries what a text could not."""
    plan_ = {"agreed_at": "2026-11-20T09:00:00+00:00", **ONLY_TEXTS}
    return world.change(lambda case: case["people"][0].update(contact_plan=plan_))


def failed(world: World, provider: FakeProvider, now: datetime) -> Planned:
    """Return a text that its provider gave up three times."""
    planned = plan(texted(world))
    at = now
    for _ in range(3):
        run(at, provider)
        became(provider, DeliveryStatus.TECHNICAL_FAILURE, at)
        at += timedelta(minutes=10)
    assert state(planned) == "failed: too_many_failures"
    return planned


def audited(action: str) -> list[AuditEvent]:
    with in_force(FORCE):
        return list(AuditEvent.objects.filter(action=action).order_by("id"))


def of_the_case(world: World) -> list[Message]:
    with in_force(FORCE):
        return list(Message.objects.filter(case_id=world.case_id).order_by("planned_at", "id"))


def is_open(token: str) -> bool:
    """Return whether an invitation lets its reader in."""
    with in_force(FORCE):
        return Invitation.objects.get(token=token).locked_at is None


def test_what_failed_is_told_again_in_a_message_of_its_own(world: World, provider: FakeProvider, now: datetime) -> None:
    planned, later = failed(world, provider, now), now + timedelta(hours=1)
    count = len(provider.sent)

    resent = again(planned, world, now=later)
    run(later, provider)

    with in_force(FORCE):
        new = Message.objects.get(id=resent.message_id)
    assert (resent.state, new.state) == (MessageState.QUEUED, MessageState.HANDED_OVER)
    assert new.resend_of == planned.message_id
    assert len(provider.sent) == count + 1
    assert provider.sent[-1].body == provider.sent[0].body
    assert [event.actor_id for event in audited("message.resent")] == ["h301"]


def test_it_is_sent_again_once_and_not_while_it_is_on_its_way(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned, later = failed(world, provider, now), now + timedelta(hours=1)
    again(planned, world, now=later)

    with pytest.raises(NotDone) as no:
        again(planned, world, now=later)

    assert "sent again already" in no.value.sentence
    assert len(of_the_case(world)) == 2


def test_what_arrived_is_sent_again_only_to_who_did_not_get_it(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(now, provider)
    with pytest.raises(NotDone) as on_its_way:
        again(planned, world, now=now, is_said_missing=True)
    became(provider, DeliveryStatus.DELIVERED, now)
    with pytest.raises(NotDone) as arrived:
        again(planned, world, now=now)

    resent = again(planned, world, now=now, is_said_missing=True)

    assert "on its way" in on_its_way.value.sentence
    assert "has arrived" in arrived.value.sentence
    assert resent.state is MessageState.QUEUED


def test_where_a_gate_speaks_against_it_nothing_is_sent_again_and_it_is_said_why(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned, later = failed(world, provider, now), now + timedelta(hours=1)
    reference = str(world.document["reference"])
    stop(Target(StopKind.CASE, reference), reason="A made-up reason.", force=FORCE, by=HANDLER, now=later)

    with pytest.raises(NotDone) as no:
        again(planned, world, now=later)

    assert no.value.sentence
    assert len(of_the_case(world)) == 1
    assert audited("message.resent") == []


def test_a_message_of_another_case_is_not_there(world: World, now: datetime) -> None:
    planned = plan(world)

    with pytest.raises(NoSuchMessage):
        take_back(planned.message_id, case_id=type(world.case_id)(0), force=FORCE, by=HANDLER, now=now)


def test_what_has_not_left_is_taken_back_with_what_somebody_was_asked_about_it(world: World, now: datetime) -> None:
    world = owed_more(world)
    planned = plan(world)
    assert [item.kind for item in items(world)] == [ItemKind.CONFIRM]

    back(planned, world, now=now)

    assert state(planned) == "suppressed: refused_by_officer"
    assert items(world) == []
    assert [event.fields for event in audited("message.recalled")] == [[str(planned.message_id)]]


def test_what_has_left_is_not_taken_back(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(world)
    run(now, provider)

    with pytest.raises(NotDone) as no:
        back(planned, world, now=now)

    assert "too late" in no.value.sentence
    assert state(planned) == "handed_over"


def test_the_officer_is_asked_to_put_right_what_was_told(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(world)
    run(now, provider)

    ask_to_correct(
        planned.message_id, case_id=world.case_id, wrong="The day is wrong.", force=FORCE, by=HANDLER, now=now
    )

    (item,) = items(world)
    assert (item.kind, item.owner, item.reason) == (ItemKind.CALL, "4471", "told_wrongly")
    assert "The day is wrong." in item.text


def test_where_contact_may_be_dangerous_nobody_is_asked_to_call_and_what_waits_is_taken_back(
    world: World, now: datetime
) -> None:
    world = world.change(lambda case: case.update(flags=["domestic_abuse"]))
    planned = plan(world)
    assert message(planned).state == MessageState.HELD

    ask_to_correct(
        planned.message_id, case_id=world.case_id, wrong="The day is wrong.", force=FORCE, by=HANDLER, now=now
    )

    asked = {item.reason: item.kind for item in items(world)}
    assert asked["told_wrongly"] is ItemKind.MEND
    assert state(planned) == "suppressed: refused_by_officer"


def wrong(planned: Planned, world: World, *, now: datetime) -> None:
    ask_to_correct(
        planned.message_id, case_id=world.case_id, wrong="The day is wrong.", force=FORCE, by=HANDLER, now=now
    )


def test_what_is_said_to_be_wrong_is_not_sent_again_or_printed_before_it_is_put_right(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    world = at_home(world)
    planned = plan(world)
    run(now, provider)
    became(provider, DeliveryStatus.DELIVERED, now)
    wrong(planned, world, now=now)

    with pytest.raises(NotDone) as no:
        again(planned, world, now=now, is_said_missing=True)
    with pytest.raises(NotDone) as no_letter:
        print_letter(planned.message_id, case_id=world.case_id, force=FORCE, by=HANDLER, now=now)

    assert no.value.sentence == no_letter.value.sentence
    assert "in it is wrong" in no.value.sentence
    assert len(of_the_case(world)) == 1


def test_what_is_said_to_be_wrong_goes_by_no_other_way(world: World, provider: FakeProvider, now: datetime) -> None:
    mail = FakeProvider("smtp-with-look-up")
    planned = plan(world)
    run(now, provider, mail)
    wrong(planned, world, now=now)

    became(provider, DeliveryStatus.PERMANENT_FAILURE, now)
    run(now, provider, mail)

    assert [(row.channel, row.state) for row in of_the_case(world)] == [("sms", "failed")]
    assert mail.sent == []


def test_the_other_way_of_what_is_said_to_be_wrong_is_taken_back(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(world)
    run(now, provider)
    became(provider, DeliveryStatus.PERMANENT_FAILURE, now)
    assert [(row.channel, row.state) for row in of_the_case(world)] == [("sms", "failed"), ("email", "queued")]

    wrong(planned, world, now=now)

    assert [row.state for row in of_the_case(world)] == ["failed", "suppressed"]


def test_a_frozen_number_holds_what_is_queued_at_once_and_nothing_leaves(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(texted(world))

    freeze(world.person_id(), kinds={ContactKind.PHONE}, why="A made-up reason.", force=FORCE, by=HANDLER, now=now)
    held = state(planned)
    run(now, provider)

    assert held == "held: contact_frozen"
    assert provider.sent == []
    assert "contact_frozen" in {item.reason for item in items(world)}
    with in_force(FORCE):
        notes = [row.payload["text"] for row in OutboxItem.objects.filter(kind="note")]
    assert any("were stopped: A made-up reason." in note for note in notes)


def test_a_lifted_number_gets_what_was_held(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(texted(world))
    person = world.person_id()
    freeze(person, kinds={ContactKind.PHONE}, why="A made-up reason.", force=FORCE, by=HANDLER, now=now)

    lift(person, kinds={ContactKind.PHONE}, why="It is hers.", force=FORCE, by=HANDLER, now=now)
    run(now, provider)

    assert state(planned) == "handed_over"
    assert [event.fields for event in audited("contact.lifted")] == [["phone"]]
    with pytest.raises(NotDone):
        lift(person, kinds={ContactKind.PHONE}, why="It is hers.", force=FORCE, by=HANDLER, now=now)


def test_who_is_frozen_is_out_of_their_page_until_a_supervisor_has_lifted_it(world: World, now: datetime) -> None:
    person = world.person_id()
    invited = invite(person, case_id=world.case_id, force=FORCE, by=HANDLER, now=now)

    freeze(person, kinds={ContactKind.EMAIL}, why="A made-up reason.", force=FORCE, by=HANDLER, now=now)
    shut = is_open(invited.token)
    lift(person, kinds={ContactKind.EMAIL}, why="It is hers.", force=FORCE, by=HANDLER, now=now)

    assert (shut, is_open(invited.token)) == (False, True)


def test_whoever_reads_at_a_frozen_number_has_no_page_open_any_more(world: World, now: datetime) -> None:
    """He has her phone: what is open there is all that her account sees, and every other entry with that number."""
    other, joined = (a_world(now, reference=f"4226000000{number}") for number in (8, 9))
    other.change(lambda case: case["people"][0].update(given_name="Somebody", family_name="Else"))
    joined.change(lambda case: case["people"][0]["contact"].update(mobile="07700 900077", email="her@example.org"))
    granted_to(now, world, joined)
    granted_to(now, other)

    freeze(world.person_id(), kinds={ContactKind.PHONE}, why="He has it.", force=FORCE, by=HANDLER, now=now)

    with in_force(FORCE):
        assert not Grant.objects.filter(revoked_at=None).exists()
    assert {event.person_id for event in audited("contact.frozen")} == {world.person_id(), other.person_id()}


def granted_to(now: datetime, *worlds: World) -> None:
    """Let one account into these cases."""
    with in_force(FORCE):
        account = Account.objects.create(force=FORCE, created_at=now)
        for one in worlds:
            invited = invite(one.person_id(), case_id=one.case_id, force=FORCE, by=HANDLER, now=now)
            Invitation.objects.filter(token=invited.token).update(account=account)
            Grant.objects.create(
                account=account, force=FORCE, case_id=one.case_id, person_id=one.person_id(), created_at=now
            )


@pytest.mark.parametrize("why", ["", "x" * 201])
def test_nothing_is_frozen_without_a_reason(world: World, now: datetime, why: str) -> None:
    with pytest.raises(NotDone):
        freeze(world.person_id(), kinds={ContactKind.PHONE}, why=why, force=FORCE, by=HANDLER, now=now)


def at_home(world: World) -> World:
    return world.change(lambda case: case["people"][0]["contact"].update(HOME))


def test_a_letter_is_printed_and_counts_only_when_it_is_posted_and_has_come(world: World, now: datetime) -> None:
    planned = plan(at_home(world))

    printed = print_letter(planned.message_id, case_id=world.case_id, force=FORCE, by=HANDLER, now=now)
    before = len(of_the_case(world))
    letter = mark_posted(
        planned.message_id, case_id=world.case_id, digest=printed.digest, force=FORCE, by=HANDLER, now=now
    )

    words = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(printed.pdf)).pages)
    assert world.document["reference"] in words
    assert before == 1
    assert state(planned) == "superseded: next_channel"
    with in_force(FORCE):
        row = Message.objects.get(id=letter)
        assert (row.channel, row.state) == ("letter", "handed_over")
        assert LedgerEntry.objects.filter(message_id=letter, kind="handed_over").count() == 1
    assert take_for_delivered(FORCE, limit=10, now=now) == 0
    assert take_for_delivered(FORCE, limit=10, now=now + timedelta(days=12)) == 1


def test_a_letter_whose_record_has_changed_since_is_not_posted(world: World, now: datetime) -> None:
    world = at_home(world)
    planned = plan(world)
    printed = print_letter(planned.message_id, case_id=world.case_id, force=FORCE, by=HANDLER, now=now)
    world.change(lambda case: case["offence"].update(title="Theft from a shed"))

    with pytest.raises(NotDone) as no:
        mark_posted(planned.message_id, case_id=world.case_id, digest=printed.digest, force=FORCE, by=HANDLER, now=now)

    assert "has changed" in no.value.sentence


def test_no_letter_is_printed_where_a_gate_speaks_against_it(world: World, now: datetime) -> None:
    world = at_home(world).change(lambda case: case.update(flags=["domestic_abuse"]))
    planned = plan(world)

    with pytest.raises(NotDone):
        print_letter(planned.message_id, case_id=world.case_id, force=FORCE, by=HANDLER, now=now)

    assert audited("letter.printed") == []


def test_no_letter_tells_what_somebody_has_taken_back(world: World, now: datetime) -> None:
    world = at_home(world)
    planned = plan(world)
    back(planned, world, now=now)

    with pytest.raises(NotDone) as no:
        print_letter(planned.message_id, case_id=world.case_id, force=FORCE, by=HANDLER, now=now)

    assert "not sent" in no.value.sentence
    assert audited("letter.printed") == []
