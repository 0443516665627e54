"""Secrets that must be kept and used again are stored encrypted under a key made from `WAYPOST_SECRET_KEY`."""

import base64
import hashlib
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SealBroken(ValueError):
    """A stored secret cannot be opened: `WAYPOST_SECRET_KEY` is not the one that it was stored under."""


def seal(plain: str) -> bytes:
    """Return the text encrypted and authenticated."""
    return _fernet(settings.SECRET_KEY).encrypt(plain.encode())


def unseal(sealed: bytes) -> str:
    """
    Return the text again.

    :raises SealBroken: if the key has changed or the bytes were tampered with.
    """
    try:
        return _fernet(settings.SECRET_KEY).decrypt(bytes(sealed)).decode()
    except InvalidToken:
        raise SealBroken(
            "a stored secret cannot be opened: is WAYPOST_SECRET_KEY the one it was stored under?"
        ) from None


@lru_cache(maxsize=2)
def _fernet(secret: str) -> Fernet:
    # Slow on purpose, so once a process.
    key = hashlib.scrypt(secret.encode(), salt=b"waypost sealing v1", n=2**12, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(key))
