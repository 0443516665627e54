"""How the identity provider is set up."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class IdentityConfig:
    """
    What it is called, of which force its people are, and the one program that it signs people in to.

    `return_url` is the only address that codes are sent to.
    """

    issuer: str
    force: str
    client_id: str
    return_url: str
    client_secret: str = field(repr=False)

    @property
    def return_origin(self) -> str:
        """Return scheme, host and port of `return_url`."""
        return "/".join(self.return_url.split("/")[:3])
