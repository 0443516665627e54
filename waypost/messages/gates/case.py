"""Gates about the force, the journey, the source and the case."""

from waypost.cases.vocabulary import CaseStatus
from waypost.messages import rules
from waypost.messages.gates.question import Question
from waypost.messages.reasons import answer
from waypost.messages.values import GateAnswer, Reason

_VICTIM_OR_WITNESS_DEAD_OR_TOO_ILL = "13"


def force_is_live(question: Question) -> GateAnswer | None:
    """*Source:* design 1.4."""
    reason = rules.reason_of_force(question.case, question.settings)
    return answer("force_is_live", reason) if reason else None


def journey_is_live(question: Question) -> GateAnswer | None:
    """*Source:* design 1.4."""
    reason = rules.reason_of_journey(question.case, question.settings, state=question.journey_state)
    return answer("journey_is_live", reason) if reason else None


def source_is_live(question: Question) -> GateAnswer | None:
    """*Source:* contract, `source add --state`."""
    reason = rules.reason_of_source(question.case)
    return answer("source_is_live", reason) if reason else None


def case_is_known(question: Question) -> GateAnswer | None:
    """*Source:* design 1.1: a held item pauses its case's automatic messages."""
    return answer("case_is_known", Reason.CASE_PAUSED) if question.case.held_items else None


def incident_is_screened(question: Question) -> GateAnswer | None:
    """*Source:* contract/incident.schema.json: without group and flags nothing is sent by itself."""
    incident = question.case.incident
    if incident is None or incident.is_screened:
        return None
    return answer("incident_is_screened", Reason.INCIDENT_NOT_SCREENED)


def crime_does_not_tell_it(question: Question) -> GateAnswer | None:
    """
    What a crime's journey tells is not told a second time from its incident; that somebody is on the way is.

    *Source:* design 1.6.
    """
    if question.is_immediate or not question.facts.told_by_crime:
        return None
    return answer("crime_does_not_tell_it", Reason.TOLD_BY_CRIME)


def case_is_ours(question: Question) -> GateAnswer | None:
    """
    What ends our part is still told by the message about just that, and a code still opens the portal.

    *Source:* domain.md 2.2.
    """
    if question.is_immediate:
        return None
    case = question.case
    ends = (
        (case.merged_into is not None, "crime.merged", Reason.CASE_MERGED),
        (case.transferred, "crime.transferred", Reason.CASE_TRANSFERRED),
        (case.status == CaseStatus.CANCELLED, "crime.cancelled", Reason.CASE_CANCELLED),
    )
    for has_ended, told_by, reason in ends:
        if has_ended and question.trigger != told_by:
            return answer("case_is_ours", reason)
    return None


def offence_group_is_on(question: Question) -> GateAnswer | None:
    """*Source:* domain.md SC1: an allow-list; an unknown group is never messaged by itself."""
    if question.case.incident is not None and not question.case.incident.is_screened:
        # Nobody has said a group yet: that holds it already, and there is nothing to map.
        return None
    if question.group is None:
        return answer("offence_group_is_on", Reason.GROUP_UNKNOWN)
    if question.group.name not in question.settings.groups:
        return answer("offence_group_is_on", Reason.GROUP_NOT_ON)
    return None


def nobody_has_died(question: Question) -> GateAnswer | None:
    """*Source:* domain.md Q17: outcome 13 stops everything that goes by itself."""
    outcome = question.case.outcome
    if outcome is None or outcome.code != _VICTIM_OR_WITNESS_DEAD_OR_TOO_ILL:
        return None
    return answer("nobody_has_died", Reason.VICTIM_OR_WITNESS_DEAD)
