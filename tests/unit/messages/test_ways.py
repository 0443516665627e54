"""The ways to one person: which gates say the same of a whole case, and which are left for the person."""

from waypost.messages.contactability.measure import NOT_ABOUT_THE_WAY
from waypost.messages.contactability.ways import ABOUT_CASE
from waypost.messages.gates import GATES


def test_every_gate_about_a_case_is_one_that_is_asked() -> None:
    assert {gate.name for gate in GATES} >= ABOUT_CASE


def test_what_is_dangerous_to_one_person_is_asked_of_that_person() -> None:
    asked = {gate.name for gate in GATES} - ABOUT_CASE - set(NOT_ABOUT_THE_WAY)

    assert {
        "safety_is_confirmed", "contact_is_wanted", "last_call_was_safe", "recipient_may_be_told",
        "recipient_is_not_accused", "recipient_is_alive", "recipient_is_adult", "contact_can_be_used",
        "channel_is_agreed", "contact_is_not_frozen", "contact_is_not_the_suspects", "contact_is_the_recipients_own",
        "contact_is_not_widely_shared", "record_is_sound",
    } <= asked  # fmt: skip
