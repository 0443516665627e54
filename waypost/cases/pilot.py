"""Whether anything may leave the house for a case while the force tries Waypost out. Pure."""

from hashlib import sha256

from waypost.access.values import Pilot
from waypost.cases.values import CaseFacts


def is_in_pilot(case: CaseFacts, pilot: Pilot) -> bool:
    """
    Whether a pilot tells in this case: its officer is of a named team, or its reference falls into the share.

    The same reference of the same force always falls alike, so that nobody is told one half of a story.
    """
    if case.officer is not None and case.officer.team in pilot.teams:
        return True
    drawn = int.from_bytes(sha256(f"{case.force}:{case.reference}".encode()).digest()[:8]) % 100
    return drawn < pilot.share
