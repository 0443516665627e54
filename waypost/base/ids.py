"""Identifiers that we make ourselves."""

import secrets
import time
from uuid import UUID

_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
_TOKEN_LENGTH = 26


def new_id() -> UUID:
    """
    Return a version 7 UUID: unguessable, and rising with time so that an index on it stays compact.

    *Source:* RFC 9562, section 5.7.
    """
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def new_token() -> str:
    """Return a random token of at least 128 bits, of letters and digits that nobody mixes up when typing."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(_TOKEN_LENGTH))
