"""
What each thing that stops a message means for whoever mends records: its rule, its words, who mends it, and whether
anybody should. Pure.

*Source:* domain.md 3.1 and 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from waypost.cases.findings.catalogue import Found
from waypost.cases.values import DataFinding
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import Channel, Owner, Reason


class Remedy(StrEnum):
    """What can be done."""

    MEND = "mend"
    """The record is wrong, and whoever keeps it can put it right."""
    ASK = "ask"
    """Somebody must speak with the victim, or decide, and put down what holds."""
    NONE = "none"
    """It is rightly so: a person tells these victims. It is never counted among the fixes."""


@dataclass(frozen=True)
class Cause:
    """
    One thing that stops a message. `key` tells it from all others, `rule` is of domain.md; empty where it has none.

    `channel` is empty where it stops every way of telling.
    """

    key: str
    rule: str
    sentence: str
    owner: Owner
    remedy: Remedy
    channel: str = ""


_OWNERS: Final = {"oic": Owner.OIC, "supervisor": Owner.SUPERVISOR, "records": Owner.RECORDS}
_BY_A_PERSON: Final = frozenset(
    {Found.DECEASED, Found.SOMEBODY_DIED, Found.OUTCOME_OF_A_DEATH, Found.SAME_CRIME_TWICE, Found.POLICE_OFFICER}
)
"""Findings after which a person tells the victim, however good the record gets."""
_BY_A_PERSON_CODES: Final = frozenset(found.name.lower() for found in _BY_A_PERSON)
_REASONS: Final[Mapping[Reason, tuple[str, Remedy]]] = {
    Reason.INCIDENT_NOT_SCREENED: ("SC1", Remedy.ASK),
    Reason.CASE_PAUSED: ("SC3", Remedy.MEND),
    Reason.CASE_MERGED: ("", Remedy.NONE),
    Reason.CASE_TRANSFERRED: ("", Remedy.NONE),
    Reason.CASE_CANCELLED: ("", Remedy.NONE),
    Reason.SAME_CRIME_TWICE: ("Q26", Remedy.NONE),
    Reason.GROUP_UNKNOWN: ("SC1", Remedy.MEND),
    Reason.GROUP_NOT_ON: ("SC1", Remedy.NONE),
    Reason.SEALED: ("SC2", Remedy.NONE),
    Reason.SAFETY_FLAG: ("SC2", Remedy.ASK),
    Reason.REVIEW_PAST: ("SC5", Remedy.ASK),
    Reason.DANGER_WORDS: ("Q25", Remedy.ASK),
    Reason.NO_CONTACT: ("SC14", Remedy.NONE),
    Reason.NOT_A_RECIPIENT: ("Q20", Remedy.MEND),
    Reason.ROLE_CONFLICT: ("Q19", Remedy.NONE),
    Reason.UNSAFE_GUARDIAN: ("Q16", Remedy.ASK),
    Reason.NO_AUTHORITY: ("SC16", Remedy.ASK),
    Reason.DECEASED: ("Q17", Remedy.NONE),
    Reason.VICTIM_OR_WITNESS_DEAD: ("Q17", Remedy.NONE),
    Reason.BEREAVED: ("Q17", Remedy.NONE),
    Reason.MINOR: ("Q15", Remedy.ASK),
    Reason.AGE_UNKNOWN: ("Q14", Remedy.ASK),
    Reason.PLACEHOLDER_NAME: ("Q11", Remedy.MEND),
    Reason.NO_NAMED_CONTACT: ("Q12", Remedy.ASK),
    Reason.CONTACT_UNUSABLE: ("Q21", Remedy.ASK),
    Reason.NO_WAY_FOR_ADVICE: ("", Remedy.NONE),
    Reason.CHANNEL_NOT_AGREED: ("SC14", Remedy.NONE),
    Reason.CHANNEL_REFUSED: ("SC14", Remedy.NONE),
    Reason.SAME_AS_SUSPECT: ("Q09", Remedy.ASK),
    Reason.SHARED_CONTACT: ("Q10", Remedy.ASK),
    Reason.WIDELY_SHARED: ("Q10", Remedy.ASK),
    Reason.RECORD_IN_DOUBT: ("", Remedy.MEND),
    Reason.NAMES_SOMEBODY_ELSE: ("SC6", Remedy.NONE),
}
"""Every reason that the gates about the record can give. Who asks not to be told some way has chosen so."""
_NOTHING: Final = {
    Channel.SMS: ("no_mobile", "There is no mobile number on record. Ask for one."),
    Channel.EMAIL: ("no_email", "There is no e-mail address on record. Ask for one."),
    Channel.LETTER: ("no_address", "There is no postal address on record. Ask for it."),
}


def cause_of_finding(finding: DataFinding) -> Cause:
    """Return what a finding means that stops messages."""
    owner = _OWNERS.get(finding.remedy, Owner.RECORDS)
    remedy = Remedy.MEND if owner is Owner.RECORDS else Remedy.ASK
    if finding.code in _BY_A_PERSON_CODES:
        remedy = Remedy.NONE
    return Cause(finding.code, finding.rule, finding.sentence, owner, remedy)


def cause_of_contact(rule: str, code: str, sentence: str, *, channel: Channel) -> Cause:
    """Return what is wrong with the contact for one channel: only the victim knows the right one."""
    return Cause(f"{code}_{channel.value}", rule, sentence, Owner.OIC, Remedy.ASK, channel.value)


def nothing_there(channel: Channel) -> Cause:
    """Return that there is no contact for a channel."""
    code, sentence = _NOTHING[channel]
    return Cause(code, "", sentence, Owner.OIC, Remedy.ASK, channel.value)


def cause_of_reason(reason: Reason, *, channel: Channel | None) -> Cause:
    """Return what a gate's reason means; `channel` where it stops that one only."""
    if reason is Reason.MINOR:
        # Of a child who has a safe adult that adult is asked about.
        return cause_of_finding(Found.MINOR_WITHOUT_GUARDIAN.finding)
    rule, remedy = _REASONS[reason]
    meaning = MEANINGS[reason]
    key = f"{reason.value}_{channel.value}" if channel else reason.value
    return Cause(key, rule, meaning.sentence, meaning.owner, remedy, channel.value if channel else "")


KNOWN_REASONS: Final = frozenset(_REASONS)
