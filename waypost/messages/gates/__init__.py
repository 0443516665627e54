"""
What must be so before a message leaves: an ordered list of gates, asked when it is planned and again when it is
leased, with the facts of that moment. Pure. Read `GATES` first.
"""

from collections.abc import Sequence

from waypost.messages.gates import bulk, caps, case, channel, contact, freshness, person, record, still_so, timing
from waypost.messages.gates.question import Gate, Look, Question
from waypost.messages.values import AnswerKind, GateAnswer, Reason, Verdict


def _gate(look: Look, sentence: str, *reasons: Reason) -> Gate:
    # A gate is called as its function is, in the log, in the tests and by staff.
    return Gate(look.__name__, sentence, look, reasons)


GATES: tuple[Gate, ...] = (
    # what people have decided for all
    _gate(case.force_is_live, "The force is live for this case.", Reason.FORCE_IN_SHADOW, Reason.NOT_IN_PILOT),
    _gate(
        case.journey_is_live,
        "The journey is live for this case.",
        Reason.JOURNEY_IN_SHADOW,
        Reason.JOURNEY_PAUSED,
        Reason.NOT_IN_PILOT,
    ),
    _gate(case.source_is_live, "The system that the case came from is live.", Reason.SOURCE_IN_SHADOW),
    _gate(
        case.nothing_stops_it,
        "Nobody has stopped the force, the journey, the text or the case.",
        Reason.FORCE_STOPPED,
        Reason.TEXT_STOPPED,
        Reason.CASE_STOPPED,
    ),
    _gate(
        channel.somebody_has_acted,
        "It goes by itself, or a person has confirmed or called.",
        Reason.NEVER_PUSHED,
        Reason.NEEDS_CONFIRMATION,
        Reason.NEEDS_CALL,
    ),
    _gate(
        channel.text_is_there,
        "There is a text for this channel and this recipient.",
        Reason.NO_TEMPLATE,
        Reason.NO_DISCREET_TEXT,
    ),
    # the case
    _gate(case.incident_is_screened, "Whoever took the call has screened it.", Reason.INCIDENT_NOT_SCREENED),
    _gate(case.case_is_known, "Nothing in the case is held.", Reason.CASE_PAUSED),
    _gate(
        case.case_is_ours,
        "The force still holds the case under this reference.",
        Reason.CASE_MERGED,
        Reason.CASE_TRANSFERRED,
        Reason.CASE_CANCELLED,
    ),
    _gate(case.crime_does_not_tell_it, "No crime recorded from it tells this.", Reason.TOLD_BY_CRIME),
    _gate(record.crime_is_told_once, "The crime is not on record twice.", Reason.SAME_CRIME_TWICE),
    _gate(
        case.offence_group_is_on,
        "The force has switched this group of offences on.",
        Reason.GROUP_UNKNOWN,
        Reason.GROUP_NOT_ON,
    ),
    # the danger
    _gate(case.case_is_not_sealed, "The case is not sealed and nobody in it is protected.", Reason.SEALED),
    _gate(
        person.safety_is_confirmed,
        "No flag stands against it, or the plan lifts it.",
        Reason.SAFETY_FLAG,
        Reason.REVIEW_PAST,
    ),
    _gate(record.no_words_of_danger, "No words of danger stand in the case without a flag.", Reason.DANGER_WORDS),
    _gate(person.contact_is_wanted, "The recipient has not asked to be left alone.", Reason.NO_CONTACT),
    _gate(person.last_call_was_safe, "No call has found since that contact is not safe.", Reason.CALL_UNSAFE),
    # the person
    _gate(
        person.recipient_may_be_told,
        "The recipient is a victim, acts for one, or reported it.",
        Reason.NOT_A_RECIPIENT,
    ),
    _gate(person.recipient_is_not_accused, "The recipient is not accused.", Reason.ROLE_CONFLICT),
    _gate(
        person.who_acts_for_the_victim_is_safe,
        "Who acts for the victim is no witness and not accused.",
        Reason.UNSAFE_GUARDIAN,
    ),
    _gate(
        person.supporter_has_authority,
        "The victim has agreed that this supporter is told, and still does.",
        Reason.NO_AUTHORITY,
    ),
    _gate(person.recipient_is_alive, "The recipient is alive.", Reason.DECEASED),
    _gate(case.nobody_has_died, "Nobody has died in this case.", Reason.VICTIM_OR_WITNESS_DEAD, Reason.BEREAVED),
    _gate(person.recipient_is_adult, "The recipient is 18 or over.", Reason.MINOR, Reason.AGE_UNKNOWN),
    _gate(record.name_is_real, "The name on record is a name.", Reason.PLACEHOLDER_NAME),
    _gate(person.business_has_named_contact, "A business has named whom to tell.", Reason.NO_NAMED_CONTACT),
    _gate(
        person.text_is_for_the_recipient,
        "The text is written for such a recipient.",
        Reason.ORGANISATION,
        Reason.TEXT_FOR_THE_VICTIM,
        Reason.TEXT_FOR_OTHERS,
    ),
    _gate(
        person.recipient_has_not_opted_out,
        "The recipient has not refused such messages, or this way.",
        Reason.OPTED_OUT,
        Reason.CHANNEL_OPTED_OUT,
    ),
    # the number or address
    _gate(
        contact.contact_can_be_used,
        "There is a contact that can be used.",
        Reason.CONTACT_UNUSABLE,
        Reason.NO_WAY_FOR_ADVICE,
    ),
    _gate(
        contact.channel_is_agreed,
        "Nothing agreed speaks against this channel.",
        Reason.CHANNEL_REFUSED,
        Reason.CHANNEL_NOT_AGREED,
        Reason.NO_WAY_FOR_ADVICE,
    ),
    _gate(contact.contact_is_not_frozen, "Nobody has said that this contact is not theirs.", Reason.CONTACT_FROZEN),
    _gate(
        contact.contact_is_not_the_suspects,
        "The contact is nobody's who is accused.",
        Reason.SAME_AS_SUSPECT,
        Reason.ROLE_CONFLICT,
    ),
    _gate(contact.contact_is_the_recipients_own, "The contact is the recipient's own.", Reason.SHARED_CONTACT),
    _gate(
        contact.contact_is_not_widely_shared,
        "Not more than two victims of the force gave this contact.",
        Reason.WIDELY_SHARED,
    ),
    _gate(
        contact.nobody_else_reads_the_phone,
        "Nobody who must not know reads this phone.",
        Reason.SUSPECT_MAY_SEE_PHONE,
    ),
    _gate(
        contact.portal_can_be_entered,
        "The recipient may use the portal.",
        Reason.PORTAL_REFUSED,
        Reason.PORTAL_NOT_THEIRS,
        Reason.NO_SIGN_IN_FACT,
    ),
    _gate(
        record.record_is_sound,
        "Nothing else that was found stands against it.",
        Reason.RECORD_IN_DOUBT,
        Reason.NAMES_SOMEBODY_ELSE,
    ),
    _gate(channel.provider_is_there, "A provider is set up for this channel.", Reason.NO_PROVIDER),
    # the time
    _gate(still_so.is_still_so, "What the message says is still so.", Reason.NO_LONGER_TRUE),
    _gate(
        freshness.source_is_heard_of,
        "It is bound to no time, or the system that the case came from has been heard of lately.",
        Reason.SOURCE_STALE,
    ),
    _gate(timing.is_in_time, "The message is still of use.", Reason.TOO_LATE),
    _gate(
        timing.no_survey_after_hard_news,
        "It is no survey, or no hard news was told in the last two weeks.",
        Reason.AFTER_HARD_NEWS,
    ),
    _gate(caps.contact_has_not_had_enough, "Not too much has gone there today."),
    # how many it reaches
    _gate(
        bulk.first_ones_were_looked_at,
        "It is nothing new here, or somebody has looked at the first ones.",
        Reason.FIRST_ONES_OUT,
    ),
    _gate(bulk.hour_is_not_full, "Not more have left in this hour than the force allows."),
    _gate(timing.hour_is_allowed, "Messages may leave at this hour."),
)
"""In the order in which they are asked and shown. All are asked: staff see everything that stands against it."""

_STRONGEST_FIRST = (AnswerKind.SUPPRESS, AnswerKind.HOLD, AnswerKind.ASK, AnswerKind.WAIT)


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
