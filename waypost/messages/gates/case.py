"""Gates about the force, the source and the case."""

from waypost.access.values import ForceState
from waypost.cases.values import SourceState
from waypost.cases.vocabulary import CaseStatus
from waypost.messages.gates.question import Question
from waypost.messages.reasons import answer
from waypost.messages.values import GateAnswer, Reason

_STATES = {ForceState.SHADOW: Reason.FORCE_IN_SHADOW, ForceState.PILOT: Reason.FORCE_IN_PILOT}
_VICTIM_OR_WITNESS_DEAD_OR_TOO_ILL = "13"


def force_is_live(question: Question) -> GateAnswer | None:
    """*Source:* design 1.4. Whom a pilot tells is not decided yet, so it tells nobody by itself."""
    reason = _STATES.get(question.settings.state)
    return answer("force_is_live", reason) if reason else None


def source_is_live(question: Question) -> GateAnswer | None:
    """*Source:* contract, `source add --state`."""
    if question.case.source.state is SourceState.LIVE:
        return None
    return answer("source_is_live", Reason.SOURCE_IN_SHADOW)


def case_is_known(question: Question) -> GateAnswer | None:
    """*Source:* design 1.1: a held item pauses its case's automatic messages."""
    return answer("case_is_known", Reason.CASE_PAUSED) if question.case.held_items else None


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
