"""Gates about the message itself: who must act first, is there a text, and somebody to hand it to?"""

from waypost.messages.gates.question import Question
from waypost.messages.modes import mode_of
from waypost.messages.reasons import answer
from waypost.messages.values import Channel, GateAnswer, Reason, SendMode
from waypost.worklist.values import CallOutcome


def somebody_has_acted(question: Question) -> GateAnswer | None:
    """
    A draft is confirmed, or a person has spoken to the recipient, where the template's mode asks for it.

    *Source:* design 1.4; template_catalogue.csv.
    """
    match mode_for(question):
        case SendMode.NEVER_PUSHED:
            return answer("somebody_has_acted", Reason.NEVER_PUSHED)
        case SendMode.CONFIRMED if question.acts.approved_at is None:
            return answer("somebody_has_acted", Reason.NEEDS_CONFIRMATION)
        case SendMode.HUMAN_FIRST if question.acts.call is not CallOutcome.SPOKEN_TO:
            return answer("somebody_has_acted", Reason.NEEDS_CALL)
        case _:
            return None


def mode_for(question: Question) -> SendMode:
    """Return who must act before this recipient gets the message."""
    return mode_of(question.template, question.person, question.case, today=question.today)


def text_is_there(question: Question) -> GateAnswer | None:
    """*Source:* design 1.3 and 1.4: what is discreet has a wording of its own, never the plain one cut short."""
    if not question.template.has_text(question.channel, discreet=False):
        return answer("text_is_there", Reason.NO_TEMPLATE)
    if not question.template.has_text(question.channel, discreet=question.is_discreet):
        return answer("text_is_there", Reason.NO_DISCREET_TEXT)
    return None


def provider_is_there(question: Question) -> GateAnswer | None:
    """
    A letter needs a return address, too: what cannot come back is lost.

    *Source:* contract: without a provider `waypost up` refuses to pretend.
    """
    is_set_up = question.has_provider and _can_come_back(question)
    return None if is_set_up else answer("provider_is_there", Reason.NO_PROVIDER)


def _can_come_back(question: Question) -> bool:
    return question.channel is not Channel.LETTER or bool(question.settings.post.return_address)
