"""One way of writing for contact details, so that the same one is recognised however it was typed."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email

# E-mail services that ignore dots before the @, and their second name.
_DOTLESS: Final = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}
_EXCEL_NUMBER: Final = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+")
# The same contact is asked about by gate after gate, when it is decided and when it is sent; one that is forgotten is
# parsed again.
_REMEMBERED: Final = 8192
_POSTCODE: Final = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?[0-9][A-Z]{2}")


@lru_cache(maxsize=_REMEMBERED)
def parse_phone(text: str) -> phonenumbers.PhoneNumber | None:
    """
    Return the number in `text`, read as dialled in the United Kingdom, or None.

    A number of possible length is enough: whether it exists is a question of quality.
    """
    if _EXCEL_NUMBER.fullmatch(text.strip()):
        return None
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_possible_number(number) else None


@lru_cache(maxsize=_REMEMBERED)
def normalise_phone(text: str | None) -> str:
    """Return a number in E.164, such as +447700900123, or an empty text where there is none."""
    number = parse_phone(text) if text else None
    if number is None:
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@lru_cache(maxsize=_REMEMBERED)
def parse_email(text: str) -> str | None:
    """Return the address in `text` as it can be sent to, in ASCII, or None. Asks no name server."""
    try:
        checked = validate_email(text.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        return None
    return checked.ascii_email


@lru_cache(maxsize=_REMEMBERED)
def normalise_email(text: str | None) -> str:
    """
    Return what identifies the mailbox of an address, or an empty text where there is none.

    For comparing, not for sending: upper case, a +tag and the dots of services that ignore them
    are gone.
    """
    address = parse_email(text) if text else None
    if address is None:
        return ""
    mailbox, _, domain = address.casefold().rpartition("@")
    mailbox = mailbox.partition("+")[0] or mailbox
    if domain in _DOTLESS:
        return f"{mailbox.replace('.', '')}@{_DOTLESS[domain]}"
    return f"{mailbox}@{domain}"


def normalise_postcode(text: str | None) -> str:
    """Return a UK postcode as in `TS5 6AB`, or an empty text where there is none."""
    squeezed = re.sub(r"[^A-Z0-9]", "", (text or "").upper())
    return f"{squeezed[:-3]} {squeezed[-3:]}" if _POSTCODE.fullmatch(squeezed) else ""


@lru_cache(maxsize=_REMEMBERED)
def normalise_words(text: str | None) -> str:
    """Return letters and digits of a name or address, without case, accents and punctuation."""
    plain = unicodedata.normalize("NFKD", (text or "").casefold())
    return " ".join(re.findall(r"\w+", "".join(c for c in plain if not unicodedata.combining(c))))


def name_and_birth(given_name: str | None, family_name: str | None, born_on: date | None) -> str:
    """
    Return what tells one person from most others, or an empty text where a part is missing.

    Names that stand in each other's field are the same person's (domain.md Q13).
    """
    names = sorted((normalise_words(given_name), normalise_words(family_name)))
    return f"{names[0]}|{names[1]}|{born_on.isoformat()}" if all(names) and born_on else ""


def name_key(given_name: str | None, family_name: str | None, organisation_name: str | None) -> str:
    """
    Return a name for comparing, or an empty text where it is not whole.

    A name alone says little: it counts beside an equal contact.
    """
    given, family = normalise_words(given_name), normalise_words(family_name)
    return f"{given}|{family}" if given and family else normalise_words(organisation_name)


def same_contact(field: str, before: str | None, after: str | None) -> bool:
    """
    Whether two ways of writing one field of a contact lead to the same place.

    `field` is a name of the snapshot's contact: mobile, phone, email, address or postcode.
    """
    if (before or "").strip() == (after or "").strip():
        return True
    normalise = _NORMALISED[field]
    return bool(normalise(before)) and normalise(before) == normalise(after)


_NORMALISED: Final[dict[str, Callable[[str | None], str]]] = {
    "mobile": normalise_phone,
    "phone": normalise_phone,
    "email": normalise_email,
    "address": normalise_words,
    "postcode": normalise_postcode,
}
