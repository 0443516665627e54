"""What becomes of an address that was typed in, and whose home it may be."""

import pytest

from waypost.cases.contact import Finding, check_address, home_key, may_be_same_home

GOOD = [
    ("1 Sample Street", "TS5 6AB", ("1 Sample Street", "TS5 6AB")),
    ("1 Sample Street, Anytown, ts56ab", None, ("1 Sample Street", "Anytown", "TS5 6AB")),
    ("12, High Street\nAnytown", "ts5 6ab", ("12 High Street", "Anytown", "TS5 6AB")),
    (
        "Flat 4, Willow House, 12 High Street, Little Village, Anytown, Anyshire, England",
        "TS5 6AB",
        ("Flat 4, Willow House", "12 High Street", "Little Village", "Anytown, Anyshire", "England", "TS5 6AB"),
    ),
    ("((x)) @home\u202e, =1+1 Road", "TS5 6AB", ("x)) @home", "1+1 Road", "TS5 6AB")),
    # The field and the text name two postcodes: the field counts, and the text stays for the postman.
    ("1 Sample Street, TS5 6AC", "TS5 6AB", ("1 Sample Street", "TS5 6AC", "TS5 6AB")),
]
BAD = [
    ("", "TS5 6AB", None),
    (None, None, None),
    ("1 Sample Street", None, Finding.NO_POSTCODE),
    ("1 Sample Street", "TS5", Finding.NO_POSTCODE),
    ("Unknown", "TS5 6AB", Finding.PLACEHOLDER_ADDRESS),
    ("n/k", None, Finding.PLACEHOLDER_ADDRESS),
    ("NFA, Anytown", "TS5 6AB", Finding.NO_FIXED_ADDRESS),
    ("No fixed abode", "TS5 6AB", Finding.NO_FIXED_ADDRESS),
    ("Anytown Police Station, High Street", "TS5 6AB", Finding.POLICE_ADDRESS),
    ("HMP Anytown, 1 Wall Road", "TS5 6AB", Finding.CUSTODY_ADDRESS),
    ("c/o Smith, 1 Sample Street", "TS5 6AB", Finding.CARE_OF_ADDRESS),
    ("1 Sample Street or 9 Other Road", "TS5 6AB", Finding.SEVERAL_ADDRESSES),
    ("1 Sample Street, ring 07700 900123", "TS5 6AB", Finding.NUMBER_IN_WORDS),
    ("...", "TS5 6AB", Finding.NOT_AN_ADDRESS),
    ("w" * 60, "TS5 6AB", Finding.ADDRESS_TOO_LONG),
]


@pytest.mark.parametrize(("address", "postcode", "lines"), GOOD)
def test_an_address_comes_out_in_lines_with_its_postcode_last(
    address: str, postcode: str | None, lines: tuple[str, ...]
) -> None:
    checked = check_address(address, postcode or "")

    assert tuple(checked.value.split("\n")) == lines
    assert checked.is_usable


@pytest.mark.parametrize(("address", "postcode", "finding"), BAD)
def test_an_address_that_no_letter_should_go_to_is_not_usable(
    address: str | None, postcode: str | None, finding: Finding | None
) -> None:
    checked = check_address(address or "", postcode or "")

    assert not checked.is_usable
    assert checked.findings[:1] == ((finding,) if finding else ())


SAME = [
    (("12 High Street, Anytown", "TS5 6AB"), ("12 High St", "TS5 6AB"), True),
    (("Flat 1, 12 High Street", "TS5 6AB"), ("12 High Street", "TS5 6AB"), True),
    (("Rose Cottage, Mill Lane", "TS5 6AB"), ("12 Mill Lane", "TS5 6AB"), True),
    (("12 High Street", "TS5 6AB"), ("12 High Street", None), True),
    (("12 High Street", "TS5 6AB"), ("Flat 2, 12 High Street, Anytown", None), True),
    (("Rose Cottage, Mill Lane", "TS5 6AB"), ("rose cottage", None), True),
    (("12 High Street", "TS5 6AB"), ("14 High Street", "TS5 6AB"), False),
    (("12 High Street", "TS5 6AB"), ("12 High Street", "TS5 6AC"), True),
    (("12 High Street", "TS5 6AB"), ("12 High Street", "AN1 6AB"), False),
    (("14 High Street", "TS5 6AB"), ("12 High Street", "TS5 6AC"), False),
    (("12A High Street", "TS5 6AB"), ("Flat A, 12 High Street", "TS5 6AB"), True),
    (("12a High Street", "TS5 6AB"), ("12 A High Street", None), True),
    (("12 High Street", "TS5 6AB"), ("12A High Street, Anytown", None), True),
    (("12 High Street", "TS5 6AB"), ("12 Mill Lane", None), False),
    (("12 High Street", "TS5 6AB"), (None, "ts5 6ab"), True),
    (("12 High Street", "TS5 6AB"), (None, "TS5 6AC"), False),
    (("12 High Street", None), (None, "TS5 6AB"), False),
    (("12 High Street", "TS5 6AB"), (None, None), False),
]


@pytest.mark.parametrize(("first", "second", "is_same"), SAME)
def test_two_addresses_may_be_one_home_however_they_were_typed(
    first: tuple[str | None, str | None], second: tuple[str | None, str | None], *, is_same: bool
) -> None:
    keys = home_key(*first), home_key(*second)

    assert may_be_same_home(*keys) is is_same
    assert may_be_same_home(*reversed(keys)) is is_same
