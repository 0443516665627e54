"""
What a text may ask for: each placeholder and flag by name, where it may stand, and how long it can get.

Which words stand around them is content; what may be said at all on a lock screen is design 1.3, so it is
here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from waypost.messages.values import Channel, MessageClass

SMS_CLASSES = frozenset(MessageClass)


class Place(StrEnum):
    """Where in a message a text stands. A subject is seen on a lock screen, as an SMS is."""

    SMS = "sms"
    SUBJECT = "subject"
    EMAIL_BODY = "email body"
    LETTER = "letter"
    SCRIPT = "script"

    @property
    def is_on_a_lock_screen(self) -> bool:
        """Whether somebody who holds the locked phone can read it."""
        return self in {Place.SMS, Place.SUBJECT}


@dataclass(frozen=True)
class PlaceholderRule:
    """
    One placeholder. `worst` is the longest value that a text is checked with; `longest` is where a value is
    cut.

    A value that is ours (`is_ours`) is not defanged: the portal's address must stay an address. In a text for
    somebody who only reported (`for_reporters`) nothing may stand that tells of the case.
    """

    worst: str
    longest: int
    channels: frozenset[Channel]
    classes: frozenset[MessageClass] = SMS_CLASSES
    is_discreet: bool = True
    is_ours: bool = False
    for_reporters: bool = False
    example: str = ""

    def may_stand_in(self, place: Place) -> bool:
        """Whether a text at this place may hold it; staff may read everything."""
        if place is Place.SCRIPT:
            return True
        return not place.is_on_a_lock_screen or Channel.SMS in self.channels


_EVERYWHERE = frozenset(Channel)
_NOT_ON_A_LOCK_SCREEN = frozenset({Channel.EMAIL, Channel.LETTER})
_AT_ONCE = frozenset({MessageClass.IMMEDIATE})


def _inside(worst: str, longest: int, *, is_discreet: bool = False) -> PlaceholderRule:
    """Return the rule of what stands in an e-mail or letter only."""
    return PlaceholderRule(worst, longest, _NOT_ON_A_LOCK_SCREEN, is_discreet=is_discreet)


def _page(worst: str) -> PlaceholderRule:
    """Return the rule of an address of ours that is the same for everybody."""
    return PlaceholderRule(worst, 200, _NOT_ON_A_LOCK_SCREEN, is_ours=True, for_reporters=True)


PLACEHOLDERS: Mapping[str, PlaceholderRule] = {
    # The longest name of a territorial force of England and Wales is that of Gloucestershire Constabulary.
    "force_name": PlaceholderRule(
        "Gloucestershire Constabulary", 60, _EVERYWHERE, is_discreet=False, for_reporters=True
    ),
    "force_phone": PlaceholderRule("0" * 14, 40, _EVERYWHERE, is_discreet=False, for_reporters=True),
    "reference": PlaceholderRule("W" * 20, 64, _EVERYWHERE, for_reporters=True),
    "portal_address": PlaceholderRule("w" * 60, 200, _EVERYWHERE, is_ours=True),
    "officer_name": PlaceholderRule("W" * 30, 60, _EVERYWHERE, is_discreet=False),
    "appointment_date": PlaceholderRule("Wednesday 30 September", 40, _EVERYWHERE),
    "appointment_time": PlaceholderRule("10:30am to 12:30pm", 40, _EVERYWHERE),
    "new_reference": PlaceholderRule("W" * 20, 64, _EVERYWHERE),
    "code": PlaceholderRule("0" * 6, 6, _EVERYWHERE, classes=_AT_ONCE),
    "arrival_band": PlaceholderRule("between 10:30am and 12:30pm tomorrow", 60, _EVERYWHERE, classes=_AT_ONCE),
    "promised_band": PlaceholderRule("between 10:30am and 12:30pm tomorrow", 60, _EVERYWHERE, classes=_AT_ONCE),
    "officer_number": _inside("W" * 10, 20),
    "offence_title": _inside("W" * 80, 200),
    "recorded_date": _inside("30 September 2026", 40, is_discreet=True),
    "appointment_place": _inside("W" * 80, 300),
    "agency": _inside("W" * 60, 200),
    "outcome_reason": _inside("W" * 300, 1000),
    "outcome_meaning": _inside("W" * 200, 400),
    "information_required": _inside("W" * 200, 500),
    "crime_reference": _inside("W" * 20, 64, is_discreet=True),
    "service_name": _inside("W" * 60, 200),
    "agreed_interval": _inside("every 100 days", 40, is_discreet=True),
    "agreed_hours": _inside("10:30am to 12:30pm", 40, is_discreet=True),
    "agreed_channels": _inside(
        "text message, e-mail, letter, phone, online account and in person", 120, is_discreet=True
    ),
    "help_address": _page("w" * 60),
    "privacy_address": _page("w" * 60),
    "fact_text": _inside("W" * 300, 2000),
    "hearing_date": _inside("Wednesday 30 September 2026", 60),
    "hearing_time": _inside("at 10:30am", 40),
    "hearing_place": _inside("W" * 80, 200),
    "hearing_result": _inside("W" * 300, 2000),
    "hearing_change_reason": _inside("W" * 200, 500),
    "charged_offences": _inside("W" * 200, 1000),
    "bail_conditions": _inside("W" * 300, 2000),
    "return_date": _inside("30 September 2026", 40),
    "court_orders": _inside("W" * 300, 2000),
    "order_end_date": _inside("30 September 2026", 40),
    "property_item": _inside("W" * 80, 300),
    "flo_name": _inside("W" * 30, 60),
    "other_force": _inside("W" * 60, 100),
    "other_force_contact": _inside("W" * 80, 300),
    "other_force_reference": _inside("W" * 20, 64),
}
"""
Everything that a text may ask for. What an SMS may not hold a discreet text mostly may not hold either: under a
discreet plan such news stands in the portal alone. *Source:* design 1.3.
"""

FLAGS: Mapping[str, str] = {
    "portal": "the recipient may and can use the portal",
    "two_way": "the victim can write to the officer in the portal",
    "replaces": "an earlier message on the same matter, no longer right, has left",
    "has_officer": "an officer is named in the record",
    "has_reason": "the record gives the reason for the outcome",
    "has_place": "the record says where the appointment is",
    "has_agency": "the record says who deals with it instead of us",
    "has_crime": "a crime has been recorded",
    "has_band": "the record says when somebody is expected, or by when it was promised, as the text asks",
    "has_interval": "how often the recipient is told was agreed",
    "no_interval": "how often the recipient is told was not agreed",
    "has_hours": "the times at which the recipient is told were agreed",
    "has_channels": "the ways by which the recipient is told were agreed",
    "has_hearing": "a hearing is on record: the one that it is about, or the first one after a charge, still to come",
    "has_hearing_result": "the record says in words what the court decided",
    "has_change_reason": "the record says why the hearing was moved or did not go ahead",
    "has_offences": "the record says which offences somebody is charged with",
    "has_conditions": "the record says in words what somebody on bail must do, or not do",
    "has_return_date": "the record says when somebody on bail must come back, and that is still to come",
    "has_orders": "the record says in words what the court ordered",
    "has_order_end": "the record says when the order ends",
    "has_flo": "a family liaison officer is on record",
    "has_other_contact": "the record says how to reach the other force",
    "has_other_reference": "the record has the other force's reference",
    "has_fact_text": "the record says in words what it is about, or why",
    "has_review_right": "the recipient can ask the police to look at the decision again",
}
