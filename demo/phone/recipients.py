"""Which numbers and addresses GOV.UK Notify would take, and its words for those that it would not."""

import re
from typing import Final

from email_validator import EmailNotValidError, validate_email

UK: Final = "44"
UK_MOBILE_DIGITS: Final = 12
SHORTEST: Final = 8
LONGEST: Final = 15


class BadRecipient(ValueError):
    """The recipient cannot be used; the message is Notify's."""


def e164(number: str) -> str:
    """
    Return a mobile number as `+` and digits. A number without a country is British.

    :raises BadRecipient: in Notify's words.
    """
    digits = re.sub(r"[\s().\-\u2010-\u2015]", "", number)
    digits = digits.removeprefix("+") if digits.startswith("+") else _with_country(digits)
    if not digits.isascii() or not digits.isdigit():
        raise BadRecipient("Must not contain letters or symbols")
    if digits.startswith(UK):
        return "+" + _british_mobile(digits)
    return "+" + _of_length(digits, shortest=SHORTEST, longest=LONGEST)


def email_key(address: str) -> str:
    """
    Return an e-mail address by which to gather messages: small letters throughout.

    :raises BadRecipient: in Notify's words.
    """
    try:
        validate_email(address, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError as error:
        raise BadRecipient("Not a valid email address") from error
    return address.lower()


def _with_country(digits: str) -> str:
    if digits.startswith("00"):
        return digits[2:]
    return UK + digits.removeprefix("0") if digits.startswith(("0", "7")) else digits


def _british_mobile(digits: str) -> str:
    # 440... is how people write +44 (0)7700 900001.
    national = digits.removeprefix(UK).removeprefix("0")
    if not national.startswith("7"):
        raise BadRecipient("Not a UK mobile number")
    return _of_length(UK + national, shortest=UK_MOBILE_DIGITS, longest=UK_MOBILE_DIGITS)


def _of_length(digits: str, *, shortest: int, longest: int) -> str:
    if len(digits) < shortest:
        raise BadRecipient("Not enough digits")
    if len(digits) > longest:
        raise BadRecipient("Too many digits")
    return digits
