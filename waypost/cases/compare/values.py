"""What a comparison finds, and the closed list of its kinds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final, Generic, TypeVar

from waypost.base.values import JsonValue
from waypost.cases.applied import Applied

Held_co = TypeVar("Held_co", bound=Applied, covariant=True)


class ChangeKind(StrEnum):
    """
    The kinds that a comparison derives, in the order in which simultaneous changes are told.

    A fact's own kind comes beside these. *Source:* contract/triggers.csv, origin `diff`; the
    `INTERNAL` ones are ours.
    """

    CRIME_RECORDED = "crime.recorded"
    INCIDENT_CREATED = "incident.created"
    CASE_BACKLOG = "case.backlog"
    INCIDENT_BACKLOG = "incident.backlog"

    # What can make contact unsafe goes before what might be told.
    FLAGS_CHANGED = "flags.changed"
    PEOPLE_CHANGED = "people.changed"
    PLAN_CHANGED = "plan.changed"
    CONTACT_CHANGED = "contact.changed"
    FACT_WITHDRAWN = "fact.withdrawn"
    FACT_CORRECTED = "fact.corrected"

    INCIDENT_CRIME_RECORDED = "incident.crime_recorded"
    INCIDENT_STATUS_CHANGED = "incident.status_changed"
    INCIDENT_REGRADED = "incident.regraded"
    INCIDENT_PROMISED = "incident.promised"
    INCIDENT_DELAYED = "incident.delayed"
    INCIDENT_ETA_CHANGED = "incident.eta_changed"
    INCIDENT_RESOURCE_EN_ROUTE = "incident.resource_en_route"
    INCIDENT_INFORMATION_REQUIRED = "incident.information_required"
    INCIDENT_RESULTED = "incident.resulted"

    CRIME_MERGED = "crime.merged"
    CRIME_TRANSFERRED = "crime.transferred"
    CRIME_CANCELLED = "crime.cancelled"
    CRIME_REOPENED = "crime.reopened"
    CRIME_RECLASSIFIED = "crime.reclassified"
    CRIME_LINKED = "crime.linked"
    CRIME_ALLOCATED = "crime.allocated"
    STATUS_CHANGED = "status.changed"
    VICTIM_ADDED = "victim.added"
    STAND_IN_ADDED = "stand_in.added"
    OIC_ASSIGNED = "oic.assigned"
    OIC_CHANGED = "oic.changed"
    OIC_REMOVED = "oic.removed"
    FLO_ASSIGNED = "flo.assigned"
    CONTRACT_AGREED = "contract.agreed"
    CONTRACT_CHANGED = "contract.changed"
    NEEDS_ENHANCED_GRANTED = "needs.enhanced_granted"
    NEEDS_ENHANCED_WITHDRAWN = "needs.enhanced_withdrawn"
    NEEDS_FORMAT_CHANGED = "needs.format_changed"

    APPOINTMENT_WITHDRAWN = "appointment.withdrawn"
    APPOINTMENT_CANCELLED = "appointment.cancelled"
    APPOINTMENT_MISSED = "appointment.missed"
    APPOINTMENT_CHANGED = "appointment.changed"
    APPOINTMENT_BOOKED = "appointment.booked"
    FORENSIC_VISIT_BOOKED = "forensic.visit_booked"
    STATEMENT_BOOKED = "statement.booked"

    PROPERTY_RECOVERED = "property.recovered"
    PROPERTY_RETAINED = "property.retained"
    PROPERTY_RELEASED = "property.released"
    PROPERTY_DISPOSAL_DUE = "property.disposal_due"

    HEARING_WITHDRAWN = "hearing.withdrawn"
    HEARING_MOVED = "hearing.moved"
    HEARING_ORDER_CHANGED = "hearing.order_changed"
    HEARING_REWORDED = "hearing.reworded"
    COURT_HEARING_LISTED = "court.hearing_listed"
    COURT_HEARING_CHANGED = "court.hearing_changed"
    COURT_ADJOURNED = "court.adjourned"
    APPEAL_HEARING_LISTED = "appeal.hearing_listed"
    WITNESS_REQUIRED = "witness.required"
    WITNESS_DEWARNED = "witness.dewarned"
    WITNESS_ATTENDED = "witness.attended"
    COURT_TRIAL_STARTED = "court.trial_started"
    COURT_SENT_TO_CROWN = "court.sent_to_crown"
    COURT_PLEA_ENTERED = "court.plea_entered"
    COURT_BAIL_DECISION = "court.bail_decision"
    COURT_BAIL_CHANGED = "court.bail_changed"
    COURT_WARRANT_ISSUED = "court.warrant_issued"
    COURT_WARRANT_EXECUTED = "court.warrant_executed"
    COURT_VERDICT = "court.verdict"
    COURT_CONVICTED = "court.convicted"
    # An order goes before the sentence that it comes with: one call tells both.
    COURT_ORDER_MADE = "court.order_made"
    COURT_SENTENCED = "court.sentenced"
    COURT_COMPENSATION_ORDERED = "court.compensation_ordered"
    APPEAL_PERMISSION_DECISION = "appeal.permission_decision"
    APPEAL_BAIL_GRANTED = "appeal.bail_granted"
    APPEAL_DECIDED = "appeal.decided"

    OUTCOME_WITHDRAWN = "outcome.withdrawn"
    OUTCOME_REWORDED = "outcome.reworded"
    OUTCOME_ASSIGNED = "outcome.assigned"
    CASE_CLOSED = "case.closed"

    TASK_ANSWERED = "task.answered"
    MESSAGE_OUTBOUND = "message.outbound"


INTERNAL: Final = frozenset(
    {
        ChangeKind.APPOINTMENT_WITHDRAWN,
        ChangeKind.CASE_BACKLOG,
        ChangeKind.FACT_CORRECTED,
        ChangeKind.FACT_WITHDRAWN,
        ChangeKind.FLAGS_CHANGED,
        ChangeKind.HEARING_MOVED,
        ChangeKind.HEARING_ORDER_CHANGED,
        ChangeKind.HEARING_REWORDED,
        ChangeKind.HEARING_WITHDRAWN,
        ChangeKind.INCIDENT_BACKLOG,
        ChangeKind.INCIDENT_CRIME_RECORDED,
        ChangeKind.INCIDENT_PROMISED,
        ChangeKind.INCIDENT_STATUS_CHANGED,
        ChangeKind.NEEDS_ENHANCED_WITHDRAWN,
        ChangeKind.OIC_REMOVED,
        ChangeKind.OUTCOME_REWORDED,
        ChangeKind.OUTCOME_WITHDRAWN,
        ChangeKind.PEOPLE_CHANGED,
        ChangeKind.PLAN_CHANGED,
        ChangeKind.STAND_IN_ADDED,
        ChangeKind.STATUS_CHANGED,
        ChangeKind.TASK_ANSWERED,
        ChangeKind.VICTIM_ADDED,
    }
)


@dataclass(frozen=True)
class Change:
    """
    One thing that happened to a case.

    `received_at` is when the force learned it, as far as the source says; a finished comparison always has one.
    `kind` is a `ChangeKind` or a fact's kind; `person` the id in people of whom it concerns,
    None for the case; `item` the id of the fact, appointment, hearing, property, entry or task.
    `details` holds codes, ids and dates only: names and texts are read from the case by `item`.
    """

    kind: str
    at: datetime
    received_at: datetime | None = None
    person: str | None = None
    item: str | None = None
    details: Mapping[str, JsonValue] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair(Generic[Held_co]):
    """
    Two revisions of one crime or incident, the older one empty where the case is first seen.

    Every rule takes a pair and yields what its part of the newer one adds.
    """

    before: Held_co
    after: Held_co
    is_first_sight: bool

    @property
    def at(self) -> datetime:
        """When the newer revision was made: the time of what has no better one."""
        return self.after.updated_at


def flags_changed(before: tuple[str, ...] | None, after: tuple[str, ...] | None, *, at: datetime) -> Iterator[Change]:
    """Yield that the flags are others now; that they have been asked for at last (None before) is a change too."""
    old, new = set(before or ()), set(after or ())
    if old != new or (before is None) != (after is None):
        details: dict[str, JsonValue] = {"added": [*sorted(new - old)], "removed": [*sorted(old - new)]}
        yield Change(ChangeKind.FLAGS_CHANGED, at, details=details)


def in_order(changes: Iterable[Change], *, learned_at: datetime) -> tuple[Change, ...]:
    """
    Return the changes in order of happening, the record's first sight before all else.

    One of which the source does not say when the force learned it was learned at `learned_at`.
    """
    return tuple(
        replace(change, received_at=change.received_at or learned_at) for change in sorted(changes, key=_place)
    )


def _place(change: Change) -> tuple[bool, datetime, int, str, str, str]:
    rank = _RANK.get(change.kind, _RANK_OF_FACT)
    is_later = change.kind not in _FIRST
    return is_later, change.at, rank, change.person or "", change.item or "", change.kind


_RANK: Final = {kind.value: rank for rank, kind in enumerate(ChangeKind)}
_RANK_OF_FACT: Final = _RANK[ChangeKind.INCIDENT_CRIME_RECORDED]
_FIRST: Final = frozenset({ChangeKind.CRIME_RECORDED.value, ChangeKind.INCIDENT_CREATED.value})
