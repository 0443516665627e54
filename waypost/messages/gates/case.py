"""Gates about the force, the journey, the source and the case."""

from waypost.cases.deaths import has_ended_by_death, is_offence_of_death
from waypost.cases.standing import Standing
from waypost.cases.vocabulary import CaseStatus, Flag, Role
from waypost.messages import rules
from waypost.messages.gates.question import Question
from waypost.messages.gates.record import stopped
from waypost.messages.reasons import answer
from waypost.messages.values import Audience, GateAnswer, Reason, SendMode

_SEALING = {Flag.SEALED, Flag.UNDERCOVER_OR_PROTECTED}


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
    reason = rules.reason_of_source(question.case, *(news.item for news in question.news))
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
    """
    Where somebody has died, nothing goes by itself to anybody, whatever was agreed: only what is written for who speaks
    for the family, after an officer has called or read it.

    *Source:* domain.md Q17: the record of a victim, an offence of killing or a fatal collision, outcome 13.
    """
    if _is_written_for_the_family(question):
        return None
    if has_ended_by_death(question.case):
        return answer("nobody_has_died", Reason.VICTIM_OR_WITNESS_DEAD)
    others = [person for person in question.case.people if person.person_id != question.person.person_id]
    if any(person.deceased and Role.VICTIM in person.roles for person in others):
        return answer("nobody_has_died", Reason.BEREAVED)
    if is_offence_of_death(question.case):
        return answer("nobody_has_died", Reason.BEREAVED)
    # Of the recipient's own record there is a gate beside this one.
    is_recipient = question.person.deceased
    return None if is_recipient else stopped("nobody_has_died", question, "Q17", reason=Reason.BEREAVED)


def _is_written_for_the_family(question: Question) -> bool:
    template = question.template
    is_theirs = template.audience is Audience.SPOKESPERSON and question.standing is Standing.SPOKESPERSON
    return is_theirs and template.mode in {SendMode.CONFIRMED, SendMode.HUMAN_FIRST}


def case_is_not_sealed(question: Question) -> GateAnswer | None:
    """No plan lifts this: only a supervisor knows who may learn that there is a case. *Source:* domain.md SC2."""
    if _SEALING.isdisjoint(question.case.flags):
        return None
    return answer("case_is_not_sealed", Reason.SEALED)


def nothing_stops_it(question: Question) -> GateAnswer | None:
    """*Source:* trust.md T21: whoever sees a mistake stops it at once, codes and news of somebody coming too."""
    reason = question.stops.reason_for(question.stoppable)
    return answer("nothing_stops_it", reason) if reason else None
