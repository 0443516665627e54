"""What the provider says of somebody, signed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from demo.identity.codes import Granted
from demo.identity.config import IdentityConfig

ALGORITHM: Final = "RS256"
LIFETIME: Final = timedelta(minutes=5)
NOTHING_PROVEN: Final = "urn:waypost:demonstration"
"""Said in `acr`: nobody has shown who they are. A program that takes it for a sign-in must know that it plays."""

Claims = dict[str, Any]
Sign = Callable[[Claims], str]
"""Makes an ID token of claims."""


def new_key() -> RSAKey:
    """Return a key for the life of the program; who has an older public one asks again."""
    return RSAKey.generate_key(2048, parameters={"use": "sig", "alg": ALGORITHM}, auto_kid=True)


def public_keys(key: RSAKey) -> dict[str, Any]:
    """Return the set of keys by which tokens are checked."""
    return dict(KeySet([key]).as_dict(private=False))


def signer(key: RSAKey) -> Sign:
    """Return what signs with a key."""

    def sign(claims: Claims) -> str:
        return jwt.encode({"alg": ALGORITHM, "kid": key.kid}, claims, key)

    return sign


def claims_of(granted: Granted, *, config: IdentityConfig, now: datetime) -> Claims:
    """Return what is said of somebody who was signed in. *Source:* OpenID Connect Core, section 2."""
    person = granted.person
    return {
        "iss": config.issuer,
        "sub": person.subject,
        "aud": config.client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "auth_time": int(granted.at.timestamp()),
        "nonce": granted.request.nonce,
        "acr": NOTHING_PROVEN,
        "name": person.name,
        "force": config.force,
        "collar_number": person.collar_number,
        "groups": list(person.groups),
    }
