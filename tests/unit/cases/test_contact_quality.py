"""The bad telephone numbers and e-mail addresses of the trust register, line by line."""

from datetime import UTC, datetime, timedelta

import pytest

from waypost.cases.contact import (
    Finding,
    ForceContacts,
    Severity,
    check_email,
    check_phone,
    check_words,
    is_stale,
    normalise_email,
    normalise_phone,
    normalise_postcode,
)

REAL = ForceContacts(
    placeholders={"drama"},
    police_numbers={"+441642326326"},
    police_domains={"police.uk"},
)
DEMO = ForceContacts(placeholders=set(), police_numbers=set(), police_domains=set())

DRAMA = "+447700900123"


@pytest.mark.parametrize(
    ("line", "typed", "value", "findings"),
    [
        (1, "07700 900123", DRAMA, ()),
        (2, "+44(0)7700900123", DRAMA, ()),
        (3, "00447700900123", DRAMA, ()),
        (4, "447700900123", DRAMA, ()),
        (5, "7700900123", DRAMA, ()),
        (6, "7.7009E+09", "", (Finding.NOT_A_NUMBER,)),
        (7, "01865 123456", "+441865123456", (Finding.NOT_A_MOBILE,)),
        (8, "999", "", (Finding.POLICE_NUMBER,)),
        (8, "101", "", (Finding.POLICE_NUMBER,)),
        (9, "07030 456789", "+447030456789", (Finding.PERSONAL_NUMBER,)),
        (9, "07640 123456", "+447640123456", (Finding.PAGER,)),
        (10, "07797 712345", "+447797712345", (Finding.FOREIGN,)),
        (10, "07624 312345", "+447624312345", (Finding.FOREIGN,)),
        (11, "+353 85 123 4567", "+353851234567", (Finding.FOREIGN,)),
        (11, "+48 512 345 678", "+48512345678", (Finding.FOREIGN,)),
        (12, "07700 900123 or 07700 900124", "", (Finding.SEVERAL_NUMBERS,)),
        (12, "07700900123/07700900124", "", (Finding.SEVERAL_NUMBERS,)),
        (12, "077.. or 079..", "", (Finding.SEVERAL_NUMBERS,)),
        (12, "07700 900123 07700 900124", "", (Finding.NOT_A_NUMBER,)),
        (13, "mum's 07700 900123", "", (Finding.WORDS_WITH_NUMBER,)),
        (14, "123456789012345", "", (Finding.NOT_A_NUMBER,)),
        (15, "٠٧٧٠٠٩٠٠١٢٣", DRAMA, ()),
        (16, "０７７００９００１２３", DRAMA, ()),
        (17, "a@example.org", "", (Finding.EMAIL_AS_NUMBER,)),
        (18, "01642 326326", "+441642326326", (Finding.POLICE_NUMBER, Finding.NOT_A_MOBILE)),
        (20, "07000000000", "+447000000000", (Finding.PLACEHOLDER_NUMBER,)),
        (20, "unknown", "", (Finding.PLACEHOLDER_NUMBER,)),
        (20, "n/a", "", (Finding.PLACEHOLDER_NUMBER,)),
        (20, "", "", (Finding.PLACEHOLDER_NUMBER,)),
        (20, "07777777777", "+447777777777", (Finding.PLACEHOLDER_NUMBER,)),
        (20, "07123456789", "+447123456789", (Finding.PLACEHOLDER_NUMBER,)),
        (20, "07999999999", "+447999999999", (Finding.PLACEHOLDER_NUMBER,)),
    ],
)
def test_a_number_as_typed_becomes_a_number_and_findings(
    line: int, typed: str, value: str, findings: tuple[Finding, ...]
) -> None:
    police = ForceContacts(placeholders=set(), police_numbers=REAL.police_numbers, police_domains=set())

    checked = check_phone(typed, force=police)

    assert (line, checked.value, checked.findings) == (line, value, findings)


@pytest.mark.parametrize(
    ("line", "typed", "value", "findings"),
    [
        (21, "a@gmial.com", "a@gmial.com", (Finding.MISTYPED_EMAIL,)),
        (21, "a@gmail.con", "a@gmail.con", (Finding.MISTYPED_EMAIL,)),
        (22, "a@b", "", (Finding.NOT_AN_EMAIL,)),
        (23, "amina@shop.uk ", "amina@shop.uk", ()),
        (23, "amina@shop.uk.", "amina@shop.uk", (Finding.MISTYPED_EMAIL,)),
        (24, '"a b"@x.uk', "", (Finding.NOT_AN_EMAIL,)),
        (25, "ü@exämple.uk", "", (Finding.NOT_AN_EMAIL,)),
        (25, "u@exämple.uk", "u@xn--exmple-cua.uk", ()),
        (26, "a@x%0aBcc:", "", (Finding.NOT_AN_EMAIL,)),
        (26, "a@x.uk\r\nBcc: b", "", (Finding.NOT_AN_EMAIL,)),
        (27, "a@x.uk;b@x.uk", "", (Finding.SEVERAL_EMAILS,)),
        (28, "a@" + "x" * 250 + ".uk", "", (Finding.NOT_AN_EMAIL,)),
        (29, "amina+crime@shop.uk", "amina+crime@shop.uk", ()),
        (30, "info@shop.uk", "info@shop.uk", (Finding.SHARED_MAILBOX,)),
        (31, "jo.hall@cleveland.police.uk", "jo.hall@cleveland.police.uk", (Finding.POLICE_EMAIL,)),
        (31, "jo@notpolice.uk", "jo@notpolice.uk", ()),
        (32, "AMINA@SHOP.UK", "AMINA@shop.uk", ()),
        (20, "refused@shop.uk", "refused@shop.uk", (Finding.PLACEHOLDER_EMAIL,)),
        (20, "a@a.a", "a@a.a", (Finding.PLACEHOLDER_EMAIL,)),
        (20, "none", "", (Finding.PLACEHOLDER_EMAIL,)),
        (20, "a@example.org", "a@example.org", (Finding.PLACEHOLDER_EMAIL,)),
        (17, "07700 900123", "", (Finding.NUMBER_AS_EMAIL,)),
    ],
)
def test_an_address_as_typed_becomes_an_address_and_findings(
    line: int, typed: str, value: str, findings: tuple[Finding, ...]
) -> None:
    checked = check_email(typed, force=REAL)

    assert (line, checked.value, checked.findings) == (line, value, findings)


@pytest.mark.parametrize("typed", ["07700 900000", "07700 900999", "01632 960123", "020 7946 0123"])
def test_drama_numbers_are_placeholders_where_the_force_says_so(typed: str) -> None:
    assert Finding.PLACEHOLDER_NUMBER in check_phone(typed, force=REAL).findings
    assert Finding.PLACEHOLDER_NUMBER not in check_phone(typed, force=DEMO).findings


def test_a_drama_mobile_and_address_are_usable_in_a_force_that_plays() -> None:
    assert check_phone("07700 900001", force=DEMO).is_usable
    assert check_email("amina@example.org", force=DEMO).is_usable
    assert check_email("amina@shop.test", force=DEMO).is_usable
    assert not check_phone("07700 900001", force=REAL).is_usable


def test_a_real_looking_mobile_is_usable() -> None:
    assert check_phone("07911 123457", force=REAL).findings in {(), (Finding.FOREIGN,)}
    assert check_phone("07400 123456", force=REAL).is_usable


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("AMINA@Shop.UK", "amina@shop.uk"),
        ("amina+crime@shop.uk", "amina@shop.uk"),
        ("a.mina@gmail.com", "amina@gmail.com"),
        ("amina@googlemail.com", "amina@gmail.com"),
        ("not one", ""),
        (None, ""),
    ],
)
def test_a_mailbox_has_one_key_however_its_address_is_written(typed: str | None, key: str) -> None:
    assert normalise_email(typed) == key


@pytest.mark.parametrize("typed", ["07700 900123", "+44(0)7700900123", "0044 7700 900 123", "٠٧٧٠٠٩٠٠١٢٣"])
def test_a_number_has_one_key_however_it_is_written(typed: str) -> None:
    assert normalise_phone(typed) == DRAMA


@pytest.mark.parametrize(("typed", "kept"), [("ts56ab", "TS5 6AB"), (" TS5  6AB.", "TS5 6AB"), ("TS5", "")])
def test_a_postcode_has_one_way_of_writing(typed: str, kept: str) -> None:
    assert normalise_postcode(typed) == kept


@pytest.mark.parametrize("text", ["Amina 07700 900123", "12 High St, call +44 7700 900123"])
def test_a_number_in_a_name_or_address_is_found(text: str) -> None:
    assert check_words(text) == (Finding.NUMBER_IN_WORDS,)


def test_a_house_number_and_a_postcode_are_no_telephone_number() -> None:
    assert check_words("Flat 12, 104 High Street, TS5 6AB") == ()


NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("confirmed_at", "bounced_at", "answer"),
    [
        (NOW - timedelta(days=364), None, False),
        (NOW - timedelta(days=366), None, True),
        (NOW - timedelta(days=2), NOW - timedelta(days=1), True),
        (NOW - timedelta(days=1), NOW - timedelta(days=2), False),
        (None, None, False),
        (None, NOW - timedelta(days=2), True),
    ],
)
def test_a_contact_goes_stale_with_time_and_with_failure(
    confirmed_at: datetime | None, bounced_at: datetime | None, answer: bool
) -> None:
    assert is_stale(confirmed_at, bounced_at=bounced_at, now=NOW) is answer


def test_every_finding_has_its_rule_and_a_sentence_to_act_on() -> None:
    for finding in Finding:
        assert finding.rule.startswith("Q")
        assert isinstance(finding.severity, Severity)
        assert finding.sentence.endswith((".", "?"))


def test_no_two_findings_are_one() -> None:
    assert len({finding.value for finding in Finding}) == len(Finding.__members__)
