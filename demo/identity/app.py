"""The provider's addresses: what machines ask, and the page on which somebody says who they are."""

import base64
import binascii
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlencode

from jinja2 import Environment
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from demo.identity.codes import BadCode, Codes
from demo.identity.config import IdentityConfig
from demo.identity.people import PEOPLE, person_of
from demo.identity.requests import ASKED, BadRequest, NotOurProgram, read_request
from demo.identity.tokens import ALGORITHM, Sign, claims_of, public_keys
from demo.web import HEADERS, StrictHeaders, page_environment, static_files

HERE: Final = Path(__file__).parent


@dataclass(frozen=True)
class Provider:
    """What every answer works with."""

    config: IdentityConfig
    codes: Codes
    keys: Mapping[str, object]
    sign: Sign
    pages: Environment

    def page(self, name: str, *, status: int = 200, **values: object) -> Response:
        """Return a page."""
        return HTMLResponse(self.pages.get_template(f"{name}.html").render(**values), status_code=status)

    async def describe(self, _request: Request) -> Response:
        """Say what there is. *Source:* OpenID Connect Discovery 1.0, section 3."""
        issuer = self.config.issuer
        return JSONResponse(
            {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/sign-in",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/jwks",
                "response_types_supported": ["code"],
                "grant_types_supported": ["authorization_code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": [ALGORITHM],
                "scopes_supported": ["openid", "profile"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
                "code_challenge_methods_supported": ["S256"],
                "claims_supported": ["sub", "name", "force", "collar_number", "groups", "acr"],
            }
        )

    async def show_keys(self, _request: Request) -> Response:
        """Show the public keys."""
        return JSONResponse(self.keys)

    async def first_page(self, _request: Request) -> Response:
        """Say what this is."""
        return self.page("about", people=PEOPLE)

    async def ask(self, request: Request) -> Response:
        """Ask who somebody is."""
        return self._answer(request.query_params, chosen=None)

    async def choose(self, request: Request) -> Response:
        """Send back whoever has said who they are, with a code."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        return self._answer(form, chosen=form.get("person", ""))

    def _answer(self, asked: Mapping[str, str], *, chosen: str | None) -> Response:
        try:
            wanted = read_request(asked, config=self.config)
        except NotOurProgram:
            return self.page("not_ours", status=400)
        except BadRequest as fault:
            return self._back({"error": str(fault), "state": asked.get("state", "")})
        person = person_of(chosen or "")
        if person is None:
            return self._who_are_you(asked, has_chosen=chosen is not None)
        code = self.codes.give(person, wanted, now=datetime.now(UTC))
        return self._back({"code": code, "state": wanted.state, "iss": self.config.issuer})

    def _who_are_you(self, asked: Mapping[str, str], *, has_chosen: bool) -> Response:
        kept = {name: asked[name] for name in ASKED if name in asked}
        error = "Choose who you are" if has_chosen else ""
        page = self.page("who", status=422 if error else 200, people=PEOPLE, asked=kept, error=error)
        # The form's answer leads to the program that asked: browsers count that as the form's target.
        policy = HEADERS["Content-Security-Policy"]
        page.headers["Content-Security-Policy"] = policy.replace(
            "form-action 'self'", f"form-action 'self' {self.config.return_origin}"
        )
        return page

    def _back(self, said: Mapping[str, str]) -> Response:
        return RedirectResponse(f"{self.config.return_url}?{urlencode(said)}", status_code=303)

    async def exchange(self, request: Request) -> Response:
        """Give an ID token for a code. *Source:* OpenID Connect Core, section 3.1.3."""
        sent = {name: str(value) for name, value in (await request.form()).items()}
        if not self._is_our_program(request.headers.get("authorization", ""), sent):
            return _error("invalid_client", status=401)
        if sent.get("grant_type") != "authorization_code":
            return _error("unsupported_grant_type", status=400)
        now = datetime.now(UTC)
        try:
            granted = self.codes.take(sent, now=now)
        except BadCode:
            return _error("invalid_grant", status=400)
        token = self.sign(claims_of(granted, config=self.config, now=now))
        # Nothing here takes an access token; OAuth wants one in every answer.
        said = {"access_token": secrets.token_urlsafe(16), "token_type": "Bearer", "expires_in": 60, "id_token": token}
        return JSONResponse(said)

    def _is_our_program(self, header: str, sent: Mapping[str, str]) -> bool:
        client_id, secret = _basic(header) or (sent.get("client_id", ""), sent.get("client_secret", ""))
        given, ours = f"{client_id}:{secret}", f"{self.config.client_id}:{self.config.client_secret}"
        return hmac.compare_digest(given.encode(), ours.encode())


def create_app(config: IdentityConfig, *, key: RSAKey, sign: Sign) -> Starlette:
    """Return the provider as one web program, which shows the public half of `key`, and whose tokens `sign` makes."""
    pages = page_environment(HERE / "templates", words={})
    provider = Provider(config, Codes(), public_keys(key), sign, pages)
    return Starlette(
        routes=[
            Route("/", provider.first_page, methods=["GET"]),
            Route("/.well-known/openid-configuration", provider.describe, methods=["GET"]),
            Route("/jwks", provider.show_keys, methods=["GET"]),
            Route("/sign-in", provider.ask, methods=["GET"]),
            Route("/sign-in", provider.choose, methods=["POST"]),
            Route("/token", provider.exchange, methods=["POST"]),
            *static_files(HERE / "static"),
        ],
        middleware=[Middleware(StrictHeaders)],
    )


def _basic(header: str) -> tuple[str, str] | None:
    """Return name and secret of an `Authorization` header. *Source:* RFC 6749, section 2.3.1."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote(client_id), unquote(secret)


def _error(word: str, *, status: int) -> Response:
    return JSONResponse({"error": word}, status_code=status)
