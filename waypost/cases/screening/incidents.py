"""Screening of an incident. Read `screen_incident` first."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from waypost.cases import vocabulary as words
from waypost.cases.applied import FORMAT, AppliedIncident
from waypost.cases.incidents.bands import is_in_band
from waypost.cases.screening.holding import HeldItem, Screening, values_of
from waypost.cases.snapshot import IncidentSnapshot

_COMMON_FIELDS: Final = tuple(name for name in AppliedIncident.model_fields if name in IncidentSnapshot.model_fields)


def screen_incident(
    snapshot: IncidentSnapshot, *, prior: AppliedIncident | None, channels: Set[str] = frozenset()
) -> tuple[AppliedIncident, tuple[HeldItem, ...]]:
    """
    Return the part of `snapshot` that we know, and what is set aside; as `screen` does for a crime.

    A group that we do not know is taken: its gate stops it. That nobody has said a group or asked for flags holds
    nothing here: it is a state of the record, and a gate of messages holds on it.
    """
    screening = _IncidentScreening(snapshot=snapshot, prior=prior or _NOTHING_HELD, channels=channels)
    applied = screening.apply()
    return applied, tuple(dict.fromkeys(screening.held))


@dataclass(kw_only=True)
class _IncidentScreening(Screening[IncidentSnapshot]):
    prior: AppliedIncident

    def apply(self) -> AppliedIncident:
        now, prior = self.snapshot, self.prior
        common = {name: getattr(now, name) for name in _COMMON_FIELDS}
        record = {
            "format": FORMAT,
            "status": self.known(now.status, prior.status, values=_STATUS, name="status"),
            "grade": self.known(now.grade, prior.grade, values=_GRADE, name="grade"),
            "channel": self.known(now.channel, prior.channel, values=_CHANNEL, name="channel"),
            "result": self.known(now.result, prior.result, values=_RESULT, name="result"),
            "flags": None if now.flags is None else self.flags_of(now.flags),
            "people": self.people(),
            "appointments": self.appointments(prior.appointments),
            "told_eta": _told_eta(prior.told_eta, now.eta),
            "crimes": prior.crimes,
        }
        return AppliedIncident.model_construct(**{**common, **record})


def _told_eta(told: datetime | None, eta: datetime | None) -> datetime | None:
    return told if told is not None and eta is not None and is_in_band(eta, told=told) else eta


# No required field but these is ever read of it.
_NOTHING: Final[dict[str, Any]] = {"format": FORMAT, "status": None}
_NOTHING_HELD: Final = AppliedIncident.model_construct(**_NOTHING)
_STATUS: Final = values_of(words.IncidentStatus)
_GRADE: Final = values_of(words.Grade)
_CHANNEL: Final = values_of(words.IncidentChannel)
_RESULT: Final = values_of(words.IncidentResult)
