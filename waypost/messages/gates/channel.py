"""Gates about the message itself: who must act first, is there a text, and somebody to hand it to?"""

from waypost.messages.gates.question import Question
from waypost.messages.reasons import answer
from waypost.messages.values import GateAnswer, Reason, SendMode

_MODES = {
    SendMode.CONFIRMED: Reason.NEEDS_CONFIRMATION,
    SendMode.HUMAN_FIRST: Reason.NEEDS_CALL,
    SendMode.NEVER_PUSHED: Reason.NEVER_PUSHED,
}


def mode_is_automatic(question: Question) -> GateAnswer | None:
    """*Source:* design 1.4; template_catalogue.csv. Drafts and call scripts reach officers with the worklist."""
    template = question.template
    reason = _MODES.get(template.mode_enhanced if question.person.enhanced else template.mode)
    return answer("mode_is_automatic", reason) if reason else None


def text_is_there(question: Question) -> GateAnswer | None:
    """*Source:* design 1.3 and 1.4: what is discreet has a wording of its own, never the plain one cut short."""
    if not question.template.has_text(question.channel, discreet=False):
        return answer("text_is_there", Reason.NO_TEMPLATE)
    if not question.template.has_text(question.channel, discreet=question.is_discreet):
        return answer("text_is_there", Reason.NO_DISCREET_TEXT)
    return None


def provider_is_there(question: Question) -> GateAnswer | None:
    """*Source:* contract: without a provider `waypost up` refuses to pretend."""
    return None if question.has_provider else answer("provider_is_there", Reason.NO_PROVIDER)
