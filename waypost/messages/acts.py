"""What people have done about one message before it leaves. No tables, no clock."""

from dataclasses import dataclass
from datetime import datetime

from waypost.worklist.values import CallOutcome


@dataclass(frozen=True)
class Acts:
    """What people have done about one message: confirmed its draft, called. `call` is how the last call ended."""

    approved_at: datetime | None = None
    call: CallOutcome | None = None


NOBODY_HAS_ACTED = Acts()
