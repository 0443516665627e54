"""
What each reason means: whether it holds or ends a message, who must act, and the sentence that staff read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from waypost.messages.values import AnswerKind, GateAnswer, Owner, Reason


@dataclass(frozen=True)
class Meaning:
    """What follows from a reason. `sentence` holds no personal data: it is the same for every message."""

    kind: AnswerKind
    owner: Owner
    sentence: str


def _hold(owner: Owner, sentence: str) -> Meaning:
    return Meaning(AnswerKind.HOLD, owner, sentence)


def _ask(sentence: str) -> Meaning:
    return Meaning(AnswerKind.ASK, Owner.OIC, sentence)


def _suppress(sentence: str, owner: Owner = Owner.NOBODY) -> Meaning:
    return Meaning(AnswerKind.SUPPRESS, owner, sentence)


MEANINGS: Mapping[Reason, Meaning] = {
    Reason.FORCE_IN_SHADOW: _suppress("The force is not live: Waypost decides and sends nothing."),
    Reason.NOT_IN_PILOT: _suppress("The pilot does not take in this case. Tell the victim as usual.", Owner.OIC),
    Reason.SOURCE_IN_SHADOW: _suppress("The system that this case came from is in shadow: nothing is sent."),
    Reason.SOURCE_STALE: _hold(
        Owner.OIC,
        "Waypost has not heard from the police system for a while, and this may no longer be so. Look there, then "
        "tell the victim yourself.",
    ),
    Reason.JOURNEY_IN_SHADOW: _suppress(
        "This journey is in shadow: Waypost decides, writes it down and sends nothing."
    ),
    Reason.JOURNEY_PAUSED: _hold(
        Owner.CONTENT, "Somebody has paused this journey. The message goes on when the journey does, if still of use."
    ),
    Reason.GROUP_UNKNOWN: _hold(
        Owner.RECORDS, "The offence group is not one that Waypost knows. Map it, or tell the victim yourself."
    ),
    Reason.GROUP_NOT_ON: _suppress(
        "The force has not switched automatic messages on for this group of offences. Tell the victim as usual.",
        Owner.OIC,
    ),
    Reason.NEEDS_CONFIRMATION: _ask("An officer must say yes before this message goes."),
    Reason.NEEDS_CALL: _ask("An officer calls first; this message follows the call."),
    Reason.NEVER_PUSHED: _suppress("This is shown in the portal only and never sent."),
    Reason.REFUSED_BY_OFFICER: _suppress("An officer has read this and decided that it must not be sent."),
    Reason.TOLD_BY_OFFICER: _suppress("An officer has told the victim. There is no need for this message."),
    Reason.NO_DISCREET_TEXT: _hold(
        Owner.OIC,
        "The contact plan is discreet and this message has no discreet wording. Tell the victim as agreed.",
    ),
    Reason.TEXT_UNFIT: _hold(
        Owner.CONTENT,
        "The text cannot be made from the case: something that it needs is missing, or it is too long.",
    ),
    Reason.NO_TEMPLATE: _hold(Owner.CONTENT, "There is no live text for this message in this channel."),
    Reason.NO_PROVIDER: _hold(
        Owner.SYSTEM,
        "No provider is set up for this channel. Texts need NOTIFY_BASE_URL, NOTIFY_API_KEY and the template; "
        "e-mail needs SMTP_URL.",
    ),
    Reason.PROVIDER_REFUSES_US: _hold(
        Owner.SYSTEM,
        "The provider does not accept our key or our template. Mend the settings; nothing was sent.",
    ),
    Reason.FORCE_STOPPED: _hold(
        Owner.SYSTEM, "All messages of the force are stopped. They go on when the stop is lifted, if still of use."
    ),
    Reason.TEXT_STOPPED: _hold(
        Owner.CONTENT, "This text or its journey is stopped. It goes on when the stop is lifted, if still of use."
    ),
    Reason.FIRST_ONES_OUT: _hold(
        Owner.CONTENT,
        "This is new here, and the first ones have left. It goes on when somebody has looked at those and let the rest "
        "go.",
    ),
    Reason.RECALLED: _suppress("This was taken back before it left. Tell the victim yourself.", Owner.OIC),
    Reason.CASE_STOPPED: _hold(
        Owner.SUPERVISOR, "All messages in this case are stopped. They go on when the stop is lifted, if still of use."
    ),
    Reason.SEALED: _hold(
        Owner.SUPERVISOR,
        "This case is sealed, or a person in it is protected. Nothing goes by itself, whatever the plan says.",
    ),
    Reason.BEREAVED: _hold(
        Owner.SUPERVISOR, "A person has died. The family liaison officer tells those who are left. No text does."
    ),
    Reason.DANGER_WORDS: _hold(
        Owner.OIC,
        "Words in this case point to danger at home, and no flag says so. Check if it is safe, then set the flag.",
    ),
    Reason.SAME_CRIME_TWICE: _suppress(
        "The same crime is on record twice. The victim is told from the first one. Merge the two.", Owner.RECORDS
    ),
    Reason.RECORD_IN_DOUBT: _hold(
        Owner.RECORDS, "There is a doubt about this record. Look into it first, then the message can go."
    ),
    Reason.NAMES_SOMEBODY_ELSE: _hold(
        Owner.OIC,
        "Words of the record that this message would hold name somebody else in the case, or where they live. Tell the "
        "victim yourself, or put other words on record.",
    ),
    Reason.CASE_PAUSED: _hold(
        Owner.RECORDS,
        "Something in this case is not known to Waypost. Decide it, or send a revision in which it is known.",
    ),
    Reason.CASE_CANCELLED: _hold(
        Owner.OIC, "The crime record was cancelled. Tell the victim in person if they must know."
    ),
    Reason.CASE_MERGED: _suppress("This record was merged into another; what is to be told is told there."),
    Reason.CASE_TRANSFERRED: _suppress("Another force holds this case now and tells the victim."),
    Reason.NO_LONGER_TRUE: _suppress("What this message says is no longer so; the record has changed since."),
    Reason.INCIDENT_NOT_SCREENED: _hold(
        Owner.RECORDS,
        "Nobody has said yet what kind of incident this is, or asked whether contact is safe. Record the group and "
        "the flags; an empty list of flags says that there are none.",
    ),
    Reason.SUSPECT_MAY_SEE_PHONE: _suppress(
        "The suspect may see this phone, or nobody has asked: no text says that somebody is coming. Call instead.",
        Owner.OIC,
    ),
    Reason.TOLD_BY_CRIME: _suppress("A crime was recorded from this incident; what is to be told is told there."),
    Reason.SAFETY_FLAG: _hold(
        Owner.OIC,
        "The case is flagged or of high risk. Automatic messages need a contact plan in which this channel "
        "is agreed and confirmed as safe.",
    ),
    Reason.REVIEW_PAST: _hold(
        Owner.OIC,
        "The case carries a safety flag and the contact plan is past its review. Ask again what is safe.",
    ),
    Reason.VICTIM_OR_WITNESS_DEAD: _hold(
        Owner.SUPERVISOR,
        "The outcome says that a victim or key witness is dead or too ill. A person tells the family.",
    ),
    Reason.NOT_IN_CASE: _hold(Owner.RECORDS, "This person is no longer in the case record. Check who was meant."),
    Reason.NOT_A_RECIPIENT: _hold(
        Owner.RECORDS, "On record this person is no victim, and is not one who may be told for a victim."
    ),
    Reason.NO_CONTACT: _hold(
        Owner.OIC, "The victim asked not to be contacted. What must be told goes through the officer."
    ),
    Reason.CALL_UNSAFE: _hold(
        Owner.OIC,
        "Whoever called last found that contact is not safe. Nothing is written until the contact plan has been "
        "confirmed as safe again.",
    ),
    Reason.DECEASED: _hold(
        Owner.SUPERVISOR, "On record this person has died. A person tells the family, and no text does."
    ),
    Reason.MINOR: _hold(
        Owner.OIC,
        "This person is under 18. A safe adult is told by the officer; nothing goes to the child by itself.",
    ),
    Reason.AGE_UNKNOWN: _hold(
        Owner.OIC,
        "No date of birth is on record, and this group of offences needs one. Add it, or tell the victim yourself.",
    ),
    Reason.ORGANISATION: _hold(
        Owner.OIC,
        "The victim is an organisation, and this text is written for a person. Tell the named contact yourself.",
    ),
    Reason.TEXT_FOR_THE_VICTIM: _hold(
        Owner.OIC,
        "This text is written for the victim, and somebody is told in the victim's place. Tell that person yourself.",
    ),
    Reason.TEXT_FOR_OTHERS: _hold(
        Owner.CONTENT,
        "This text is meant for a business, or for a person who made the report for the victim. Mend the journey.",
    ),
    Reason.ROLE_CONFLICT: _hold(
        Owner.SUPERVISOR,
        "This person is also a suspect or a defendant, here or in a linked case. Find out which is true.",
    ),
    Reason.PLACEHOLDER_NAME: _hold(
        Owner.RECORDS, "The name on record stands for having no name. Find out who this is and put in the name."
    ),
    Reason.NO_NAMED_CONTACT: _hold(
        Owner.OIC, "The victim is a business and nobody is named to be told. Ask whom to tell and put it on record."
    ),
    Reason.NO_AUTHORITY: _hold(
        Owner.OIC,
        "Nothing on record lets us tell this person in the victim's place, or it has run out. Ask the victim.",
    ),
    Reason.UNSAFE_GUARDIAN: _hold(
        Owner.OIC,
        "The person who acts for the victim is also a witness or a suspect. Find a safe adult to tell.",
    ),
    Reason.OPTED_OUT: _suppress("The victim has asked not to get messages of this kind."),
    Reason.CHANNEL_OPTED_OUT: _hold(
        Owner.OIC,
        "The victim has asked not to be told this way, and must still be told. Call, or agree on another way.",
    ),
    Reason.CONTACT_UNUSABLE: _hold(
        Owner.OIC,
        "There is no contact on record that this message can safely be sent to. Ask the victim for one.",
    ),
    Reason.CHANNEL_NOT_AGREED: _hold(
        Owner.OIC, "The contact plan does not list this channel. Use one that was agreed."
    ),
    Reason.CHANNEL_REFUSED: _hold(
        Owner.OIC, "The contact plan says never to use this channel. Use one that was agreed."
    ),
    Reason.NO_WAY_FOR_ADVICE: _suppress(
        "This advice goes by one channel alone, and the victim does not have it or did not agree to it. The Victims' "
        "Code does not ask for it, so there is no need to act."
    ),
    Reason.PORTAL_REFUSED: _hold(
        Owner.OIC,
        "The plan says never to use the portal, and this message points there. Tell the victim as agreed.",
    ),
    Reason.PORTAL_NOT_THEIRS: _hold(
        Owner.OIC,
        "The online pages open to the victim alone, from the age of 18, and this message points there. Tell this "
        "person in another way.",
    ),
    Reason.NO_SIGN_IN_FACT: _hold(
        Owner.OIC,
        "Nothing on record could prove the victim in the portal, where this is to be read. Record a date of "
        "birth, a postcode, or in a flagged case a code word.",
    ),
    Reason.SAME_AS_SUSPECT: _hold(
        Owner.OIC,
        "The contact on record is also that of a suspect or defendant. Make sure whose it is before anything goes.",
    ),
    Reason.SHARED_CONTACT: _hold(
        Owner.OIC, "The contact on record is also that of another person in the case. Make sure whose it is."
    ),
    Reason.WIDELY_SHARED: _hold(
        Owner.RECORDS, "More than two victims gave this number or address. Find out whose it is and who reads it."
    ),
    Reason.CONTACT_FROZEN: _hold(
        Owner.RECORDS, "We were told that this number or address is not the victim's. Find out whose it is."
    ),
    Reason.PROVIDER_REFUSED: _hold(
        Owner.OIC,
        "The provider refused this message for good. Check the contact on record and tell the victim yourself.",
    ),
    Reason.PERMANENT_FAILURE: _hold(
        Owner.OIC,
        "The message could not be delivered: the number or address does not exist. Ask the victim for another.",
    ),
    Reason.TOO_MANY_FAILURES: _hold(
        Owner.OIC, "We tried more than once and the message did not get through. Tell the victim yourself."
    ),
    Reason.CANNOT_ASK_PROVIDER: _hold(
        Owner.SYSTEM,
        "Whether this message left is not known and the provider cannot be asked. Find out before sending again.",
    ),
    Reason.NO_RECEIPT: _hold(
        Owner.OIC,
        "The provider took this message and never said that it arrived. Tell the victim yourself.",
    ),
    Reason.NEXT_CHANNEL: _suppress("This channel could not be used; another one tells it instead."),
    Reason.AFTER_HARD_NEWS: _suppress(
        "Hard news was told less than two weeks ago, or is still to be told. Nobody is asked how we did so soon."
    ),
    Reason.TOO_LATE: _suppress(
        "The time in which this message was of use has passed. Tell the victim yourself if it still matters.", Owner.OIC
    ),
}


def answer(name: str, reason: Reason, *, finding: str | None = None, owner: Owner | None = None) -> GateAnswer:
    """Return the answer of the gate `name` that stops a message for `reason`; `owner` where it is not the reason's."""
    meaning = MEANINGS[reason]
    return GateAnswer(
        name=name,
        kind=meaning.kind,
        sentence=meaning.sentence,
        reason=reason,
        owner=owner or meaning.owner,
        finding=finding,
    )
