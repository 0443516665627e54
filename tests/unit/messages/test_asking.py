"""Whom a message that stands still is given to, and what they are asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from tests.unit.messages.questions import NOW
from waypost.base.values import CaseId, PersonId
from waypost.messages.acts import Acts
from waypost.messages.asking import STANDING, Ask, Draft, Standing, ask_for, new_item, richest
from waypost.messages.asking_words import asking_words
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import AnswerKind, Channel, MessageState, Owner, Reason, SendMode
from waypost.worklist.values import CallOutcome, Desk, ItemKind, NewItem

ITEM = UUID("00000000-0000-0000-0000-000000000001")
HELD = Standing(
    act="7 tell 1",
    case_id=CaseId(1),
    person_id=PersonId(2),
    person_ref="p1",
    channel=Channel.SMS,
    template="crime_recorded_adult",
    mode=SendMode.AUTOMATIC,
    duty=None,
    state=MessageState.HELD,
    reason=Reason.SAFETY_FLAG,
    owner=Owner.OIC,
    acts=Acts(),
    tell_by=None,
    expires_at=None,
)
SPOKEN_TO, UNSAFE = Acts(call=CallOutcome.SPOKEN_TO), Acts(call=CallOutcome.UNSAFE)
BY_EMAIL = Draft(Channel.EMAIL, "We have recorded it.", "Your reference", is_fixed=False)
BY_SMS = Draft(Channel.SMS, "It is recorded.", "", is_fixed=True)


def standing(**changes: Any) -> Standing:
    return replace(HELD, **changes)


def asked(**changes: Any) -> Ask | None:
    return ask_for(standing(**changes))


def to_confirm(**changes: Any) -> Standing:
    waiting = {"state": MessageState.AWAITING_APPROVAL, "reason": Reason.NEEDS_CONFIRMATION, "mode": SendMode.CONFIRMED}
    return standing(**{**waiting, "draft": BY_SMS, "draft_digest": "d1", **changes})


def item(*group: Standing) -> NewItem:
    wish = ask_for(group[0])
    assert wish is not None
    return new_item(wish, group, item_id=ITEM, script="Say hello.", words=asking_words())


KINDS: list[tuple[dict[str, Any], ItemKind | None, str, Desk | None]] = [
    ({}, ItemKind.MEND, "safety_flag", Desk.OIC),
    ({"owner": Owner.RECORDS, "reason": Reason.CASE_PAUSED}, ItemKind.MEND, "case_paused", Desk.RECORDS),
    ({"owner": Owner.SUPERVISOR, "reason": Reason.DECEASED}, ItemKind.MEND, "deceased", Desk.SUPERVISOR),
    ({"owner": Owner.NOBODY}, None, "", None),
    # Whoever must be told by duty is called, whoever the hold belongs to.
    ({"duty": "D01"}, ItemKind.CALL, "7 tell 1", Desk.OIC),
    ({"duty": "D01", "owner": Owner.RECORDS, "reason": Reason.CASE_PAUSED}, ItemKind.CALL, "7 tell 1", Desk.OIC),
    ({"duty": "D01", "acts": SPOKEN_TO}, ItemKind.MEND, "safety_flag", Desk.OIC),
    # Nobody rings a number that may be the suspect's, or where a call was not safe.
    ({"duty": "D01", "reason": Reason.SAME_AS_SUSPECT}, ItemKind.MEND, "same_as_suspect", Desk.OIC),
    ({"duty": "D01", "is_unsafe": True}, ItemKind.MEND, "safety_flag", Desk.OIC),
    ({"duty": "D01", "owner": Owner.RECORDS, "reason": Reason.CONTACT_FROZEN},
     ItemKind.MEND, "contact_frozen", Desk.RECORDS),
    ({"duty": "D01", "reason": Reason.UNSAFE_GUARDIAN}, ItemKind.MEND, "unsafe_guardian", Desk.OIC),
    ({"duty": "D01", "owner": Owner.SUPERVISOR, "reason": Reason.SEALED}, ItemKind.MEND, "sealed", Desk.SUPERVISOR),
    # Nor where a call comes first: the script tells of the case.
    ({"mode": SendMode.HUMAN_FIRST, "reason": Reason.SAME_AS_SUSPECT}, ItemKind.MEND, "same_as_suspect", Desk.OIC),
    ({"mode": SendMode.HUMAN_FIRST, "reason": Reason.CALL_UNSAFE, "acts": UNSAFE, "is_unsafe": True},
     ItemKind.MEND, "call_unsafe", Desk.OIC),
    # A call comes first, also where nothing may be written, whoever must mend that.
    ({"mode": SendMode.HUMAN_FIRST}, ItemKind.CALL, "7 tell 1", Desk.OIC),
    ({"mode": SendMode.HUMAN_FIRST, "owner": Owner.SYSTEM, "reason": Reason.NO_PROVIDER},
     ItemKind.CALL, "7 tell 1", Desk.OIC),
    ({"mode": SendMode.HUMAN_FIRST, "acts": SPOKEN_TO}, ItemKind.MEND, "safety_flag", Desk.OIC),
    # It was not safe then; since that was settled she is called again.
    ({"mode": SendMode.HUMAN_FIRST, "state": MessageState.AWAITING_APPROVAL, "reason": Reason.NEEDS_CALL,
      "acts": UNSAFE}, ItemKind.CALL, "7 tell 1", Desk.OIC),
    # What concerns every message alike is asked once, of those who run it.
    ({"owner": Owner.SYSTEM, "reason": Reason.NO_PROVIDER, "duty": "D01"},
     ItemKind.MEND, "no_provider sms", Desk.SYSTEM),
    ({"owner": Owner.CONTENT, "reason": Reason.TEXT_UNFIT}, ItemKind.MEND, "text_unfit crime_recorded_adult",
     Desk.CONTENT),
    # What has failed for good is told by a person where a duty is behind it.
    ({"state": MessageState.FAILED, "reason": Reason.CANNOT_ASK_PROVIDER, "owner": Owner.SYSTEM, "duty": "D01"},
     ItemKind.CALL, "7 tell 1", Desk.OIC),
    ({"state": MessageState.FAILED, "reason": Reason.PERMANENT_FAILURE}, ItemKind.MEND, "permanent_failure", Desk.OIC),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "kind", "matter", "desk"), KINDS)
def test_what_a_person_is_asked(changes: dict[str, Any], kind: ItemKind | None, matter: str, desk: Desk | None) -> None:
    found = asked(**changes)

    assert (found.kind if found else None, found.matter if found else "", found.desk if found else None) == (
        kind, matter, desk,
    )  # fmt: skip


@pytest.mark.parametrize("state", [state for state in MessageState if state not in STANDING])
def test_nobody_is_asked_about_what_does_not_stand_still(state: MessageState) -> None:
    assert asked(state=state, duty="D01", mode=SendMode.HUMAN_FIRST) is None


STOPS = [reason for reason, meaning in MEANINGS.items() if meaning.kind in {AnswerKind.ASK, AnswerKind.HOLD}]


@pytest.mark.parametrize(("reason", "mode", "duty"), product(STOPS, SendMode, ["D01", None]))
def test_no_message_stands_still_with_nobody_asked(reason: Reason, mode: SendMode, duty: str | None) -> None:
    state = MessageState.HELD if MEANINGS[reason].kind is AnswerKind.HOLD else MessageState.AWAITING_APPROVAL
    one = standing(reason=reason, owner=MEANINGS[reason].owner, mode=mode, duty=duty, state=state)

    found = ask_for(one)

    assert found is not None
    text = item(one).text
    assert "{" not in text
    assert MEANINGS[reason].sentence in text or found.kind is not ItemKind.MEND


def test_another_draft_is_another_wish_and_another_reason_for_the_same_call_is_not() -> None:
    assert ask_for(to_confirm()) != ask_for(to_confirm(draft_digest="d2"))
    assert asked(duty="D01") == asked(duty="D01", reason=Reason.CASE_CANCELLED)


def test_two_messages_of_one_wish_share_their_item_and_two_wishes_do_not() -> None:
    by_email, other = to_confirm(channel=Channel.EMAIL, draft_digest="d2"), to_confirm(act="8 tell 1")
    keys = [wish.key(one) for one in (to_confirm(), by_email, other) if (wish := ask_for(one)) is not None]

    assert keys[0] == keys[1]
    assert keys[0] != keys[2]


def test_what_concerns_the_whole_force_names_no_case_and_no_person() -> None:
    found = item(standing(owner=Owner.SYSTEM, reason=Reason.NO_PROVIDER, tell_by=NOW))

    assert (found.case_id, found.person_id, found.person_ref, found.subject, found.due_at) == (None, None, "", "", None)


def test_the_draft_is_the_one_that_says_most() -> None:
    letter = Draft(Channel.LETTER, "Dear", "", is_fixed=False)

    assert richest([BY_SMS, None, BY_EMAIL]) is BY_EMAIL
    assert richest([BY_SMS, letter, BY_EMAIL]) is letter
    assert richest([None]) is None


def test_an_item_tells_how_the_draft_goes() -> None:
    both = item(to_confirm(), to_confirm(channel=Channel.EMAIL, draft=BY_EMAIL))
    discreet = item(to_confirm(channel=Channel.EMAIL, draft=replace(BY_EMAIL, is_fixed=True)))
    again = item(to_confirm(is_again=True))

    assert both.draft == "We have recorded it."
    assert 'with the subject "Your reference"' in both.text
    assert "goes as a text message too" in both.text
    assert "the words must stay as they are" in discreet.text
    assert again.text.startswith("You have confirmed this before.")


def test_an_item_is_due_before_the_duty_and_before_the_message_is_of_no_use() -> None:
    soon, late = NOW + timedelta(days=1), datetime(2026, 12, 24, tzinfo=UTC)

    assert item(to_confirm(tell_by=late, expires_at=soon)).due_at == soon
    assert item(to_confirm(tell_by=soon, expires_at=late)).due_at == soon
    assert item(to_confirm()).due_at is None


def test_a_text_that_cannot_wait_for_the_end_of_its_duty_is_asked_about_sooner() -> None:
    soon, late = NOW + timedelta(hours=4), NOW + timedelta(days=5)

    assert item(standing(mode=SendMode.HUMAN_FIRST, act_by=soon, tell_by=late)).due_at == soon


def test_only_a_call_carries_what_to_say_and_the_duty_that_it_meets() -> None:
    assert (item(standing(duty="D01")).script, item(standing(duty="D01")).duty) == ("Say hello.", "D01")
    assert item(to_confirm(duty="D01")).duty is None
