"""
Who may call the API: a token signed with the key's secret, not older or younger than 30 seconds.

The checks are those of GOV.UK Notify's own Python package, which the real service runs too.
"""

from typing import Final
from uuid import UUID

from notifications_python_client.authentication import decode_jwt_token, get_token_issuer
from notifications_python_client.errors import (
    TokenAlgorithmError,
    TokenDecodeError,
    TokenError,
    TokenExpiredError,
    TokenIssuerError,
)

from demo.phone.config import ApiKey
from demo.phone.errors import auth_error

MALFORMED: Final = (
    "Invalid token: make sure your API token matches the example at "
    "https://docs.notifications.service.gov.uk/rest-api.html#authorisation-header"
)
SCHEME: Final = "bearer "


def check_caller(header: str | None, *, key: ApiKey) -> None:
    """
    Let a caller pass whose `Authorization` header was made with `key`.

    :raises Refused: 401 without a bearer token, 403 for any fault in it.
    """
    token = _bearer_token(header)
    issuer = _issuer(token)
    try:
        service_id = UUID(issuer)
    except ValueError:
        raise auth_error("Invalid token: service id is not the right data type", status=403) from None
    if service_id != UUID(key.service_id):
        raise auth_error("Invalid token: service not found", status=403)
    _check_signature(token, secret=key.secret)


def _bearer_token(header: str | None) -> str:
    if not header:
        raise auth_error("Unauthorized: authentication token must be provided", status=401)
    if header[: len(SCHEME)].lower() != SCHEME:
        raise auth_error("Unauthorized: authentication bearer scheme must be used", status=401)
    return header[len(SCHEME) :]


def _issuer(token: str) -> str:
    try:
        return str(get_token_issuer(token))  # type: ignore[no-untyped-call]  # the package has no types
    except TokenIssuerError:
        raise auth_error("Invalid token: iss field not provided", status=403) from None
    except TokenDecodeError:
        raise auth_error(MALFORMED, status=403) from None


def _check_signature(token: str, *, secret: str) -> None:
    try:
        decode_jwt_token(token, secret)  # type: ignore[no-untyped-call]  # as above
    except TokenExpiredError:
        raise auth_error("Error: Your system clock must be accurate to within 30 seconds", status=403) from None
    except TokenAlgorithmError:
        raise auth_error("Invalid token: algorithm used is not HS256", status=403) from None
    except TokenDecodeError:
        raise auth_error("Invalid token: API key not found", status=403) from None
    except TokenError:
        raise auth_error(MALFORMED, status=403) from None
