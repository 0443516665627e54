"""The rows of the coverage table: triggers, and apart from each other what one trigger can mean by its qualifier."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from waypost.cases.vocabulary import IncidentResult
from waypost.journeys.catalogue.material import Material

# What the event says by its name.
_SAYS: Mapping[str, Mapping[str, str]] = {
    "forensic.visit_booked": {"appointment.kind": "forensic_visit"},
    "statement.booked": {"appointment.kind": "statement"},
}
# The fact that says which news it is, with the values that are told apart. *Source:* triggers.csv, `qualifiers`.
_SPLIT: Mapping[str, tuple[str, Sequence[str]]] = {
    "court.bail_decision": ("hearing.result", ("bail_granted", "bail_refused")),
    "court.plea_entered": ("hearing.result", ("plea_guilty", "plea_not_guilty")),
    "court.verdict": ("hearing.result", ("guilty", "not_guilty", "hung_jury")),
    "incident.resulted": ("incident.result", tuple(result.value for result in IncidentResult)),
    "investigation.milestone": ("fact.kind", ("cctv", "forensic", "device", "witness", "other")),
    "special_measures.decision": ("fact.granted", ("yes", "no")),
    "suspect.bailed": ("fact.has_conditions", ("yes", "no")),
}
_OUTCOME = "outcome.assigned"


@dataclass(frozen=True)
class TellingMoment:
    """One row: a trigger, and the facts that are fixed for it. `name` is e.g. `court.verdict[guilty]`."""

    name: str
    trigger: str
    says: Mapping[str, str] = field(default_factory=dict)


def moments_of(material: Material) -> Iterator[TellingMoment]:
    """Yield the rows in the order of triggers.csv, then those that our own events add."""
    names = [trigger.name for trigger in material.triggers]
    starting = sorted({event for ways in material.ways for event in ways.journey.starts_on})
    split = {**_SPLIT, _OUTCOME: ("outcome.code", tuple(material.outcomes))}
    for name in (*names, *(event for event in starting if event not in names)):
        said = _SAYS.get(name, {})
        fact, values = split.get(name, ("", ()))
        yield from (TellingMoment(f"{name}[{value}]", name, {**said, fact: value}) for value in values)
        if not values:
            yield TellingMoment(name, name, said)
