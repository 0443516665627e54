"""What the gates say of letters: to a home, in a post, without a crest."""

from dataclasses import replace
from datetime import datetime, time
from typing import Any

import pytest

from tests.unit.messages.questions import NOW, QUESTION, SETTINGS, TEMPLATE, VICTIM, with_case, with_other, with_person
from waypost.access.values import Post
from waypost.base.clock import LONDON
from waypost.cases.contact import address_key
from waypost.cases.findings import Found
from waypost.cases.values import ContactPlan, OptOut
from waypost.messages.gates import Question
from waypost.messages.gates.channel import provider_is_there
from waypost.messages.gates.contact import (
    channel_is_agreed,
    contact_can_be_used,
    contact_is_not_the_suspects,
    contact_is_the_recipients_own,
    portal_can_be_entered,
)
from waypost.messages.gates.person import recipient_has_not_opted_out, safety_is_confirmed
from waypost.messages.gates.record import record_is_sound
from waypost.messages.gates.timing import hour_is_allowed
from waypost.messages.values import AnswerKind, Channel, GateAnswer, MessageClass, Reason

POST = replace(SETTINGS, post=Post(return_address=("PO Box 1", "AN1 1AA"), days=3, at=time(16)))
WITH_LETTER = replace(TEMPLATE, wordings={**TEMPLATE.wordings, Channel.LETTER: TEMPLATE.wordings[Channel.EMAIL]})


def by_letter(question: Question = QUESTION, **changes: Any) -> Question:
    return replace(question, **{"channel": Channel.LETTER, "template": WITH_LETTER, "settings": POST, **changes})


def reason(answer: GateAnswer | None) -> Reason | None:
    return answer.reason if answer else None


@pytest.mark.parametrize(
    ("role", "address", "postcode", "why"),
    [
        ("suspect", "1 Sample Street", "TS5 6AB", Reason.SAME_AS_SUSPECT),
        ("suspect", "1 Sample St., Anytown", "ts56ab", Reason.SAME_AS_SUSPECT),
        ("defendant", "Flat 3, 1 Sample Street", None, Reason.SAME_AS_SUSPECT),
        # Nobody knows what they are.
        ("", "1 Sample St", "TS5 6AB", Reason.SAME_AS_SUSPECT),
        ("suspect", "2 Sample Street", "TS5 6AB", None),
        ("witness", "1 Sample Street", "TS5 6AB", None),
    ],
)
def test_no_letter_goes_where_somebody_accused_may_live(
    role: str, address: str, postcode: str | None, why: Reason | None
) -> None:
    asked = by_letter(with_other(roles=(role,) if role else (), address_key=address_key(address, postcode)))

    assert reason(contact_is_not_the_suspects(asked)) is why
    assert contact_is_the_recipients_own(asked) is None


def test_an_address_without_a_postcode_is_no_contact_for_a_letter() -> None:
    asked = by_letter(with_person(contact=replace(VICTIM.contact, postcode=None)))

    answer = contact_can_be_used(asked)

    assert answer is not None
    assert (answer.reason, answer.finding) == (Reason.CONTACT_UNUSABLE, "no_postcode")


@pytest.mark.parametrize(
    ("channels", "why"), [(("sms", "email"), Reason.SAFETY_FLAG), (("letter",), None), (None, Reason.SAFETY_FLAG)]
)
def test_in_a_flagged_case_a_letter_goes_only_where_the_plan_names_letters(
    channels: tuple[str, ...] | None, why: Reason | None
) -> None:
    plan = ContactPlan(agreed_at=NOW, channels=channels, safe_confirmed_at=NOW)
    flagged = with_case(flags=("domestic_abuse",))
    person = replace(VICTIM, plan=plan)

    asked = by_letter(replace(flagged, facts=replace(flagged.facts, person=person)))

    assert reason(safety_is_confirmed(asked)) is why


@pytest.mark.parametrize(
    ("message_class", "channels", "why"),
    [
        (MessageClass.STATUTORY, None, None),
        (MessageClass.SERVICE, None, Reason.OPTED_OUT),
        (MessageClass.SERVICE, ("sms", "letter"), None),
        (MessageClass.SURVEY, ("sms",), Reason.OPTED_OUT),
    ],
)
def test_who_has_switched_texts_off_gets_a_letter_instead_only_by_law_or_where_the_plan_names_letters(
    message_class: MessageClass, channels: tuple[str, ...] | None, why: Reason | None
) -> None:
    asked = with_person(plan=ContactPlan(agreed_at=NOW, channels=channels))
    asked = replace(asked, facts=replace(asked.facts, opt_outs=(OptOut("sms", None, NOW),)))
    template = replace(WITH_LETTER, message_class=message_class)

    assert reason(recipient_has_not_opted_out(by_letter(asked, template=template))) is why


@pytest.mark.parametrize(
    ("at", "waits_until"),
    [
        ("2026-11-20 08:00", "2026-11-20 16:00"),
        ("2026-11-20 16:00", None),
        ("2026-11-20 23:59", None),
        ("2026-11-21 00:00", "2026-11-21 16:00"),
    ],
)
def test_letters_leave_once_a_day_and_not_by_the_hours_of_texts(at: str, waits_until: str | None) -> None:
    moment = datetime.fromisoformat(at).replace(tzinfo=LONDON)

    answer = hour_is_allowed(by_letter(now=moment))

    until = datetime.fromisoformat(waits_until).replace(tzinfo=LONDON) if waits_until else None
    assert (answer.until if answer else None) == until
    assert answer is None or answer.kind is AnswerKind.WAIT


@pytest.mark.parametrize(
    ("channels", "discreet", "why"),
    [
        (None, True, Reason.CHANNEL_NOT_AGREED),
        (("letter",), True, None),
        (None, False, None),
    ],
)
def test_a_letter_that_waits_when_the_plan_becomes_discreet_goes_only_where_the_plan_names_letters(
    channels: tuple[str, ...] | None, discreet: bool, why: Reason | None
) -> None:
    asked = by_letter(with_person(plan=ContactPlan(channels=channels, discreet=discreet)))

    assert reason(channel_is_agreed(asked)) is why


def test_without_a_return_address_nobody_carries_a_letter() -> None:
    assert provider_is_there(by_letter()) is None
    assert reason(provider_is_there(by_letter(settings=SETTINGS))) is Reason.NO_PROVIDER
    assert provider_is_there(QUESTION) is None


def test_a_letter_points_to_the_portal_only_for_who_could_get_a_code() -> None:
    no_phone = with_person(contact=replace(VICTIM.contact, mobile=None, email=None))

    assert portal_can_be_entered(by_letter()) is None
    assert reason(portal_can_be_entered(by_letter(no_phone))) is Reason.NO_SIGN_IN_FACT


def test_no_letter_is_addressed_with_a_number_that_stands_in_a_name_although_it_was_confirmed() -> None:
    confirmed = replace(QUESTION, facts=replace(QUESTION.facts, findings=(Found.CONFIRMED_ELSEWHERE.finding,)))

    assert reason(record_is_sound(by_letter(confirmed))) is Reason.RECORD_IN_DOUBT
    assert reason(record_is_sound(confirmed)) is None
