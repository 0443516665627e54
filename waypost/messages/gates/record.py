"""
Gates about what a clerk should see in the record: findings of `cases`, each with its rule of domain.md 6.

Only a finding that `stops` holds anything; the others are shown with the answer. What no gate of its own asks for is
asked for by the last one, so that a new finding stops messages from the day it is made.
"""

from waypost.cases.values import DataFinding
from waypost.messages.gates.naming import names_somebody_else
from waypost.messages.gates.question import Question
from waypost.messages.reasons import answer
from waypost.messages.values import AnswerKind, Channel, GateAnswer, Owner, Reason

_OWNERS = {"oic": Owner.OIC, "supervisor": Owner.SUPERVISOR}

_MISFITS = frozenset({"title_of_other_offence"})
"""Codes of findings that a gate's rule names too, and that say nothing of what that gate asks."""
_ON_ENVELOPE = frozenset({"confirmed_elsewhere"})
"""Codes of findings with which a name or address may hold a number: nobody's number is printed on an envelope."""
HAVE_A_GATE = frozenset({"Q10", "Q11", "Q12", "Q15", "Q16", "Q17", "Q19", "Q21", "Q25", "Q26"})
"""Rules whose findings a gate of their own asks for, with a reason of its own."""


def name_is_real(question: Question) -> GateAnswer | None:
    """*Source:* domain.md Q11."""
    return stopped("name_is_real", question, "Q11", reason=Reason.PLACEHOLDER_NAME)


def no_words_of_danger(question: Question) -> GateAnswer | None:
    """Words of danger in the case without a flag hold: the flag may only be missing. *Source:* domain.md Q25."""
    return stopped("no_words_of_danger", question, "Q25", reason=Reason.DANGER_WORDS)


def crime_is_told_once(question: Question) -> GateAnswer | None:
    """*Source:* domain.md Q26."""
    return stopped("crime_is_told_once", question, "Q26", reason=Reason.SAME_CRIME_TWICE)


def record_is_sound(question: Question) -> GateAnswer | None:
    """
    Nothing else that was found stops it, and no words of the record name somebody else; the first of what only wants a
    look is shown.

    *Source:* domain.md 6; SC6.
    """
    if names_somebody_else(question):
        return answer("record_is_sound", Reason.NAMES_SOMEBODY_ELSE)
    others = [one for one in _findings(question) if one.rule not in HAVE_A_GATE or one.code in _MISFITS]
    for finding in others:
        if finding.stops:
            owner = _OWNERS.get(finding.remedy, Owner.RECORDS)
            return answer("record_is_sound", Reason.RECORD_IN_DOUBT, finding=finding.code, owner=owner)
    if question.channel is Channel.LETTER and any(one.code in _ON_ENVELOPE for one in _findings(question)):
        return answer("record_is_sound", Reason.RECORD_IN_DOUBT, finding="confirmed_elsewhere", owner=Owner.OIC)
    noted = next((finding for finding in _findings(question) if not finding.stops), None)
    if noted is None:
        return None
    return GateAnswer("record_is_sound", AnswerKind.PASS, noted.sentence, finding=noted.code)


def stopped(name: str, question: Question, rule: str, *, reason: Reason) -> GateAnswer | None:
    """Return the answer of the gate `name` where a finding by this rule stops the message."""
    found = (one for one in _findings(question) if one.stops and one.rule == rule and one.code not in _MISFITS)
    first = next(found, None)
    return answer(name, reason, finding=first.code) if first else None


def _findings(question: Question) -> tuple[DataFinding, ...]:
    return question.facts.findings + question.case.findings
