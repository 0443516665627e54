"""
The crimes that were recorded from an incident, whichever record names the other and whichever comes first. Pure.

Source: design 1.6; docs/adr/0010-incidents-beside-crimes.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from waypost.cases.compare import Change, ChangeKind


@dataclass(frozen=True)
class KnownCrime:
    """A crime that we hold, and the incident from which it says it was recorded; empty where it says none."""

    reference: str
    incident_reference: str
    recorded_at: datetime
    updated_at: datetime


def crime_recorded(crime: KnownCrime) -> Change:
    """Return what an incident's timeline says of a crime that was recorded from it."""
    details = {"crime": crime.reference}
    kind = ChangeKind.INCIDENT_CRIME_RECORDED
    return Change(kind, crime.recorded_at, crime.updated_at, item=crime.reference, details=details)


@dataclass
class Links:
    """The crimes and incidents of one batch, and those that they name or that name them, as they become known."""

    crimes: dict[str, KnownCrime] = field(default_factory=dict)
    _naming: dict[str, set[str]] = field(default_factory=dict)
    _named_by: dict[str, set[str]] = field(default_factory=dict)
    _names: dict[str, str] = field(default_factory=dict)

    def add_crime(self, crime: KnownCrime) -> None:
        """Take a crime in, or what a later revision of it says."""
        before = self.crimes.get(crime.reference)
        if before is not None:
            self._naming[before.incident_reference].discard(crime.reference)
        self.crimes[crime.reference] = crime
        self._naming.setdefault(crime.incident_reference, set()).add(crime.reference)

    def add_incident(self, reference: str, *, named: str) -> None:
        """Take an incident in that names a crime, or none if empty."""
        self._named_by.get(self._names.get(reference, ""), set()).discard(reference)
        self._names[reference] = named
        self._named_by.setdefault(named, set()).add(reference)

    def incidents_of(self, crime: KnownCrime) -> Sequence[str]:
        """Return the references of the incidents from which a crime was recorded, sorted."""
        named = {crime.incident_reference} & set(self._names)
        return sorted((named | self._named_by.get(crime.reference, set())) - {""})

    def crimes_of(self, incident: str) -> Sequence[KnownCrime]:
        """Return the crimes recorded from an incident, the oldest first."""
        references = self._naming.get(incident, set()) | ({self._names[incident]} & set(self.crimes))
        return sorted(
            (self.crimes[each] for each in references), key=lambda crime: (crime.recorded_at, crime.reference)
        )
