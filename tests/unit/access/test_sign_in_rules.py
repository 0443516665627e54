"""The door's decisions: codes, facts, limits."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.access.sign_in_rules import (
    CODE_LIFETIME,
    TRIES_PER_CODE,
    Entry,
    FactKind,
    HeldCode,
    SignInFact,
    Verdict,
    answer_fits,
    date_answer,
    digest_code,
    is_code,
    is_locked_by,
    is_open,
    is_over,
    judge,
    may_send,
    normalise_code,
)

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
KEY = b"a key"
BIRTH = SignInFact(FactKind.DATE_OF_BIRTH, "1988-04-12")


def held(**changes: object) -> HeldCode:
    values: dict[str, object] = {
        "digest": digest_code("123456", key=KEY, salt="row"),
        "browser": "this browser",
        "sent_at": NOW - timedelta(minutes=1),
        "tries": 0,
        "is_ended": False,
    }
    return HeldCode(**{**values, **changes})  # type: ignore[arg-type]


def entered(
    code: str = "123456", answer: str = "1988-04-12", browser: str = "this browser", **changes: object
) -> Verdict:
    return judge(
        Entry(code, answer, browser),
        held=held(**changes),
        digest=digest_code(code, key=KEY, salt="row"),
        fact=BIRTH,
        now=NOW,
    )


def test_the_right_code_and_the_right_fact_open() -> None:
    assert entered() is Verdict.OPENED


@pytest.mark.parametrize(
    ("code", "answer"),
    [("654321", "1988-04-12"), ("123456", "1988-04-13"), ("654321", "1988-04-13")],
)
def test_either_half_wrong_fails_and_the_verdict_does_not_say_which(code: str, answer: str) -> None:
    assert entered(code, answer) is Verdict.FAILED


@pytest.mark.parametrize(
    "changes",
    [
        {"is_ended": True},  # used, or a newer one was sent
        {"tries": TRIES_PER_CODE},
        {"sent_at": NOW - CODE_LIFETIME},
        {"sent_at": NOW + timedelta(seconds=1)},  # a clock that went back
        {"browser": "the browser that asked"},
    ],
)
def test_a_code_that_is_not_live_here_is_not_even_tried(changes: dict[str, object]) -> None:
    assert entered(**changes) is Verdict.NOTHING_TO_TRY  # type: ignore[arg-type]


def test_no_fact_on_record_never_opens() -> None:
    entry = Entry("123456", "", "this browser")

    verdict = judge(entry, held=held(), digest=held().digest, fact=None, now=NOW)

    assert verdict is Verdict.FAILED


def test_a_code_works_to_the_last_moment_of_its_ten_minutes() -> None:
    last = NOW - CODE_LIFETIME + timedelta(microseconds=1)

    assert entered(sent_at=last) is Verdict.OPENED


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123456", "123456"),
        (" 123 456 ", "123456"),
        ("123-456", "123456"),
        ("12–34—56", "123456"),  # dashes that phones put in
        ("123\u00a0456", "123456"),
        ("１２３４５６", "123456"),  # full-width digits of an East Asian keyboard
    ],
)
def test_a_code_may_be_typed_as_it_is_read_aloud(typed: str, code: str) -> None:
    assert normalise_code(typed) == code
    assert is_code(code)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "123.456", "+12345"])
def test_what_has_not_six_digits_is_no_code(typed: str) -> None:
    assert not is_code(normalise_code(typed))


@given(st.text())
def test_no_text_makes_normalising_fail(text: str) -> None:
    is_code(normalise_code(text))


@pytest.mark.parametrize(
    ("kind", "known", "answer", "fits"),
    [
        (FactKind.POSTCODE, "TS5 4AB", "ts54ab", True),
        (FactKind.POSTCODE, "ts5  4ab", "TS5-4AB", True),
        (FactKind.POSTCODE, "TS5 4AB", "TS5 4AC", False),
        (FactKind.CODE_WORD, "Blue Kettle", "  blue   kettle ", True),
        (FactKind.CODE_WORD, "Straße", "STRASSE", True),
        (FactKind.CODE_WORD, "blue kettle", "bluekettle", False),
        (FactKind.DATE_OF_BIRTH, "1988-04-12", "1988-04-12", True),
        (FactKind.DATE_OF_BIRTH, "1988-04-12", "1988-12-04", False),
        # What is empty once it is made plain must not be met by an empty answer.
        (FactKind.POSTCODE, " - ", "", False),
        (FactKind.CODE_WORD, " ", "", False),
    ],
)
def test_an_answer_fits_apart_from_case_and_spaces(kind: FactKind, known: str, answer: str, *, fits: bool) -> None:
    assert answer_fits(answer, fact=SignInFact(kind, known)) is fits


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        (("12", "4", "1988"), "1988-04-12"),
        (("12", "04", "1988"), "1988-04-12"),
        (("29", "2", "2000"), "2000-02-29"),
        (("31", "2", "1988"), None),
        (("12", "13", "1988"), None),
        (("12", "April", "1988"), None),
        (("12", "4", "88"), "0088-04-12"),  # a real day, which no victim was born on
        (("9" * 30, "4", "1988"), None),
        (("", "", ""), None),
    ],
)
def test_a_date_of_birth_is_a_real_day_or_nothing(typed: tuple[str, str, str], answer: str | None) -> None:
    assert date_answer(*typed) == answer


@pytest.mark.parametrize(
    ("minutes_ago", "may"),
    [
        ([], True),
        ([1, 2], True),
        ([1, 2, 3], False),
        ([1, 2, 16], True),
        ([20 * n for n in range(1, 10)], True),
        ([20 * n for n in range(1, 11)], False),  # ten in a day, however far apart
        ([24 * 60 + n for n in range(10)], True),
    ],
)
def test_three_codes_in_a_quarter_of_an_hour_and_ten_in_a_day(minutes_ago: list[int], *, may: bool) -> None:
    sent_at = [NOW - timedelta(minutes=minutes) for minutes in minutes_ago]

    assert may_send(sent_at, now=NOW) is may


def test_the_third_failure_locks() -> None:
    assert [is_locked_by(failures) for failures in range(5)] == [False, False, False, True, True]


@pytest.mark.parametrize(
    ("locked", "registered", "expired", "opens"),
    [
        (False, False, False, True),
        (False, False, True, False),
        (False, True, True, True),  # who has been in once comes in again
        (True, True, False, False),
    ],
)
def test_an_invitation_is_open_until_it_runs_out_or_is_locked(
    *, locked: bool, registered: bool, expired: bool, opens: bool
) -> None:
    is_open_now = is_open(
        expires_at=NOW if expired else NOW + timedelta(days=1),
        locked_at=NOW if locked else None,
        registered_at=NOW if registered else None,
        now=NOW,
    )

    assert is_open_now is opens


def test_a_session_is_over_after_eight_hours_however_busy() -> None:
    assert not is_over(NOW - timedelta(hours=8, seconds=-1), now=NOW)
    assert is_over(NOW - timedelta(hours=8), now=NOW)


def test_equal_codes_of_two_people_are_held_differently() -> None:
    assert digest_code("123456", key=KEY, salt="a") != digest_code("123456", key=KEY, salt="b")
    assert digest_code("123456", key=KEY, salt="a") != digest_code("123456", key=b"another", salt="a")


def test_no_value_shows_a_code_or_a_fact_when_it_is_logged() -> None:
    shown = repr((BIRTH, Entry("123456", "1988-04-12", "secret browser"), held()))

    assert "1988" not in shown
    assert "123456" not in shown
    assert "browser'" not in shown
