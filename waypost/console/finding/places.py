"""
What was asked, as it stands in an address: sealed, for whoever asked and for a while.

The address of a page is written into histories and logs, and a number or a name must not be. So that Back and Reload
work without sending a form again, the page after the form has what was typed in its address, sealed.
"""

import json
from datetime import datetime, timedelta
from typing import Final

from waypost.access.values import Staff
from waypost.base.sealing import SealBroken, seal, unseal

_GOOD_FOR: Final = timedelta(hours=1)
_LONGEST: Final = 4000


def as_place(typed: dict[str, str], *, by: Staff, now: datetime) -> str:
    """Return what somebody typed, sealed for them."""
    said = {"asked": typed, "by": by.id, "force": by.force, "until": (now + _GOOD_FOR).timestamp()}
    return seal(json.dumps(said)).decode()


def read_place(place: str, *, by: Staff, now: datetime) -> dict[str, str] | None:
    """Return what this person typed, or None where it is somebody else's, too old, or nothing of ours."""
    if not place or len(place) > _LONGEST:
        return None
    try:
        said = json.loads(unseal(place.encode()))
    except (SealBroken, ValueError):
        return None
    is_ours = isinstance(said, dict) and (said.get("by"), said.get("force")) == (by.id, by.force)
    if not is_ours or not said.get("until", 0) > now.timestamp():
        return None
    return {str(name): str(text) for name, text in said["asked"].items()}
