"""
What must be so before a message leaves: an ordered list of gates, asked when it is planned and again when it is
leased, with the facts of that moment. Pure. Read `GATES` first.
"""

from collections.abc import Sequence

from waypost.messages.gates import case, channel, contact, person, timing
from waypost.messages.gates.question import Gate, Question
from waypost.messages.values import AnswerKind, GateAnswer, Verdict

GATES: tuple[Gate, ...] = (
    Gate("force_is_live", "The force is live for this case.", case.force_is_live),
    Gate("journey_is_live", "The journey is live for this case.", case.journey_is_live),
    Gate("source_is_live", "The system that the case came from is live.", case.source_is_live),
    Gate("mode_is_automatic", "This message goes without an officer's confirmation.", channel.mode_is_automatic),
    Gate("text_is_there", "There is a text for this channel and this recipient.", channel.text_is_there),
    Gate("incident_is_screened", "Whoever took the call has screened it.", case.incident_is_screened),
    Gate("case_is_known", "Nothing in the case is held.", case.case_is_known),
    Gate("case_is_ours", "The force still holds the case under this reference.", case.case_is_ours),
    Gate("crime_does_not_tell_it", "No crime recorded from it tells this.", case.crime_does_not_tell_it),
    Gate("offence_group_is_on", "The force has switched this group of offences on.", case.offence_group_is_on),
    Gate("safety_is_confirmed", "No flag stands against it, or the plan lifts it.", person.safety_is_confirmed),
    Gate("contact_is_wanted", "The recipient has not asked to be left alone.", person.contact_is_wanted),
    Gate(
        "recipient_may_be_told",
        "The recipient is a victim, acts for one, or reported it.",
        person.recipient_may_be_told,
    ),
    Gate("recipient_is_not_accused", "The recipient is not accused.", person.recipient_is_not_accused),
    Gate("recipient_is_alive", "The recipient is not recorded as deceased.", person.recipient_is_alive),
    Gate("nobody_has_died", "The outcome is not that of a death.", case.nobody_has_died),
    Gate("recipient_is_adult", "The recipient is 18 or over.", person.recipient_is_adult),
    Gate("text_is_for_the_recipient", "The text is written for such a recipient.", person.text_is_for_the_recipient),
    Gate("contact_can_be_used", "There is a contact that can be used.", contact.contact_can_be_used),
    Gate("channel_is_agreed", "Nothing agreed speaks against this channel.", contact.channel_is_agreed),
    Gate(
        "contact_is_not_the_suspects",
        "The contact is nobody's who is accused.",
        contact.contact_is_not_the_suspects,
    ),
    Gate(
        "contact_is_the_recipients_own",
        "The contact is the recipient's own.",
        contact.contact_is_the_recipients_own,
    ),
    Gate(
        "nobody_else_reads_the_phone",
        "Nobody who must not know reads this phone.",
        contact.nobody_else_reads_the_phone,
    ),
    Gate("portal_can_be_entered", "The recipient may use the portal.", contact.portal_can_be_entered),
    Gate("provider_is_there", "A provider is set up for this channel.", channel.provider_is_there),
    Gate("is_still_so", "What the message says is still so.", timing.is_still_so),
    Gate("is_in_time", "The message is still of use.", timing.is_in_time),
    Gate("hour_is_allowed", "Messages may leave at this hour.", timing.hour_is_allowed),
)
"""In the order in which they are asked and shown. All are asked: staff see everything that stands against it."""

_STRONGEST_FIRST = (AnswerKind.SUPPRESS, AnswerKind.HOLD, AnswerKind.WAIT)


def ask(question: Question, *, gates: Sequence[Gate]) -> Verdict:
    """Return every gate's answer, and the one that decides: the first of the strongest kind."""
    answers = tuple(gate.ask(question) for gate in gates)
    return Verdict(answers=answers, outcome=_strongest(answers))


def _strongest(answers: Sequence[GateAnswer]) -> GateAnswer:
    for kind in _STRONGEST_FIRST:
        for answer in answers:
            if answer.kind is kind:
                return answer
    return GateAnswer("all", AnswerKind.PASS, "Nothing stands against sending this message.")


__all__ = ["GATES", "Gate", "Question", "ask"]
