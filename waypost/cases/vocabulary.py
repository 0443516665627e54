"""
The words of the contract that we know: one enum for each `x-known` list.

A source may send others. Screening sets those aside for a person; nothing here is guessed.

Source: contract/case.schema.json and incident.schema.json. A test holds each enum equal to its list there.
"""

from enum import StrEnum


class CaseStatus(StrEnum):
    """Where a recorded crime stands."""

    RECORDED = "recorded"
    SCREENING = "screening"
    ALLOCATED = "allocated"
    UNDER_INVESTIGATION = "under_investigation"
    WITH_PROSECUTOR = "with_prosecutor"
    CHARGED = "charged"
    AT_COURT = "at_court"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    TRANSFERRED = "transferred"

    @property
    def is_open(self) -> bool:
        """Whether the force still works on a case in this status."""
        return self not in {CaseStatus.CLOSED, CaseStatus.CANCELLED, CaseStatus.TRANSFERRED}


class Flag(StrEnum):
    """What makes contact about a case dangerous; each stops automatic messages."""

    DOMESTIC_ABUSE = "domestic_abuse"
    STALKING_HARASSMENT = "stalking_harassment"
    SEXUAL_OFFENCE = "sexual_offence"
    HONOUR_BASED_ABUSE = "honour_based_abuse"
    FORCED_MARRIAGE = "forced_marriage"
    FGM = "fgm"
    TRAFFICKING = "trafficking"
    CHILD_ABUSE = "child_abuse"
    CHILD_PROTECTION = "child_protection"
    BEREAVEMENT = "bereavement"
    HATE_CRIME = "hate_crime"
    TERRORISM = "terrorism"
    SEALED = "sealed"
    UNDERCOVER_OR_PROTECTED = "undercover_or_protected"
    HIGH_RISK = "high_risk"


class Role(StrEnum):
    """What a person is in a case; one person may be several things."""

    VICTIM = "victim"
    WITNESS = "witness"
    REPORTER = "reporter"
    SUSPECT = "suspect"
    DEFENDANT = "defendant"
    PARENT_GUARDIAN = "parent_guardian"
    BUSINESS_CONTACT = "business_contact"
    FAMILY_SPOKESPERSON = "family_spokesperson"
    SUPPORTER = "supporter"


_OF_THE_ACCUSED = ("appeal.", "cps.", "police.", "suspect.")


def names_the_accused(kind: str) -> bool:
    """
    Whether events of this kind name somebody as a suspect or defendant, whatever else they are in the case.

    *Source:* contract/triggers.csv.
    """
    return kind.startswith(_OF_THE_ACCUSED)


class EnhancedReason(StrEnum):
    """Why a victim has enhanced rights."""

    SERIOUS_CRIME = "serious_crime"
    PERSISTENTLY_TARGETED = "persistently_targeted"
    VULNERABLE = "vulnerable"
    INTIMIDATED = "intimidated"
    DISCRETION = "discretion"


class Format(StrEnum):
    """A form of writing or speech that a person needs."""

    EASY_READ = "easy_read"
    LARGE_PRINT = "large_print"
    BSL = "bsl"
    BRAILLE = "braille"
    AUDIO = "audio"


class AgreedChannel(StrEnum):
    """A way to reach a person that she agreed to."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    PORTAL = "portal"
    IN_PERSON = "in_person"


class ForbiddenChannel(StrEnum):
    """A way to reach a person that must never be used."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    PHONE = "phone"
    PORTAL = "portal"
    VOICEMAIL = "voicemail"


class DecidedBy(StrEnum):
    """Who decided an outcome."""

    POLICE = "police"
    CPS = "cps"


class AppointmentKind(StrEnum):
    """What an appointment is for."""

    VISIT = "visit"
    PHONE_CALL = "phone_call"
    VIDEO_CALL = "video_call"
    STATEMENT = "statement"
    FORENSIC_VISIT = "forensic_visit"
    STATION = "station"
    OTHER = "other"


class AppointmentStatus(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    ATTENDED = "attended"
    MISSED = "missed"


class MissedBy(StrEnum):
    """Who missed an appointment."""

    POLICE = "police"
    VICTIM = "victim"


class HearingKind(StrEnum):
    """What a hearing is for."""

    FIRST_HEARING = "first_hearing"
    PLEA = "plea"
    TRIAL = "trial"
    SENTENCE = "sentence"
    BAIL = "bail"
    APPEAL = "appeal"
    MENTION = "mention"
    WARRANT = "warrant"
    OTHER = "other"


class HearingStatus(StrEnum):
    """Where a hearing stands."""

    LISTED = "listed"
    STARTED = "started"
    VACATED = "vacated"
    ADJOURNED = "adjourned"
    HEARD = "heard"


class ResultCode(StrEnum):
    """What a court decided in a hearing."""

    SENT_TO_CROWN = "sent_to_crown"
    PLEA_GUILTY = "plea_guilty"
    PLEA_NOT_GUILTY = "plea_not_guilty"
    BAIL_GRANTED = "bail_granted"
    BAIL_REFUSED = "bail_refused"
    BAIL_CHANGED = "bail_changed"
    GUILTY = "guilty"
    NOT_GUILTY = "not_guilty"
    HUNG_JURY = "hung_jury"
    DISCONTINUED = "discontinued"
    RETRIAL = "retrial"
    SENTENCED = "sentenced"
    WARRANT_ISSUED = "warrant_issued"
    WARRANT_EXECUTED = "warrant_executed"
    APPEAL_ALLOWED = "appeal_allowed"
    APPEAL_DISMISSED = "appeal_dismissed"
    PERMISSION_GRANTED = "permission_granted"
    PERMISSION_REFUSED = "permission_refused"


class OrderKind(StrEnum):
    """What a court ordered."""

    COMPENSATION = "compensation"
    RESTRAINING = "restraining"
    OTHER = "other"


class PropertyStatus(StrEnum):
    """Where an item of property is."""

    STOLEN = "stolen"
    DAMAGED = "damaged"
    RECOVERED = "recovered"
    RETAINED = "retained"
    RELEASED = "released"
    DISPOSAL_DUE = "disposal_due"
    DISPOSED = "disposed"
    RETURNED = "returned"


class EntryKind(StrEnum):
    """Who speaks in a log entry."""

    OFFICER_MESSAGE = "officer_message"
    VICTIM_MESSAGE = "victim_message"
    SYSTEM_NOTE = "system_note"


class TaskStatus(StrEnum):
    """What became of a task that Waypost gave to an officer."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    EN_ROUTE = "en_route"
    AT_SCENE = "at_scene"
    RESULTED = "resulted"
    CLOSED = "closed"

    @property
    def is_awaited(self) -> bool:
        """Whether somebody may still be on the way to whoever called."""
        return self in {IncidentStatus.OPEN, IncidentStatus.ASSIGNED, IncidentStatus.EN_ROUTE}

    @property
    def is_over(self) -> bool:
        """Whether the control room is done with it."""
        return self in {IncidentStatus.RESULTED, IncidentStatus.CLOSED}


class IncidentChannel(StrEnum):
    """How an incident was reported."""

    EMERGENCY = "999"
    NON_EMERGENCY = "101"
    ONLINE = "online"
    FRONT_COUNTER = "front_counter"
    OFFICER = "officer"
    OTHER = "other"


class Grade(StrEnum):
    """How soon somebody goes to an incident, if at all. Never shown to a victim."""

    EMERGENCY = "emergency"
    PRIORITY = "priority"
    SCHEDULED = "scheduled"
    RESOLUTION_WITHOUT_DEPLOYMENT = "resolution_without_deployment"


class IncidentResult(StrEnum):
    """What became of an incident."""

    CRIME_RECORDED = "crime_recorded"
    NO_CRIME = "no_crime"
    OTHER_AGENCY = "other_agency"
    ADVICE = "advice"
    DUPLICATE = "duplicate"
    ATTENDED = "attended"
    FRAUD_REFERRAL = "fraud_referral"
