"""
The force's identity provider, spoken to by Authlib's client: code flow with PKCE, state, nonce and discovery.

*Source:* OpenID Connect Core 1.0, section 3.1; RFC 7636 (PKCE); RFC 9700 (best practice for OAuth 2.0).
"""

from collections.abc import Mapping
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.django_client import OAuth
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from joserfc.errors import JoseError

from waypost.console.sign_in.claims import is_on_this_machine

_ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Only signatures that the provider alone can make: with a shared secret we could forge them ourselves."""
_USED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ALGORITHMS_KEY = "id_token_signing_alg_values_supported"
_USUAL = "RS256"
"""What a provider signs with that does not say. *Source:* OpenID Connect Core, section 2."""
_LEEWAY_S = 60


class ProviderSilent(RuntimeError):
    """The provider does not answer, or answers that it cannot."""


class ProviderNotTrusted(RuntimeError):
    """What the provider says of itself is not what the environment says of it, or it speaks over an open line."""


class NotProven(RuntimeError):
    """What came back does not prove who this is: wrong or repeated state, nonce, code or token, or a refusal."""


def is_set_up() -> bool:
    """Whether the environment names a provider, and what we are called there."""
    return bool(settings.STAFF_OIDC_ISSUER and settings.STAFF_OIDC_CLIENT_ID)


def lead_to_provider(request: HttpRequest, *, return_url: str, again: bool) -> HttpResponse:
    """
    Return the answer that leads a browser to the provider; `again`: which asks who it is, even if it knows.

    :raises ProviderSilent, ProviderNotTrusted: when the browser cannot be sent there.
    """
    more = {"prompt": "login"} if again else {}
    try:
        response: HttpResponse = _trusted_client().authorize_redirect(request, return_url, **more)
    except requests.RequestException as error:
        raise ProviderSilent(type(error).__name__) from None
    return response


def proven_claims(request: HttpRequest) -> Mapping[str, object]:
    """
    Return the claims of the ID token for which the code of this request was exchanged.

    Signature, issuer, audience, expiry, nonce and the request's state have been checked.

    :raises NotProven: if one of them is wrong. Its text names the fault and holds nothing that came from outside.
    :raises ProviderSilent, ProviderNotTrusted: when the provider cannot be asked.
    """
    try:
        token = _trusted_client().authorize_access_token(request, claims_options=_expected(), leeway=_LEEWAY_S)
    except requests.RequestException as error:
        raise ProviderSilent(type(error).__name__) from None
    # Beside its own errors the library raises these for an answer that has another shape than it should.
    except (AuthlibBaseError, JoseError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise NotProven(type(error).__name__) from None
    claims = token.get("userinfo")
    if not claims:
        raise NotProven("no ID token")
    return dict(claims)


def _expected() -> dict[str, dict[str, object]]:
    # A fresh one each time: the library empties it.
    return {
        "iss": {"essential": True, "value": settings.STAFF_OIDC_ISSUER},
        "aud": {"essential": True, "value": settings.STAFF_OIDC_CLIENT_ID},
    }


def _trusted_client() -> Any:
    client = _client(
        settings.STAFF_OIDC_ISSUER,
        settings.STAFF_OIDC_CLIENT_ID,
        settings.STAFF_OIDC_CLIENT_SECRET,
        settings.STAFF_OIDC_SCOPE,
    )
    try:
        described = client.load_server_metadata()
    # The second is an answer that is no JSON.
    except (requests.RequestException, ValueError) as error:
        raise ProviderSilent(type(error).__name__) from None
    described[_ALGORITHMS_KEY] = trusted_algorithms(described, issuer=settings.STAFF_OIDC_ISSUER)
    return client


def trusted_algorithms(described: Mapping[str, Any], *, issuer: str) -> list[str]:
    """
    Return by which signatures a provider's tokens are believed, given what it says of itself.

    *Source:* OpenID Connect Discovery 1.0, section 4.3; RFC 8725, section 3.1.
    :raises ProviderNotTrusted: if it is another issuer, or one of its addresses is on an open line.
    """
    if described.get("issuer") != issuer:
        raise ProviderNotTrusted("it calls itself by another issuer")
    if not all(is_private(str(described.get(name, ""))) for name in _USED):
        raise ProviderNotTrusted("one of its addresses is missing or not https")
    offered = described.get(_ALGORITHMS_KEY) or [_USUAL]
    trusted = [name for name in offered if name in _ALGORITHMS]
    if not trusted:
        raise ProviderNotTrusted("it signs in no way that only it can sign")
    return trusted


def is_private(url: str) -> bool:
    """Whether nobody on the way can read or change what goes to an address."""
    return urlsplit(url).scheme == "https" or is_on_this_machine(url)


@cache
def _client(issuer: str, client_id: str, client_secret: str, scope: str) -> Any:
    return OAuth().register(
        "staff",
        client_id=client_id,
        client_secret=client_secret or None,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            # Without `openid` there is no nonce and no ID token.
            "scope": " ".join(dict.fromkeys(["openid", *scope.split()])),
            "code_challenge_method": "S256",
            "token_endpoint_auth_method": "client_secret_basic" if client_secret else "none",
            "default_timeout": settings.STAFF_OIDC_TIMEOUT_S,
        },
    )
