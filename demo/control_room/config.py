"""How the control room is set up."""

import hashlib
import hmac
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class ControlRoomConfig:
    """
    Where incidents are kept, where they are pushed to and by which key; the secret signs what comes back.

    References begin with `prefix`: two control rooms of one force must not give the same one.
    """

    data_dir: Path
    force: str
    prefix: str
    intake_url: str
    key: str = field(repr=False)
    signing_secret: str = field(repr=False)

    @property
    def form_token(self) -> str:
        """Return what every form carries; it stays the same over a restart, so that an open page can be sent."""
        return hmac.new(self.signing_secret.encode(), b"callboard forms", hashlib.sha256).hexdigest()
