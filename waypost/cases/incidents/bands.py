"""The band in which somebody is expected: all that a victim ever sees of a time of arrival. Pure."""

from datetime import UTC, datetime, timedelta
from typing import Final

from waypost.base.clock import LONDON

BAND: Final = timedelta(hours=1)
_STEP: Final = timedelta(minutes=30)
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)


def arrival_band(eta: datetime) -> tuple[datetime, datetime]:
    """
    Return from when until when somebody is expected, in local time: an hour that begins on a half hour.

    14:10 is told as "between 2pm and 3pm", 14:40 as "between 2:30pm and 3:30pm".

    *Source:* contract/incident.schema.json: "shown as a band, never to the minute".
    """
    begins = eta - (eta - _EPOCH) % _STEP
    return begins.astimezone(LONDON), (begins.astimezone(UTC) + BAND).astimezone(LONDON)


def is_in_band(eta: datetime, *, told: datetime) -> bool:
    """Whether a new time of arrival lies within the band that was told for `told`; its end counts as within."""
    begins, ends = arrival_band(told)
    return begins <= eta <= ends
