"""What a provider may say of itself for its tokens to be believed."""

import pytest

from waypost.console.sign_in.provider import ProviderNotTrusted, is_private, trusted_algorithms

ISSUER = "https://login.example.org"
DESCRIBED = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/authorize",
    "token_endpoint": f"{ISSUER}/token",
    "jwks_uri": f"{ISSUER}/jwks",
    "id_token_signing_alg_values_supported": ["RS256", "ES256"],
}


@pytest.mark.parametrize(
    ("offered", "believed"),
    [
        (["RS256", "ES256"], ["RS256", "ES256"]),
        (["none", "HS256", "RS256"], ["RS256"]),  # with a shared secret we could make the token ourselves
        (None, ["RS256"]),
    ],
)
def test_only_signatures_that_the_provider_alone_can_make_are_believed(
    offered: list[str] | None, believed: list[str]
) -> None:
    described = {**DESCRIBED, "id_token_signing_alg_values_supported": offered}

    assert trusted_algorithms(described, issuer=ISSUER) == believed


@pytest.mark.parametrize(
    "says",
    [
        {"issuer": "https://login.example.org/"},
        {"issuer": "https://other.example.org"},
        {"issuer": None},
        {"token_endpoint": "http://login.example.org/token"},
        {"authorization_endpoint": "http://login.example.org/authorize"},
        {"jwks_uri": "http://login.example.org/jwks"},
        {"jwks_uri": None},
        {"id_token_signing_alg_values_supported": ["HS256", "none"]},
    ],
    ids=str,
)
def test_a_provider_that_says_something_else_is_not_trusted(says: dict[str, object]) -> None:
    with pytest.raises(ProviderNotTrusted):
        trusted_algorithms({**DESCRIBED, **says}, issuer=ISSUER)


@pytest.mark.parametrize(
    ("url", "is_so"),
    [
        ("https://login.example.org", True),
        ("http://login.example.org", False),
        ("http://localhost:8005", True),
        ("http://localhost.example.org", False),
        ("", False),
    ],
)
def test_a_line_is_private_by_https_or_because_it_leaves_no_machine(url: str, is_so: bool) -> None:
    assert is_private(url) is is_so
