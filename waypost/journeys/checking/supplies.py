"""
What each placeholder needs, and whether a journey supplies it on every path to a step.

A value is there because the event that starts the run guarantees it, because a condition on the way does, or because
the text asks for it only behind a flag. `force_name` and what else is not in the table is always there.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from waypost.cases.values import CaseKind
from waypost.journeys.checking.events import Item, item_of
from waypost.journeys.checking.knowledge import Knowledge


@dataclass(frozen=True)
class Need:
    """
    One thing that must be so for a value to be there; any one of its ways is enough.

    `flag`: a flag around the placeholder. `events`: each starting event is one of these, and where the run has
    waited, `lost_by` (what takes the value away) ends it. `fact`: a condition that settles this fact, to one of
    `values` where there are any. `kind`: the record can only be of this kind. `remedy` says what to write.
    """

    remedy: str
    flag: str = ""
    events: frozenset[str] = frozenset()
    item: Item | None = None
    lost_by: frozenset[str] = frozenset()
    fact: str = ""
    values: frozenset[str] = frozenset()
    kind: CaseKind | None = None


@dataclass(frozen=True)
class Situation:
    """What is so where a text is sent: `known` by conditions, and whether the run may have waited."""

    starts_on: tuple[str, ...]
    ends_on: frozenset[str]
    kinds: frozenset[CaseKind]
    facts: frozenset[str]
    known: Knowledge = field(default_factory=dict)
    has_waited: bool = False


_APPOINTMENT = Need(
    "start the journey on events of an appointment only",
    item=Item.APPOINTMENT,
)
_APPOINTMENT_STAYS = Need(
    "after a wait the appointment may be gone: end on appointment.cancelled and appointment.withdrawn, with "
    "`same_item: true`",
    item=Item.APPOINTMENT,
    lost_by=frozenset({"appointment.cancelled", "appointment.withdrawn"}),
)
_OFFICER = Need(
    "not every record names an officer: put ((has_officer??...)) round it, or start on oic.assigned or oic.changed "
    "and, before a wait, end on oic.removed",
    flag="has_officer",
    events=frozenset({"oic.assigned", "oic.changed"}),
    lost_by=frozenset({"oic.removed"}),
)
_OUTCOME = Need(
    "a record may have no outcome yet: start on outcome.assigned and end on outcome.withdrawn, or ask for outcome.code",
    flag="has_reason",
    events=frozenset({"outcome.assigned", "outcome.reworded"}),
    lost_by=frozenset({"outcome.withdrawn"}),
    fact="outcome.code",
)
_HEARING = Need(
    "start the journey on events of a hearing only and, before a wait, end on hearing.withdrawn with "
    "`same_item: true`, or put ((has_hearing??...)) round it",
    flag="has_hearing",
    item=Item.HEARING,
    lost_by=frozenset({"hearing.withdrawn"}),
)
# What nothing tells us is gone is not known to be there after a wait.
_NEVER_COMES = frozenset({"nothing"})
_PLAN = frozenset({"contract.agreed", "contract.changed"})


def _behind(flag: str, why: str) -> Need:
    """Return the need of what stands behind its flag only."""
    return Need(f"{why}: put (({flag}??...)) round it", flag=flag)


def _agreed(flag: str) -> Need:
    remedy = f"nothing may be agreed: put (({flag}??...)) round it, or start on contract.agreed or contract.changed"
    return Need(remedy, flag=flag, events=_PLAN)


NEEDS: Mapping[str, tuple[Need, ...]] = {
    "officer_name": (_OFFICER,),
    "officer_number": (_OFFICER,),
    "appointment_date": (_APPOINTMENT, _APPOINTMENT_STAYS),
    "appointment_time": (_APPOINTMENT, _APPOINTMENT_STAYS),
    "appointment_place": (
        _APPOINTMENT,
        Need("not every appointment has a place: put ((has_place??...)) round it", flag="has_place"),
    ),
    "new_reference": (
        Need("only a record that was merged has one: start on crime.merged", events=frozenset({"crime.merged"})),
    ),
    "code": (Need("a sign-in code is sent by the portal, never by a journey: take this step out"),),
    "arrival_band": (
        Need("only an incident has a time of arrival: start on an event of an incident", kind=CaseKind.INCIDENT),
        Need("the time of arrival may not be known: put ((has_band??...)) round it", flag="has_band"),
    ),
    "promised_band": (
        Need("only an incident has a promised time: start on an event of an incident", kind=CaseKind.INCIDENT),
        Need(
            "the promised time may not be known or be past: put ((has_band??...)) round it",
            flag="has_band",
        ),
    ),
    "offence_title": (
        Need("an incident has no offence: start on an event of a crime, or ask for case.kind", kind=CaseKind.CRIME),
    ),
    "agency": (
        Need(
            "only an incident that was passed on names who has it: ask for incident.result with other_agency",
            fact="incident.result",
            values=frozenset({"other_agency", "fraud_referral"}),
        ),
        Need("not every record names the agency: put ((has_agency??...)) round it", flag="has_agency"),
    ),
    "outcome_meaning": (_OUTCOME,),
    "outcome_reason": (
        _OUTCOME,
        Need("not every outcome has a reason in words: put ((has_reason??...)) round it", flag="has_reason"),
    ),
    "information_required": (
        Need(
            "only an incident.information_required says what is missing: start on it",
            events=frozenset({"incident.information_required"}),
        ),
    ),
    "crime_reference": (
        Need(
            "an incident may have no crime: put ((has_crime??...)) round it, start on incident.crime_recorded, or ask "
            "for incident.has_crime",
            flag="has_crime",
            events=frozenset({"incident.crime_recorded"}),
            fact="incident.has_crime",
            values=frozenset({"yes"}),
            kind=CaseKind.CRIME,
        ),
    ),
    "service_name": (
        Need("only referral.sent names the service: start on it", events=frozenset({"referral.sent"})),
    ),
    "agreed_interval": (_agreed("has_interval"),),
    "agreed_hours": (_agreed("has_hours"),),
    "agreed_channels": (_agreed("has_channels"),),
    "fact_text": (
        Need(
            "only an event of origin fact has words of its own: start on one, or put ((has_fact_text??...)) round it",
            flag="has_fact_text",
            item=Item.FACT,
        ),
    ),
    "hearing_date": (_HEARING,),
    "hearing_time": (_HEARING,),
    "hearing_place": (_HEARING,),
    "hearing_result": (_behind("has_hearing_result", "not every hearing has a result in words"),),
    "hearing_change_reason": (_behind("has_change_reason", "not every record says why a hearing was moved"),),
    "charged_offences": (_behind("has_offences", "not every record lists the charges"),),
    "bail_conditions": (_behind("has_conditions", "not everybody on bail has conditions on record"),),
    "return_date": (_behind("has_return_date", "not everybody on bail has a day to come back on record"),),
    "court_orders": (_behind("has_orders", "not every order is on record in words"),),
    "order_end_date": (_behind("has_order_end", "not every order has one day on which it ends"),),
    "property_item": (
        Need("only an event about a thing names it: start on an event of property", item=Item.PROPERTY),
    ),
    "flo_name": (
        Need(
            "not every record names a family liaison officer: put ((has_flo??...)) round it, or start on flo.assigned "
            "without a wait",
            flag="has_flo",
            events=frozenset({"flo.assigned"}),
            lost_by=_NEVER_COMES,
        ),
    ),
    "other_force": (
        Need("only a case that was passed on names another force: start on crime.transferred",
             events=frozenset({"crime.transferred"})),
    ),
    "other_force_contact": (_behind("has_other_contact", "not every record says how to reach the other force"),),
    "other_force_reference": (_behind("has_other_reference", "not every record has the other force's reference"),),
}  # fmt: skip


def missing(placeholder: str, *, flags: frozenset[str], at: Situation) -> Iterator[str]:
    """Yield what to write for each need that is not met where the text asks for the placeholder behind `flags`."""
    for need in NEEDS.get(placeholder, ()):
        if not _is_met(need, flags, at):
            yield need.remedy


def _is_met(need: Need, flags: frozenset[str], at: Situation) -> bool:
    return (
        (bool(need.flag) and need.flag in flags)
        or (need.kind is not None and at.kinds <= {need.kind})
        or _is_settled(need, at)
        or _is_started(need, at)
    )


def _is_settled(need: Need, at: Situation) -> bool:
    known = at.known.get(need.fact)
    return known is not None and known.is_present and (not need.values or known.values <= need.values)


def _is_started(need: Need, at: Situation) -> bool:
    is_start = (need.item is not None or bool(need.events)) and all(_starts(need, event, at) for event in at.starts_on)
    return is_start and (not at.has_waited or need.lost_by <= at.ends_on)


def _starts(need: Need, event: str, at: Situation) -> bool:
    if need.item is None:
        return event in need.events
    # What was withdrawn is in the record no more.
    return item_of(event, facts=at.facts) is need.item and not event.endswith(".withdrawn")
