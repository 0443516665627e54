"""What a program asks when it sends a browser here, and what is wrong with it. *Source:* OpenID Connect Core, 3.1.2."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from demo.identity.config import IdentityConfig

ASKED: Final = ("response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge",
                "code_challenge_method")  # fmt: skip


class NotOurProgram(ValueError):
    """A browser came from a program that is not known here: nothing is sent back to it."""


class BadRequest(ValueError):
    """A known program asks for what is not given; it is told which."""


@dataclass(frozen=True)
class SignInRequest:
    """A request that may be answered, once somebody has said who they are."""

    redirect_uri: str
    state: str
    nonce: str
    challenge: str


def read_request(asked: Mapping[str, str], *, config: IdentityConfig) -> SignInRequest:
    """
    Return what is asked.

    :raises NotOurProgram: if the program or the address to return to is not ours.
    :raises BadRequest: with OAuth's word for what is wrong. *Source:* RFC 6749, section 4.1.2.1.
    """
    if asked.get("client_id") != config.client_id or asked.get("redirect_uri") != config.return_url:
        raise NotOurProgram
    if asked.get("response_type") != "code":
        raise BadRequest("unsupported_response_type")
    if "openid" not in asked.get("scope", "").split():
        raise BadRequest("invalid_scope")
    if asked.get("code_challenge_method") != "S256" or not asked.get("code_challenge"):
        raise BadRequest("invalid_request")
    return SignInRequest(
        redirect_uri=config.return_url,
        state=asked.get("state", ""),
        nonce=asked.get("nonce", ""),
        challenge=asked["code_challenge"],
    )
