"""Which gates say whether there is a safe way to somebody."""

from waypost.messages.contactability.measure import ASKED, NOT_ABOUT_THE_WAY
from waypost.messages.gates import GATES


def test_every_gate_is_asked_or_left_out_with_the_reason() -> None:
    assert set(NOT_ABOUT_THE_WAY) <= {gate.name for gate in GATES}
    assert {gate.name for gate in ASKED} | set(NOT_ABOUT_THE_WAY) == {gate.name for gate in GATES}


def test_what_is_dangerous_is_always_asked() -> None:
    asked = {gate.name for gate in ASKED}

    assert {
        "case_is_known", "case_is_not_sealed", "safety_is_confirmed", "no_words_of_danger", "contact_is_wanted",
        "last_call_was_safe", "recipient_is_alive", "recipient_is_adult", "contact_can_be_used", "channel_is_agreed",
        "contact_is_not_frozen", "contact_is_not_the_suspects", "contact_is_the_recipients_own",
        "contact_is_not_widely_shared", "record_is_sound",
    } <= asked  # fmt: skip
