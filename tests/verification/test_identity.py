"""The demo's identity provider, against clients that are not ours: Authlib's plain one, and PyJWT for its tokens."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import jwt
import pytest
import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session

from tests.identity import CLIENT_ID, SECRET, Identity, choose, identity_provider

RETURN = "http://localhost:8000/staff/sign-in/return"


@pytest.fixture(scope="module")
def provider() -> Iterator[Identity]:
    with identity_provider(RETURN) as running:
        yield running


@pytest.fixture
def described(provider: Identity) -> dict[str, Any]:
    answer = requests.get(f"{provider.config.issuer}/.well-known/openid-configuration", timeout=5)
    found: dict[str, Any] = answer.json()
    return found


@pytest.fixture
def session() -> OAuth2Session:
    return OAuth2Session(
        CLIENT_ID, SECRET, scope="openid", redirect_uri=RETURN, code_challenge_method="S256", default_timeout=5
    )


def came_back(session: OAuth2Session, described: dict[str, Any], *, verifier: str) -> str:
    address, _ = session.create_authorization_url(
        described["authorization_endpoint"], code_verifier=verifier, nonce="a nonce"
    )
    return choose(address, "2210")


def test_the_description_says_what_a_client_needs(described: dict[str, Any], provider: Identity) -> None:
    assert described["issuer"] == provider.config.issuer
    assert described["code_challenge_methods_supported"] == ["S256"]
    assert described["response_types_supported"] == ["code"]


def test_a_plain_client_gets_a_token_that_another_library_proves(
    session: OAuth2Session, described: dict[str, Any]
) -> None:
    verifier = generate_token(48)
    back = came_back(session, described, verifier=verifier)

    token = session.fetch_token(described["token_endpoint"], authorization_response=back, code_verifier=verifier)
    key = jwt.PyJWKClient(described["jwks_uri"]).get_signing_key_from_jwt(token["id_token"])
    claims = jwt.decode(
        token["id_token"],
        key,
        algorithms=described["id_token_signing_alg_values_supported"],
        audience=CLIENT_ID,
        issuer=described["issuer"],
        options={"require": ["exp", "iat", "iss", "aud", "sub"]},
    )

    assert claims["nonce"] == "a nonce"
    assert (claims["force"], claims["collar_number"], claims["groups"]) == ("anyshire", "2210", ["waypost-supervisors"])
    assert claims["acr"] == "urn:waypost:demonstration"
    assert "amr" not in claims


def test_a_code_is_exchanged_once(session: OAuth2Session, described: dict[str, Any]) -> None:
    verifier = generate_token(48)
    back = came_back(session, described, verifier=verifier)
    session.fetch_token(described["token_endpoint"], authorization_response=back, code_verifier=verifier)

    with pytest.raises(OAuthError, match="invalid_grant"):
        session.fetch_token(described["token_endpoint"], authorization_response=back, code_verifier=verifier)


def test_a_code_without_its_verifier_is_not_exchanged(session: OAuth2Session, described: dict[str, Any]) -> None:
    back = came_back(session, described, verifier=generate_token(48))

    with pytest.raises(OAuthError, match="invalid_grant"):
        session.fetch_token(described["token_endpoint"], authorization_response=back, code_verifier=generate_token(48))


def test_a_client_with_a_wrong_secret_gets_nothing(session: OAuth2Session, described: dict[str, Any]) -> None:
    verifier = generate_token(48)
    back = came_back(session, described, verifier=verifier)
    stranger = OAuth2Session(CLIENT_ID, "guessed", redirect_uri=RETURN, default_timeout=5)

    with pytest.raises(OAuthError, match="invalid_client"):
        stranger.fetch_token(described["token_endpoint"], authorization_response=back, code_verifier=verifier)


def test_a_program_that_is_not_known_is_not_answered_by_a_redirect(provider: Identity) -> None:
    asked = {"client_id": "waypost", "redirect_uri": "https://example.org/", "response_type": "code"}

    answer = requests.get(f"{provider.config.issuer}/sign-in", params=asked, timeout=5, allow_redirects=False)

    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_what_is_not_given_is_said_to_the_program_that_asked(session: OAuth2Session, described: dict[str, Any]) -> None:
    asked = {"client_id": CLIENT_ID, "redirect_uri": RETURN, "response_type": "token", "state": "s"}

    answer = requests.get(described["authorization_endpoint"], params=asked, timeout=5, allow_redirects=False)

    assert answer.headers["Location"] == f"{RETURN}?error=unsupported_response_type&state=s"


def test_the_page_may_send_its_form_to_itself_and_to_the_program_only(
    session: OAuth2Session, described: dict[str, Any]
) -> None:
    address, _ = session.create_authorization_url(described["authorization_endpoint"], code_verifier=generate_token(48))

    policy = requests.get(address, timeout=5).headers["Content-Security-Policy"]

    assert f"form-action 'self' {urlsplit(RETURN).scheme}://{urlsplit(RETURN).netloc};" in policy
