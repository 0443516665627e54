"""
Decisions of the portal's door: what counts as a code, whether one may be sent, whether an entry opens.

Pure: no clock, no database. The operations beside it ask these under a row lock.
"""

import hmac
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

INVITATION_LIFETIME = timedelta(days=90)
CODE_DIGITS = 6
CODE_LIFETIME = timedelta(minutes=10)
TRIES_PER_CODE = 5
FAILURES_TO_LOCK = 3
SESSION_LONGEST = timedelta(hours=8)

_IGNORED_IN_CODES = str.maketrans("", "", " -\u2010\u2011\u2012\u2013\u2014\u00a0\t")


@dataclass(frozen=True)
class SendingLimit:
    """At most `codes` codes within any `window`."""

    codes: int
    window: timedelta


SENDING_LIMITS = (
    SendingLimit(codes=3, window=timedelta(minutes=15)),
    SendingLimit(codes=10, window=timedelta(days=1)),
)
LONGEST_WINDOW = max(limit.window for limit in SENDING_LIMITS)


class FactKind(StrEnum):
    """What a person is asked for beside the code."""

    DATE_OF_BIRTH = "date_of_birth"
    POSTCODE = "postcode"
    CODE_WORD = "code_word"


@dataclass(frozen=True)
class SignInFact:
    """The fact on record that proves a person, beside the code. Its value stays out of every log."""

    kind: FactKind
    value: str = field(repr=False)


@dataclass(frozen=True)
class HeldCode:
    """A code that was sent, as we hold it: never the digits."""

    digest: bytes = field(repr=False)
    browser: str = field(repr=False)
    sent_at: datetime
    tries: int
    is_ended: bool


@dataclass(frozen=True)
class Entry:
    """What somebody typed, the browser in which they typed it, and the kind of device that it is on."""

    code: str = field(repr=False)
    answer: str = field(repr=False)
    browser: str = field(repr=False)
    device: str = field(default="", repr=False)


class Verdict(StrEnum):
    """What an entry was. The person who made it is told only whether it opened."""

    OPENED = "opened"
    NOTHING_TO_TRY = "nothing_to_try"
    FAILED = "failed"


def normalise_code(typed: str) -> str:
    """Return a typed code without the spaces and dashes that people put into it, in plain digits."""
    return unicodedata.normalize("NFKC", typed).translate(_IGNORED_IN_CODES)


def is_code(normalised: str) -> bool:
    """Whether this has the shape of a code."""
    return len(normalised) == CODE_DIGITS and normalised.isascii() and normalised.isdigit()


def digest_code(code: str, *, key: bytes, salt: str) -> bytes:
    """
    Return the keyed digest under which a code is held.

    The key is not in the database: six digits alone are found from a plain digest in a second.
    `salt` is the id of the code's row, so that equal codes have unequal digests.
    """
    return hmac.new(key, f"{salt}:{code}".encode(), sha256).digest()


def may_send(sent_at: Sequence[datetime], *, now: datetime) -> bool:
    """
    Whether one more code may go to a person who was sent codes at these times.

    *Source:* trust.md threat T08: 3 in 15 minutes, 10 in a day.
    """
    return all(_sent_within(sent_at, since=now - limit.window) < limit.codes for limit in SENDING_LIMITS)


def _sent_within(sent_at: Sequence[datetime], *, since: datetime) -> int:
    return sum(1 for moment in sent_at if moment > since)


def judge(entry: Entry, *, held: HeldCode, digest: bytes, fact: SignInFact | None, now: datetime) -> Verdict:
    """
    Return what this entry is, given the newest code sent to the person.

    `digest` is that of the typed code under the held one's salt. Both halves are always compared,
    so neither the answer nor its time says which of them was wrong.
    """
    if not _is_live(held, browser=entry.browser, now=now):
        return Verdict.NOTHING_TO_TRY
    code_fits = hmac.compare_digest(digest, held.digest)
    fact_fits = fact is not None and answer_fits(entry.answer, fact=fact)
    return Verdict.OPENED if code_fits & fact_fits else Verdict.FAILED


def _is_live(held: HeldCode, *, browser: str, now: datetime) -> bool:
    in_time = held.sent_at <= now < held.sent_at + CODE_LIFETIME
    same_browser = hmac.compare_digest(held.browser.encode(), browser.encode())
    return in_time and same_browser and not held.is_ended and held.tries < TRIES_PER_CODE


def answer_fits(answer: str, *, fact: SignInFact) -> bool:
    """Whether a typed answer is the fact on record, apart from case and spaces; nothing never fits nothing."""
    known = _comparable(fact.value, fact.kind).encode()
    return bool(known) & hmac.compare_digest(_comparable(answer, fact.kind).encode(), known)


def _comparable(text: str, kind: FactKind) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    if kind is FactKind.POSTCODE:
        return "".join(letter for letter in plain if letter.isalnum())
    return " ".join(plain.split())


def is_open(*, expires_at: datetime, locked_at: datetime | None, registered_at: datetime | None, now: datetime) -> bool:
    """Whether an invitation still lets its person in; once they have been in, it does not run out."""
    return locked_at is None and (registered_at is not None or now < expires_at)


def is_locked_by(failures: int) -> bool:
    """Whether so many failed entries since the last success lock an invitation until a person has looked."""
    return failures >= FAILURES_TO_LOCK


def is_over(signed_in_at: datetime, *, now: datetime) -> bool:
    """Whether a signed-in session has lasted as long as one may, however busy it was."""
    return now - signed_in_at >= SESSION_LONGEST


def date_answer(day: str, month: str, year: str) -> str | None:
    """Return a typed date of birth as it is compared (ISO 8601), or None if there is no such day."""
    try:
        return date(*(int(unicodedata.normalize("NFKC", part)) for part in (year, month, day))).isoformat()
    except (ValueError, OverflowError):
        return None
