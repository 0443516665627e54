"""What the rooms above may know of messages: states, holds, intents, answers. No tables, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from waypost.access.values import JourneyState
from waypost.base.values import CaseId, MessageId, PersonId


class MessageState(StrEnum):
    """Where our promise is (design 1.3). `planned` waits for its time, `queued` is due now."""

    PLANNED = "planned"
    AWAITING_APPROVAL = "awaiting_approval"
    HELD = "held"
    QUEUED = "queued"
    LEASED = "leased"
    HANDED_OVER = "handed_over"
    IN_DOUBT = "in_doubt"
    DELIVERED = "delivered"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"

    @property
    def is_final(self) -> bool:
        """Whether nothing can happen to the message any more."""
        return not LEGAL_MOVES[self]


_NOT_DUE = {MessageState.PLANNED, MessageState.AWAITING_APPROVAL, MessageState.HELD}
_UNSENT_ENDS = {MessageState.SUPPRESSED, MessageState.SUPERSEDED, MessageState.EXPIRED}
# A provider that first knew nothing of a reference may come round and say that it delivered it.
_LATE_WORD = {MessageState.HANDED_OVER, MessageState.DELIVERED, MessageState.FAILED}

FIRST_STATES = frozenset(
    {
        MessageState.PLANNED,
        MessageState.AWAITING_APPROVAL,
        MessageState.HELD,
        MessageState.QUEUED,
        # A sign-in code is handed over while its victim waits: it is written down already leased.
        MessageState.LEASED,
        MessageState.SUPPRESSED,
        MessageState.EXPIRED,
    }
)
"""States in which a message may be written down first."""

LEGAL_MOVES: Mapping[MessageState, frozenset[MessageState]] = {
    MessageState.PLANNED: frozenset({MessageState.QUEUED, MessageState.HELD, *_UNSENT_ENDS, *_LATE_WORD}),
    MessageState.AWAITING_APPROVAL: frozenset(
        {MessageState.PLANNED, MessageState.QUEUED, MessageState.HELD, *_UNSENT_ENDS}
    ),
    MessageState.HELD: frozenset(
        {MessageState.PLANNED, MessageState.AWAITING_APPROVAL, MessageState.QUEUED, *_UNSENT_ENDS, *_LATE_WORD}
    ),
    MessageState.QUEUED: frozenset({*_NOT_DUE, MessageState.LEASED, *_UNSENT_ENDS, *_LATE_WORD}),
    # A receipt may overtake our own record of the hand-over, so every end of one is reached from here too.
    MessageState.LEASED: frozenset(
        {
            MessageState.QUEUED,
            MessageState.HELD,
            MessageState.HANDED_OVER,
            MessageState.IN_DOUBT,
            MessageState.DELIVERED,
            MessageState.FAILED,
        }
    ),
    MessageState.IN_DOUBT: frozenset(
        {
            MessageState.QUEUED,
            MessageState.HELD,
            MessageState.HANDED_OVER,
            MessageState.DELIVERED,
            MessageState.FAILED,
        }
    ),
    # Back to the queue: the provider's last word was a failure that may pass, so a next attempt is made.
    MessageState.HANDED_OVER: frozenset({MessageState.QUEUED, MessageState.DELIVERED, MessageState.FAILED}),
    MessageState.DELIVERED: frozenset(),
    MessageState.FAILED: frozenset(),
    MessageState.SUPPRESSED: frozenset(),
    MessageState.SUPERSEDED: frozenset(),
    MessageState.EXPIRED: frozenset(),
}
"""Every move that the database allows; migration 0001 installs this table as a trigger."""

ASKED_AGAIN = frozenset({MessageState.AWAITING_APPROVAL, MessageState.HELD})
"""States in which a message stands still, and its gates are asked again: in their own time, and when facts change."""

UNSENT = frozenset({MessageState.PLANNED, MessageState.AWAITING_APPROVAL, MessageState.HELD, MessageState.QUEUED})
"""States in which nothing has left and a message can still be taken back."""

HAS_LEFT = frozenset({MessageState.HANDED_OVER, MessageState.DELIVERED})
"""States of a message that a provider has, or had: whether it has told is another question (design 1.3)."""


class DeliveryStatus(StrEnum):
    """What a provider says became of an attempt. Names are GOV.UK Notify's, so receipts map one to one."""

    CREATED = "created"
    SENDING = "sending"
    PENDING = "pending"
    SENT = "sent"
    DELIVERED = "delivered"
    PERMANENT_FAILURE = "permanent-failure"
    TEMPORARY_FAILURE = "temporary-failure"
    TECHNICAL_FAILURE = "technical-failure"

    @property
    def is_final(self) -> bool:
        """Whether no further receipt can change this status."""
        return self.rank == _FINAL_RANK

    @property
    def is_failure(self) -> bool:
        """Whether the provider gave up."""
        return self.is_final and self is not DeliveryStatus.DELIVERED

    @property
    def rank(self) -> int:
        """How far along it is; an attempt never goes to a lower rank, nor from one final status to another."""
        return _RANKS.get(self, _FINAL_RANK)


_FINAL_RANK = 4
# `sent` is where Notify leaves international texts for good: never delivered, never failed.
_RANKS = {
    DeliveryStatus.CREATED: 0,
    DeliveryStatus.SENDING: 1,
    DeliveryStatus.PENDING: 2,
    DeliveryStatus.SENT: 3,
}


class SendMode(StrEnum):
    """Who must act before a message of this template leaves (design 1.4)."""

    AUTOMATIC = "A"
    CONFIRMED = "C"
    HUMAN_FIRST = "H"
    NEVER_PUSHED = "N"


class MessageClass(StrEnum):
    """What a message may ignore: `immediate` ignores hours, none ignores safety (design 1.4)."""

    STATUTORY = "statutory"
    SERVICE = "service"
    SURVEY = "survey"
    IMMEDIATE = "immediate"


class Channel(StrEnum):
    """A way to a person. Names are those of `contact_plan.channels` in the published contract."""

    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    WHATSAPP = "whatsapp"
    """No name of the contract: only where a force has switched it on and a plan names it."""

    @property
    def worded_as(self) -> "Channel":
        """Whose wording this channel has, and whose limits."""
        return Channel.SMS if self is Channel.WHATSAPP else self


class Audience(StrEnum):
    """For whom a text is written, in the words of its file."""

    ADULT = "adult"
    GUARDIAN = "guardian"
    ADULT_OR_GUARDIAN = "adult or guardian"
    YOUNG_PERSON = "young person"
    SPOKESPERSON = "bereaved spokesperson"
    BUSINESS_CONTACT = "business contact"
    REPORTER = "reporter"
    REGISTERED_USER = "any registered user"
    ANYBODY = "any recipient"


class Reason(StrEnum):
    """Why a message is held, never sent, or failed. What it means for staff stands in `reasons.py`."""

    # the force, the source, the content
    FORCE_IN_SHADOW = "force_in_shadow"
    NOT_IN_PILOT = "not_in_pilot"
    SOURCE_IN_SHADOW = "source_in_shadow"
    SOURCE_STALE = "source_stale"
    JOURNEY_IN_SHADOW = "journey_in_shadow"
    JOURNEY_PAUSED = "journey_paused"
    GROUP_UNKNOWN = "group_unknown"
    GROUP_NOT_ON = "group_not_on"
    NEEDS_CONFIRMATION = "needs_confirmation"
    NEEDS_CALL = "needs_call"
    NEVER_PUSHED = "never_pushed"
    REFUSED_BY_OFFICER = "refused_by_officer"
    TOLD_BY_OFFICER = "told_by_officer"
    NO_DISCREET_TEXT = "no_discreet_text"
    TEXT_UNFIT = "text_unfit"
    NO_TEMPLATE = "no_template"
    NO_PROVIDER = "no_provider"
    PROVIDER_REFUSES_US = "provider_refuses_us"
    FORCE_STOPPED = "force_stopped"
    TEXT_STOPPED = "text_stopped"
    FIRST_ONES_OUT = "first_ones_out"
    RECALLED = "recalled"
    # the case
    CASE_PAUSED = "case_paused"
    CASE_CANCELLED = "case_cancelled"
    CASE_MERGED = "case_merged"
    CASE_TRANSFERRED = "case_transferred"
    NO_LONGER_TRUE = "no_longer_true"
    INCIDENT_NOT_SCREENED = "incident_not_screened"
    SUSPECT_MAY_SEE_PHONE = "suspect_may_see_phone"
    TOLD_BY_CRIME = "told_by_crime"
    SAFETY_FLAG = "safety_flag"
    REVIEW_PAST = "review_past"
    VICTIM_OR_WITNESS_DEAD = "victim_or_witness_dead"
    BEREAVED = "bereaved"
    CASE_STOPPED = "case_stopped"
    SEALED = "sealed"
    DANGER_WORDS = "danger_words"
    SAME_CRIME_TWICE = "same_crime_twice"
    RECORD_IN_DOUBT = "record_in_doubt"
    # the person
    NOT_IN_CASE = "not_in_case"
    NOT_A_RECIPIENT = "not_a_recipient"
    NO_CONTACT = "no_contact"
    CALL_UNSAFE = "call_unsafe"
    DECEASED = "deceased"
    MINOR = "minor"
    AGE_UNKNOWN = "age_unknown"
    ORGANISATION = "organisation"
    TEXT_FOR_THE_VICTIM = "text_for_the_victim"
    TEXT_FOR_OTHERS = "text_for_others"
    ROLE_CONFLICT = "role_conflict"
    PLACEHOLDER_NAME = "placeholder_name"
    NO_NAMED_CONTACT = "no_named_contact"
    NO_AUTHORITY = "no_authority"
    UNSAFE_GUARDIAN = "unsafe_guardian"
    OPTED_OUT = "opted_out"
    # the contact
    CONTACT_UNUSABLE = "contact_unusable"
    CHANNEL_NOT_AGREED = "channel_not_agreed"
    CHANNEL_REFUSED = "channel_refused"
    NO_WAY_FOR_ADVICE = "no_way_for_advice"
    PORTAL_REFUSED = "portal_refused"
    PORTAL_NOT_THEIRS = "portal_not_theirs"
    NAMES_SOMEBODY_ELSE = "names_somebody_else"
    NO_SIGN_IN_FACT = "no_sign_in_fact"
    SAME_AS_SUSPECT = "same_as_suspect"
    SHARED_CONTACT = "shared_contact"
    WIDELY_SHARED = "widely_shared"
    CONTACT_FROZEN = "contact_frozen"
    CHANNEL_OPTED_OUT = "channel_opted_out"
    # how it ended
    PROVIDER_REFUSED = "provider_refused"
    PERMANENT_FAILURE = "permanent_failure"
    TOO_MANY_FAILURES = "too_many_failures"
    CANNOT_ASK_PROVIDER = "cannot_ask_provider"
    NO_RECEIPT = "no_receipt"
    AFTER_HARD_NEWS = "after_hard_news"
    NEXT_CHANNEL = "next_channel"
    TOO_LATE = "too_late"


UPDATES_JOINED = "updates_joined"
"""The template in which several pieces of news come in one message."""


class Owner(StrEnum):
    """Who must do something about a held or failed message."""

    OIC = "oic"
    SUPERVISOR = "supervisor"
    RECORDS = "records"
    CONTENT = "content"
    SYSTEM = "system"
    NOBODY = "nobody"


class AnswerKind(StrEnum):
    """What a gate says."""

    PASS = "pass"  # noqa: S105 - not a password
    WAIT = "wait"
    ASK = "ask"
    """A person must act first: confirm the draft, or call."""
    HOLD = "hold"
    SUPPRESS = "suppress"


@dataclass(frozen=True)
class GateAnswer:
    """
    One gate's answer about one message.

    `until` is set for a wait only, `reason` for a hold or a suppression only. `sentence` is for staff and
    holds no name, number, address or text. `finding` is the code of a finding that a person should see, held or not.
    """

    name: str
    kind: AnswerKind
    sentence: str
    reason: Reason | None = None
    owner: Owner = Owner.NOBODY
    until: datetime | None = None
    finding: str | None = None

    def to_json(self) -> dict[str, str]:
        """Return the answer as it is kept with the message and shown by `explain`."""
        kept = {"name": self.name, "answer": self.kind.value}
        if self.reason:
            kept |= {"reason": self.reason.value, "owner": self.owner.value}
        if self.until:
            kept["until"] = self.until.isoformat()
        if self.finding:
            kept["finding"] = self.finding
        return kept


@dataclass(frozen=True)
class Verdict:
    """What all gates say together: `answers` in the order asked, `outcome` the one that decides."""

    answers: tuple[GateAnswer, ...]
    outcome: GateAnswer


@dataclass(frozen=True)
class Part:
    """One wish that a digest stands for: what it would have said by itself, and the run that wanted it."""

    run_id: int
    template: str
    trigger: str
    item: str | None


@dataclass(frozen=True)
class Intent:
    """
    What the journeys want told: to whom, by which template, when.

    `person_id` is the recipient's entry. `item` is the id of the appointment, entry or outcome that it is about.
    `not_before` is None where it may go at once; after `expires_at` it is of no use; `tell_by` is the duty's.
    Without `expires_at` it is of use for as long as its template says, from `known_at` on: when the force learned
    what it tells of (None: now). `parts` are there for a digest only. `replaces` are runs whose messages on the same
    matter are void from now on: where one of them has left, the text says so. `state` is the one that the journey's
    own file allows; the force's setting may be stricter.
    """

    run_id: int
    step: str
    visit: int
    case_id: CaseId
    person_id: PersonId
    template: str
    trigger: str
    event_number: int | None
    item: str | None
    not_before: datetime | None
    expires_at: datetime | None
    tell_by: datetime | None
    journey: str = ""
    state: JourneyState = JourneyState.LIVE
    known_at: datetime | None = None
    parts: tuple[Part, ...] = ()
    replaces: tuple[int, ...] = ()


@dataclass(frozen=True)
class Planned:
    """
    What became of an intent in one channel: the message written down, or the one that was there already.

    An intent may have several, one a channel.
    """

    intent: Intent
    message_id: MessageId
    state: MessageState
    outcome: GateAnswer
