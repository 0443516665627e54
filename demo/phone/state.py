"""What one running phone is made of."""

from dataclasses import dataclass

from demo.phone.config import PhoneConfig
from demo.phone.faults import Faults
from demo.phone.store import Store


@dataclass(frozen=True)
class Phone:
    """A phone's settings, its messages, and how it is told to misbehave."""

    config: PhoneConfig
    store: Store
    faults: Faults
