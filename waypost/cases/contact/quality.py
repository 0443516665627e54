"""
What is wrong with contact details, in words for the person who can mend them.

Source: domain.md section 6, Q01 to Q08 and Q21. Format and plausibility only: whether a line
is alive, nobody is asked.
"""

import re
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from functools import lru_cache
from typing import Final

import phonenumbers
from phonenumbers import PhoneNumberType

from waypost.cases.contact.normal import parse_email, parse_phone

STALE_AFTER: Final = timedelta(days=365)


class Severity(StrEnum):
    """What a finding means for sending."""

    BLOCK = "block"
    """Nothing is sent there."""
    CONFIRM = "confirm"
    """Usable once a person has looked."""
    NOTE = "note"
    """Usable; worth knowing."""


class Finding(Enum):
    """One thing that is wrong, with its rule, its weight and the sentence for a call handler."""

    NOT_A_NUMBER = "Q01", Severity.BLOCK, "This is not a telephone number. Ask for it again."
    PERSONAL_NUMBER = "Q01", Severity.BLOCK, "070 numbers forward calls and take no texts. Ask for a mobile."
    PAGER = "Q01", Severity.BLOCK, "This is a pager. Ask for a mobile."
    NOT_IN_USE = "Q01", Severity.BLOCK, "No network has given out this number. Check each digit."
    NOT_A_MOBILE = "Q02", Severity.BLOCK, "This is no mobile, so it gets no texts. Offer a call or e-mail."
    FOREIGN = "Q03", Severity.CONFIRM, "This number is outside the UK. Texts may cost more; check the policy."
    FOREIGN_ALLOWED = "Q03", Severity.NOTE, "This number is outside the UK. The force sends there; a text costs more."
    PLACEHOLDER_NUMBER = "Q04", Severity.BLOCK, "This stands for having no number. Ask for a real one."
    PLACEHOLDER_EMAIL = "Q05", Severity.BLOCK, "This stands for having no e-mail. Ask for a real one."
    NOT_AN_EMAIL = "Q06", Severity.BLOCK, "This is not an e-mail address. Ask for it again."
    MISTYPED_EMAIL = "Q06", Severity.CONFIRM, "The part after the @ looks mistyped. Read it back."
    WORDS_WITH_NUMBER = "Q07", Severity.BLOCK, "There are words with the number. Whose number is it?"
    SEVERAL_NUMBERS = "Q07", Severity.BLOCK, "There are two numbers here. Ask which one is safe."
    SEVERAL_EMAILS = "Q07", Severity.BLOCK, "There are two addresses here. Ask which one is safe."
    EMAIL_AS_NUMBER = "Q07", Severity.BLOCK, "There is an e-mail address in a field for a number."
    NUMBER_AS_EMAIL = "Q07", Severity.BLOCK, "There is a number in the field for an e-mail address."
    NUMBER_IN_WORDS = "Q07", Severity.CONFIRM, "There is a telephone number in a name or an address."
    POLICE_NUMBER = "Q08", Severity.BLOCK, "This number is the police's own. Ask for the victim's."
    POLICE_EMAIL = "Q08", Severity.BLOCK, "This address is the police's own. Ask for the victim's."
    SHARED_MAILBOX = (
        "Q10",
        Severity.CONFIRM,
        "Several people may read this mailbox. Ask whether that is safe.",
    )
    NO_POSTCODE = "Q23", Severity.BLOCK, "There is no whole postcode, so no letter would arrive. Ask for it."
    NOT_AN_ADDRESS = "Q23", Severity.BLOCK, "This is not an address. Ask for it again."
    PLACEHOLDER_ADDRESS = "Q23", Severity.BLOCK, "This stands for having no address. Ask for a real one."
    ADDRESS_TOO_LONG = "Q23", Severity.BLOCK, "This address does not fit on an envelope. Shorten it."
    NO_FIXED_ADDRESS = "Q23", Severity.BLOCK, "Nobody has a letter box there. Ask where post is safe."
    POLICE_ADDRESS = "Q08", Severity.BLOCK, "This is a police building. Ask where the victim lives."
    CUSTODY_ADDRESS = "Q23", Severity.BLOCK, "Post to a prison is opened there. Ask for another way."
    CARE_OF_ADDRESS = "Q10", Severity.CONFIRM, "Somebody else takes in the post there. Ask whether that is safe."
    SEVERAL_ADDRESSES = "Q07", Severity.BLOCK, "There are two homes here. Ask at which one post is safe."
    STALE = "Q21", Severity.CONFIRM, "Nobody has confirmed this contact lately. Ask whether it still holds."

    def __init__(self, rule: str, severity: Severity, sentence: str) -> None:
        self.rule = rule
        self.severity = severity
        self.sentence = sentence


@dataclass(frozen=True)
class ForceContacts:
    """
    What a force knows about numbers and addresses: its own, and those it takes for made up.

    `placeholders` names ranges that count as made up beside the obvious ones: `drama` is Ofcom's
    numbers for drama and the addresses under example.org, .test and the like.
    `police_numbers` are as `normalise_phone` writes them. `foreign` are the countries beside the United Kingdom, by
    their two letters, to whose mobiles the force sends texts.
    """

    placeholders: Set[str]
    police_numbers: Set[str]
    police_domains: Set[str]
    foreign: Set[str] = frozenset()


@dataclass(frozen=True)
class Checked:
    """A detail as it may be used (empty where it cannot be read) and what was found about it."""

    value: str
    findings: tuple[Finding, ...]

    @property
    def is_usable(self) -> bool:
        """Whether it may be sent to without a person looking first."""
        return bool(self.value) and all(f.severity is Severity.NOTE for f in self.findings)


_MOBILE: Final = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_EMERGENCY: Final = frozenset({"999", "112", "101", "111", "105", "116"})
_NO_ANSWER: Final = re.compile(
    r"(n\s*/?\s*[ak]|nil|none|no|not\s.*|no\s.*|unknown|refused|declined|withheld|tbc|test|x+|-+|\?+)\.?",
    re.IGNORECASE,
)
_DIGITS_AGAIN: Final = re.compile(r"\+?\d[\d\s().-]{7,}\d")
_MADE_UP_NUMBER: Final = re.compile(r"\+44(7000000000|7123456789|7(\d)\2{8})|\+44\d*?(\d)\3{8}")
_RUN: Final = ("0123456789", "9876543210")
_RANGES_OF_NUMBERS: Final = {
    # Ofcom, numbers for drama use: mobile, freephone, national and the fifteen areas.
    "drama": re.compile(
        r"\+44(7700900\d{3}|8081570\d{3}|9098790\d{3}|3069990\d{3}|"
        r"(113|114|115|116|117|118|121|131|141|151|161)4960\d{3}|2079460\d{3}|1914980\d{3}|"
        r"2890180\d{3}|2920180\d{3}|1632960\d{3})"
    ),
}
_RANGES_OF_EMAILS: Final = {
    "drama": re.compile(r".*[@.](example|test|example\.(org|com|net))"),
}
_NO_MAILBOX: Final = frozenset(
    {
        "declined",
        "na",
        "nil",
        "no",
        "noemail",
        "none",
        "noreply",
        "notgiven",
        "notknown",
        "refused",
        "test",
        "unknown",
    }
)
# As a@a.a and x@x.com: nobody types a real address with so few fingers.
_MADE_UP_EMAIL: Final = re.compile(r"(.)@\1\.\1(\1)*|(.{1,2})@\3\.[a-z.]+")
_MISTYPED_DOMAIN: Final = re.compile(
    r"(g(mial|mal|mai|nail|amil|mil|maill|mall|mail\.co|mails|ail|oglemial|ooglemial|ooglemai)|"
    r"hot(mial|mal|mai|nail|amil|mil|maill|mall)|homail|htomail|hitmail|"
    r"outlok|outllok|oulook|outloo|otlook|yaho|yahooo|yhoo|yahho|"
    r"iclould|icoud|iclod|btinternt|btinterent|btineternet|virginmeida|virginmdia|takltalk)"
    r"(\.(com|net|co\.uk|uk))?|(outlook|yahoo|icloud|hotmail)\.co|"
    r".*\.(con|cmo|ocm|comm|vom|xom|coom|cim|couk|co\.ik|co\.ku|co\.u|co\.ukk|cpm|ney)"
)
_SHARED: Final = frozenset(
    {
        "accounts",
        "admin",
        "contact",
        "enquiries",
        "hello",
        "help",
        "info",
        "mail",
        "office",
        "reception",
        "sales",
    }
)


def check_phone(text: str, *, force: ForceContacts) -> Checked:
    """
    Return a number that was typed in as E.164, and what is wrong with it for sending texts.

    Spaces, `(0)`, 0044, a lost leading zero and digits of other scripts are mended silently.
    """
    stripped = text.strip()
    fault = next((finding for test, finding in _FAULTS_OF_PHONE if test(stripped)), None)
    if fault is not None:
        return Checked("", (fault,))
    number = parse_phone(stripped)
    if number is None:
        return Checked("", (Finding.NOT_A_NUMBER,))
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Checked(e164, tuple(_about_number(e164, force)))


def _about_number(e164: str, force: ForceContacts) -> Iterator[Finding]:
    if e164 in force.police_numbers:
        yield Finding.POLICE_NUMBER
    if _is_in(e164, _RANGES_OF_NUMBERS, {"drama"}):
        if _is_in(e164, _RANGES_OF_NUMBERS, force.placeholders):
            yield Finding.PLACEHOLDER_NUMBER
        # phonenumbers knows drama numbers as invalid, so their kind is told by the first digit.
        if not e164.startswith("+447"):
            yield Finding.NOT_A_MOBILE
        return
    if _MADE_UP_NUMBER.fullmatch(e164) or any(e164[-9:] in run for run in _RUN):
        yield Finding.PLACEHOLDER_NUMBER
        return
    yield from (_as_policy_has_it(finding, e164, force) for finding in _about_line(e164))


def _as_policy_has_it(finding: Finding, e164: str, force: ForceContacts) -> Finding:
    """*Source:* domain.md Q03: "allow if policy; cost flag"."""
    if finding is not Finding.FOREIGN or not force.foreign:
        return finding
    number = parse_phone(e164)
    region = phonenumbers.region_code_for_number(number) if number else None
    return Finding.FOREIGN_ALLOWED if region in force.foreign else finding


@lru_cache(maxsize=8192)
def _about_line(e164: str) -> tuple[Finding, ...]:
    number = parse_phone(e164)
    return tuple(_of_line(number)) if number else ()


def _of_line(number: phonenumbers.PhoneNumber) -> Iterator[Finding]:
    kind = phonenumbers.number_type(number)
    if kind == PhoneNumberType.PERSONAL_NUMBER:
        yield Finding.PERSONAL_NUMBER
    elif kind == PhoneNumberType.PAGER:
        yield Finding.PAGER
    elif kind == PhoneNumberType.UNKNOWN:
        yield Finding.NOT_IN_USE
    elif kind not in _MOBILE:
        yield Finding.NOT_A_MOBILE
    if phonenumbers.region_code_for_number(number) not in {"GB", None}:
        yield Finding.FOREIGN


def check_email(text: str, *, force: ForceContacts) -> Checked:
    """Return an address that was typed in as it can be sent to, and what is wrong with it."""
    stripped = text.strip()
    fault = next((finding for test, finding in _FAULTS_OF_EMAIL if test(stripped)), None)
    if fault is not None:
        return Checked("", (fault,))
    mended = stripped.rstrip(".")
    address = parse_email(mended)
    if address is None:
        return Checked("", (Finding.NOT_AN_EMAIL,))
    findings = list(_about_address(address.casefold(), force))
    if mended != stripped:
        findings.append(Finding.MISTYPED_EMAIL)
    return Checked(address, tuple(dict.fromkeys(findings)))


def _about_address(address: str, force: ForceContacts) -> Iterator[Finding]:
    mailbox, _, domain = address.rpartition("@")
    is_made_up = mailbox in _NO_MAILBOX or _MADE_UP_EMAIL.fullmatch(address)
    if is_made_up or _is_in(address, _RANGES_OF_EMAILS, force.placeholders):
        yield Finding.PLACEHOLDER_EMAIL
    if _MISTYPED_DOMAIN.fullmatch(domain):
        yield Finding.MISTYPED_EMAIL
    if any(domain == own or domain.endswith(f".{own}") for own in force.police_domains):
        yield Finding.POLICE_EMAIL
    if mailbox in _SHARED:
        yield Finding.SHARED_MAILBOX


def check_words(text: str) -> tuple[Finding, ...]:
    """Return what is wrong with a name or an address for being one."""
    return (Finding.NUMBER_IN_WORDS,) if _DIGITS_AGAIN.search(text) else ()


def is_stale(confirmed_at: datetime | None, *, bounced_at: datetime | None, now: datetime) -> bool:
    """
    Whether a contact should be confirmed again: unconfirmed for a year, or since it failed.

    A contact of which no confirmation is recorded is stale only once it failed.
    """
    if confirmed_at is None:
        return bounced_at is not None
    return now - confirmed_at > STALE_AFTER or (bounced_at is not None and bounced_at > confirmed_at)


def _is_in(value: str, ranges: dict[str, re.Pattern[str]], names: Set[str]) -> bool:
    return any(ranges[name].fullmatch(value) for name in names if name in ranges)


def _digits(text: str) -> str:
    return "".join(char for char in text if char.isdigit())


def _is_no_answer(text: str) -> bool:
    return not text or _NO_ANSWER.fullmatch(text) is not None


def _is_rounded(text: str) -> bool:
    # A spreadsheet has rounded it, as in 7.7009E+09: the digits are lost.
    return re.fullmatch(r"\d+(\.\d+)?E\+?\d+", text, re.IGNORECASE) is not None


def _has_several_numbers(text: str) -> bool:
    parts = re.split(r"\bor\b|\band\b|[/;,&]", text, flags=re.IGNORECASE)
    return len([part for part in parts if len(_digits(part)) >= 2]) > 1


def _has_words(text: str) -> bool:
    without_extension = re.sub(r"(ext\.?|x)\s*\d+$", "", text, flags=re.IGNORECASE)
    return any(char.isalpha() for char in without_extension) and len(_digits(text)) >= 7


_FAULTS_OF_PHONE: Final[tuple[tuple[Callable[[str], bool], Finding], ...]] = (
    (_is_no_answer, Finding.PLACEHOLDER_NUMBER),
    (lambda text: "@" in text, Finding.EMAIL_AS_NUMBER),
    (lambda text: _digits(text) in _EMERGENCY, Finding.POLICE_NUMBER),
    (_is_rounded, Finding.NOT_A_NUMBER),
    (_has_several_numbers, Finding.SEVERAL_NUMBERS),
    (_has_words, Finding.WORDS_WITH_NUMBER),
)
_FAULTS_OF_EMAIL: Final[tuple[tuple[Callable[[str], bool], Finding], ...]] = (
    (_is_no_answer, Finding.PLACEHOLDER_EMAIL),
    (lambda text: text.count("@") > 1, Finding.SEVERAL_EMAILS),
    (lambda text: "@" not in text and len(_digits(text)) >= 7, Finding.NUMBER_AS_EMAIL),
)
