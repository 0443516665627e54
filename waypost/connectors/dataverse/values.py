"""A service and how one signs in to it."""

from base64 import b64encode
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ClientCredentials:
    """An application's own sign-in, as Microsoft Entra ID and others have it."""

    token_endpoint: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: str


@dataclass(frozen=True)
class BasicSignIn:
    """A name and a password, for services of other makers."""

    user: str
    password: str = field(repr=False)

    @property
    def header(self) -> str:
        """Return the value of the header that signs in."""
        return "Basic " + b64encode(f"{self.user}:{self.password}".encode()).decode("ascii")


@dataclass(frozen=True)
class Service:
    """Where a service is, with a slash at the end, and as whom we ask; None where anybody may."""

    root: str
    sign_in: ClientCredentials | BasicSignIn | None
