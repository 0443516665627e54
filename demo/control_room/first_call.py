"""The one incident that a new control room begins with, so that its list is alive. Made up."""

from datetime import datetime, timedelta
from typing import Final

from demo.control_room.incidents import Call, Screening, opened
from demo.control_room.store import Store

_PROMISED_WITHIN: Final = timedelta(hours=3)


def play_first_call(store: Store, *, force: str, prefix: str, now: datetime) -> None:
    """Open one incident where there is none."""
    if store.incidents():
        return
    call = Call(
        given_name="Rowan",
        family_name="Sample",
        mobile="07700 900164",
        email="rowan.sample@example.org",
        date_of_birth="1990-07-05",
        grade="scheduled",
        screening=Screening("bicycle-theft", asked="none", phone="no"),
        promised_by=now + _PROMISED_WITHIN,
    )
    store.open_incident(
        lambda reference: opened(call, reference=reference, force=force, now=now), prefix=prefix, year=now.year
    )
