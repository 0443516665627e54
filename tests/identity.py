"""The made-up identity provider, running, as this installation's own; and a browser that goes there and comes back."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from django.test import Client
from joserfc.jwk import RSAKey
from pytest_django import Settings

from demo.identity.app import create_app
from demo.identity.config import IdentityConfig
from demo.identity.people import PEOPLE, Person
from demo.identity.tokens import Claims, new_key, signer
from demo.serving import ServedInThread, build_server

CLIENT_ID, SECRET = "waypost", "a secret that the tests' program and the provider share"
SECOND_FACTOR: Claims = {"acr": None, "amr": ["pwd", "mfa"]}


@dataclass
class Identity:
    """A running provider. `says` replaces claims of the tokens that it gives; None leaves one out."""

    config: IdentityConfig
    says: Claims = field(default_factory=dict)
    key: RSAKey | None = None

    def sign(self, claims: Claims, with_key: RSAKey) -> str:
        """Make a token, perhaps with another key than the one that is shown."""
        said = {name: value for name, value in (claims | self.says).items() if value is not None}
        return signer(self.key or with_key)(said)


@contextmanager
def identity_provider(return_url: str) -> Iterator[Identity]:
    """Run the provider of Anyshire, which sends people back to `return_url` only."""
    port = _free_port()
    identity = Identity(IdentityConfig(f"http://127.0.0.1:{port}", "anyshire", CLIENT_ID, return_url, SECRET))
    key = new_key()
    app = create_app(identity.config, key=key, sign=lambda claims: identity.sign(claims, key))
    with ServedInThread(build_server(app), port=port):
        yield identity


def use(identity: Identity, settings: Settings) -> None:
    """Make it this installation's provider."""
    settings.STAFF_OIDC_ISSUER = identity.config.issuer
    settings.STAFF_OIDC_CLIENT_ID = CLIENT_ID
    settings.STAFF_OIDC_CLIENT_SECRET = SECRET


def person(collar_number: str) -> Person:
    """Return somebody of Anyshire."""
    return next(one for one in PEOPLE if one.collar_number == collar_number)


def go_there(client: Client, *, page: str = "/staff/sign-in") -> str:
    """Return the provider's address that a browser is led to."""
    led = client.get(page)
    assert led.status_code == 302, led.content
    return str(led["Location"])


def choose(address: str, collar_number: str) -> str:
    """Say who one is, at the provider; return the address that one is sent back to."""
    asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
    assert requests.get(address, timeout=5).status_code == 200
    sent = {**asked, "person": person(collar_number).subject}
    answer = requests.post(address.split("?", maxsplit=1)[0], data=sent, timeout=5, allow_redirects=False)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def come_back(client: Client, address: str) -> Any:
    """Return what a browser gets that comes back."""
    back = urlsplit(address)
    return client.get(f"{back.path}?{back.query}")


def sign_in(client: Client, collar_number: str) -> Any:
    """Go there, say who one is, come back."""
    return come_back(client, choose(go_there(client), collar_number))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
