"""Codes that a browser carries back, each good for one exchange within a minute."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from authlib.oauth2.rfc7636 import create_s256_code_challenge

from demo.identity.people import Person
from demo.identity.requests import SignInRequest

LIFETIME: Final = timedelta(minutes=1)


class BadCode(ValueError):
    """A code is unknown, used, too old, of another request, or comes without the proof of who asked for it."""


@dataclass(frozen=True)
class Granted:
    """That somebody was signed in by a request."""

    person: Person
    request: SignInRequest
    at: datetime


class Codes:
    """The codes that are out. They live as long as the program: a restart ends them, as a minute does."""

    def __init__(self) -> None:
        self._out: dict[str, Granted] = {}

    def give(self, person: Person, request: SignInRequest, *, now: datetime) -> str:
        """Return a new code."""
        code = secrets.token_urlsafe(24)
        self._out[code] = Granted(person, request, now)
        return code

    def take(self, sent: Mapping[str, str], *, now: datetime) -> Granted:
        """
        Return what a code stands for; whatever becomes of it, it is of no use afterwards.

        :raises BadCode: if it is not good. *Source:* RFC 6749, section 4.1.3; RFC 7636, section 4.6.
        """
        granted = self._out.pop(sent.get("code", ""), None)
        if granted is None or now - granted.at >= LIFETIME:
            raise BadCode
        proof = str(create_s256_code_challenge(sent.get("code_verifier", "")))
        if not hmac.compare_digest(proof, granted.request.challenge):
            raise BadCode
        if sent.get("redirect_uri") != granted.request.redirect_uri:
            raise BadCode
        return granted
