"""What the crime system must be told to run."""

import secrets
from dataclasses import dataclass, field

from demo.rms.database import LinkRole


@dataclass(frozen=True)
class RmsConfig:
    """Its own database, the role for the linked system, and the key that signs its cookies."""

    database_url: str
    link: LinkRole
    # A key of its own at each start signs everybody out, which a demo can bear.
    secret_key: str = field(default_factory=lambda: secrets.token_urlsafe(32))
