"""What the phone must be told to run."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

SMS_TEMPLATE_ID: Final = "5f0c9d56-1d52-4a6b-8c3d-0d9f0a7f1a01"
EMAIL_TEMPLATE_ID: Final = "5f0c9d56-1d52-4a6b-8c3d-0d9f0a7f1a02"
LETTER_TEMPLATE_ID: Final = "5f0c9d56-1d52-4a6b-8c3d-0d9f0a7f1a03"
# The template that Notify shows for letters that were sent as PDF.
OWN_LETTER_TEMPLATE_ID: Final = "5f0c9d56-1d52-4a6b-8c3d-0d9f0a7f1a04"

DEMO_API_KEY: Final = "anyshire_demo-8a1f3c52-6c0e-4f5f-9c58-3a1c7d2b9e10-2b6d1e0f-4c7a-4d3b-a5e9-7f8c6b5a4d3e"


class BadApiKey(ValueError):
    """An API key is a name, a service id and a secret, joined by hyphens, the last two UUIDs."""


@dataclass(frozen=True)
class ApiKey:
    """The two parts of a key that count: who signs, and with what."""

    service_id: str
    secret: str

    @classmethod
    def parse(cls, key: str) -> "ApiKey":
        """
        Return the parts of `key` as GOV.UK Notify's clients cut it.

        :raises BadApiKey: when it is too short to hold both.
        """
        if len(key) < 73:
            raise BadApiKey
        return cls(service_id=key[-73:-37], secret=key[-36:])


@dataclass(frozen=True)
class Callback:
    """Where delivery receipts go, and the bearer token that shows they come from us."""

    url: str
    token: str


@dataclass(frozen=True)
class PhoneConfig:
    """Where messages are kept, who may send, and how receipts behave. Times in seconds."""

    data_dir: Path
    api_key: ApiKey
    callback: Callback | None = None
    receipt_delay_s: float = 1.5
    # The real service tries five times, five minutes apart: too slow for a demo.
    retry_pause_s: float = 5.0
    retries: int = 60
