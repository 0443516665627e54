"""A draft that an officer must confirm: what is asked, what follows from each answer, and what may not follow."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.messages.late import in_force_settings, in_text
from tests.integration.messages.people import confirm, items, owed_more, refuse, run, the_item
from tests.integration.messages.world import FORCE, FakeProvider, World, an_intent, message, plan, state
from waypost.access.models import Invitation
from waypost.base.scope import in_force
from waypost.messages.models import Attempt
from waypost.messages.operations import (
    EditOutOfBounds,
    plan_messages,
    reconsider_held,
    supersede_messages,
)
from waypost.messages.values import Channel, MessageState
from waypost.worklist.operations import AlreadyAnswered
from waypost.worklist.values import ItemKind, ItemState

pytestmark = pytest.mark.django_db
BOTH = {"channels": ["sms", "email"]}
LATER = timedelta(minutes=20)


def test_an_officer_is_asked_with_the_text_as_it_would_go_and_nothing_goes(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(owed_more(world))
    run(now + LATER, provider)

    item = the_item(world)
    assert state(planned) == "awaiting_approval: needs_confirmation"
    assert provider.sent == []
    assert (item.kind, item.reason, item.person_ref) == (ItemKind.CONFIRM, "needs_confirmation", "p1")
    assert "has recorded your report. Reference 42260000001." in (item.draft or "")
    assert "goes as it is or not at all" in item.text


def test_a_draft_invites_nobody_and_holds_no_address_of_the_recipient(world: World) -> None:
    plan(owed_more(world))

    with in_force(FORCE):
        assert not Invitation.objects.exists()
    assert "(address of the portal)" in (the_item(world).draft or "")


def test_one_draft_is_asked_for_all_channels_the_one_that_says_most(world: World, now: datetime) -> None:
    plan_messages([an_intent(owed_more(world, **BOTH))], force=FORCE, now=now)

    item = the_item(world)
    assert (item.draft or "").startswith("We have recorded this crime.")
    assert "Your reference is 42260000001" in item.text
    assert "goes as a text message too" in item.text


def test_a_confirmed_draft_goes_as_it_was(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    rows = plan_messages([an_intent(owed_more(world, **BOTH))], force=FORCE, now=now)

    confirm(the_item(world), now)
    run(now, provider, mail)

    assert [state(row) for row in rows] == ["handed_over", "handed_over"]
    assert (len(provider.sent), len(mail.sent)) == (1, 1)
    assert "/i/" in provider.sent[0].body
    assert items(world) == []
    assert (message(rows[0]).approved_by, message(rows[0]).approved_at) == ("4471", now)


def test_what_an_officer_changed_goes_for_its_channel_only(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    plan_messages([an_intent(owed_more(world, **BOTH))], force=FORCE, now=now)
    item = the_item(world)
    changed = (item.draft or "").replace("We have recorded this crime.", "Thank you for your patience,\nand sorry.")

    confirm(item, now, text=changed)
    run(now, provider, mail)

    (by_mail,), (by_sms,) = mail.sent, provider.sent
    assert by_mail.body.startswith("Thank you for your patience,\nand sorry. This e-mail")
    assert "Thank you for your patience,<br" in by_mail.html
    assert "/i/" in by_mail.body
    assert "(address of the portal)" not in by_mail.body
    assert 'href="http://testserver/i/' in by_mail.html
    assert "has recorded your report" in by_sms.body


def test_what_an_officer_left_out_counts_as_not_said(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    plan_messages([an_intent(owed_more(world, channels=["email"]))], force=FORCE, now=now)
    item = the_item(world)

    confirm(item, now, text="We have recorded this crime. Reference: 42260000001")
    run(now, provider, mail)

    with in_force(FORCE):
        values = Attempt.objects.get().values
    assert "reference" in values
    assert not {"offence_title", "recorded_date", "officer_name", "portal_address"} & set(values)


def test_a_draft_that_comes_back_with_other_blanks_is_not_changed(
    world: World, mail: FakeProvider, provider: FakeProvider, now: datetime
) -> None:
    plan_messages([an_intent(owed_more(world, channels=["email"]))], force=FORCE, now=now)
    item = the_item(world)

    confirm(item, now, text=(item.draft or "").replace("\n", "\r\n") + "  ")
    run(now, provider, mail)

    assert "<h2" in mail.sent[0].html


@pytest.mark.parametrize(
    "words",
    ["See http://evil.example", "Call 07700 900999", "Write to x@example.com", "Ask Bilal Example about it"],
)
def test_a_text_that_goes_too_far_changes_nothing(words: str, world: World, now: datetime) -> None:
    other = {"id": "w1", "roles": ["witness"], "given_name": "Bilal", "family_name": "Example"}
    owed = owed_more(world, channels=["email"]).change(lambda case: case["people"].append(other))
    (planned,) = plan_messages([an_intent(owed)], force=FORCE, now=now)
    item = the_item(world)

    with pytest.raises(EditOutOfBounds):
        confirm(item, now, text=f"{item.draft}\n\n{words}")

    assert the_item(world) == item
    assert state(planned) == "awaiting_approval: needs_confirmation"


def test_a_text_message_is_confirmed_or_refused_but_never_changed(world: World, now: datetime) -> None:
    plan(owed_more(world))
    item = the_item(world)

    with pytest.raises(EditOutOfBounds) as refused:
        confirm(item, now, text=f"{item.draft} Jo")

    assert refused.value.sentences[0].startswith("A text message, and any text under a discreet plan, goes as it is")


def test_a_discreet_text_is_never_changed(world: World, now: datetime) -> None:
    plan_messages([an_intent(owed_more(world, channels=["email"], discreet=True))], force=FORCE, now=now)
    item = the_item(world)

    with pytest.raises(EditOutOfBounds):
        confirm(item, now, text=f"{item.draft}\n\nThank you.")
    assert "The contact plan is discreet" in item.text


def test_a_refused_draft_is_never_sent(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(owed_more(world))

    refuse(the_item(world), now)
    run(now + timedelta(days=1), provider)

    assert (state(planned), provider.sent, items(world)) == ("suppressed: refused_by_officer", [], [])


def test_a_second_answer_changes_nothing(world: World, provider: FakeProvider, now: datetime) -> None:
    planned = plan(owed_more(world))
    item = the_item(world)
    refuse(item, now)

    with pytest.raises(AlreadyAnswered):
        confirm(item, now)

    run(now, provider)
    assert (state(planned), provider.sent) == ("suppressed: refused_by_officer", [])


def test_a_draft_that_has_changed_after_it_was_confirmed_is_asked_again(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    in_force_settings(hours="18:00-20:00")(world)
    planned = plan(owed_more(world))
    first = the_item(world)
    confirm(first, now)
    assert state(planned) == "planned"

    in_text("has recorded your report", "has your report")(world)
    run(now + timedelta(hours=6), provider)

    again = the_item(world)
    assert (state(planned), provider.sent) == ("awaiting_approval: needs_confirmation", [])
    assert again.item_id != first.item_id
    assert "You have confirmed this before." in again.text
    assert "has your report" in (again.draft or "")

    confirm(again, now + timedelta(hours=6))
    run(now + timedelta(hours=6), provider)
    assert len(provider.sent) == 1


def test_a_draft_that_changes_while_it_waits_is_asked_anew(world: World, provider: FakeProvider, now: datetime) -> None:
    plan(owed_more(world))
    first = the_item(world)

    in_text("has recorded your report", "has your report")(world)
    reconsider_held([world.case_id], force=FORCE, now=now)
    run(now, provider)

    assert the_item(world).item_id != first.item_id
    assert [item.item_id for item in items(world, ItemState.WITHDRAWN)] == [first.item_id]
    with pytest.raises(AlreadyAnswered):
        confirm(first, now)


def test_a_draft_that_has_changed_unseen_is_not_confirmed_but_asked_anew(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(owed_more(world))
    first = the_item(world)
    in_text("has recorded your report", "has your report")(world)

    confirm(first, now)
    run(now, provider)

    assert (state(planned), provider.sent) == ("awaiting_approval: needs_confirmation", [])
    assert the_item(world).item_id != first.item_id


def test_looking_again_leaves_an_open_item_alone(world: World, provider: FakeProvider, now: datetime) -> None:
    plan(owed_more(world))
    item = the_item(world)

    run(now + LATER, provider)

    assert items(world, None) == [item]


@pytest.mark.parametrize("ending", ["run_ended", "expired", "suppressed"])
def test_an_item_is_withdrawn_with_what_it_was_about(
    ending: str, world: World, provider: FakeProvider, now: datetime
) -> None:
    planned = plan(owed_more(world), run_id=9100, expires_at=now + timedelta(hours=1))
    assert len(items(world)) == 1

    if ending == "run_ended":
        supersede_messages([9100], force=FORCE, reason="run_ended", now=now)
    elif ending == "suppressed":
        in_force_settings(state="shadow")(world)
    run(now + timedelta(hours=2 if ending == "expired" else 0, minutes=20), provider)

    assert message(planned).state in {MessageState.SUPERSEDED, MessageState.EXPIRED, MessageState.SUPPRESSED}
    assert items(world) == []
    assert len(items(world, ItemState.WITHDRAWN)) == 1


def test_nobody_is_asked_in_shadow(world: World) -> None:
    in_force_settings(state="shadow")(world)

    planned = plan(owed_more(world))

    assert (state(planned), items(world, None)) == ("suppressed: force_in_shadow", [])


def test_a_draft_that_cannot_be_made_goes_to_who_writes_the_texts(world: World) -> None:
    in_text("has recorded your report", "((service_name)) has your report")(world)

    planned = plan(owed_more(world))

    assert state(planned) == "held: text_unfit"
    assert planned.outcome.reason == "text_unfit"
    assert items(world) == []


def test_a_hold_comes_before_a_draft_and_the_draft_after_the_hold(
    world: World, provider: FakeProvider, now: datetime
) -> None:
    held = owed_more(world).change(lambda case: case.update(status="never_heard_of"))
    planned = plan(held)
    assert (state(planned), the_item(world).kind) == ("held: case_paused", ItemKind.CALL)

    held.change(lambda case: case.update(status="allocated"))
    reconsider_held([world.case_id], force=FORCE, now=now)
    run(now, provider)

    assert state(planned) == "awaiting_approval: needs_confirmation"
    assert the_item(world).kind is ItemKind.CONFIRM


def test_the_items_of_a_batch_are_opened_at_one_price(world: World, now: datetime) -> None:
    owed = owed_more(world)

    def price(count: int) -> int:
        wanted = [an_intent(owed) for _ in range(count)]
        with CaptureQueriesContext(connection) as asked:
            plan_messages(wanted, force=FORCE, now=now)
        return len(asked)

    price(1)
    assert price(1) == price(12)


def test_a_channel_that_is_claimed_alone_stands_with_the_item_that_is_open(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    agreed = world.change(
        lambda case: case["people"][0].update(contact_plan={"agreed_at": "2026-11-20T09:00:00+00:00", **BOTH})
    )
    rows = plan_messages([an_intent(agreed)], force=FORCE, now=now)
    assert [row.state for row in rows] == [MessageState.QUEUED, MessageState.QUEUED]

    owed_more(world, **BOTH)
    run(now, provider, mail)

    assert {message(row).work_item for row in rows} == {the_item(world).item_id}
    confirm(the_item(world), now)
    run(now, provider, mail)
    assert (len(provider.sent), len(mail.sent)) == (1, 1)
    assert {Channel(message(row).channel) for row in rows} == {Channel.SMS, Channel.EMAIL}


def test_where_nothing_was_agreed_one_draft_stands_for_text_and_email_and_the_email_may_be_changed(
    world: World, provider: FakeProvider, mail: FakeProvider, now: datetime
) -> None:
    enhanced = world.change(lambda case: case["people"][0].update(enhanced=["vulnerable"]))
    plan_messages([an_intent(enhanced)], force=FORCE, now=now)
    item = the_item(enhanced)

    confirm(item, now, text=(item.draft or "").replace("We have recorded", "I have recorded"))
    run(now, provider, mail)

    assert [len(one.sent) for one in (provider, mail)] == [1, 1]
    assert "I have recorded" in mail.sent[0].body
    assert "I have recorded" not in provider.sent[0].body
