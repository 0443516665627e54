"""What the other rooms may know of a case, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from uuid import UUID

from waypost.base.values import CaseId, ForceName, JsonValue, PersonId
from waypost.cases.record_values import Appointment, CourtOrder, Hearing, OtherForce, Outcome, Property, ToldFact

__all__ = [
    "Appointment",
    "Authority",
    "CaseFacts",
    "CaseKind",
    "Contact",
    "ContactPlan",
    "CourtOrder",
    "DataFinding",
    "DeliveryFacts",
    "Hearing",
    "IncidentFacts",
    "Officer",
    "OptOut",
    "OtherForce",
    "OtherParty",
    "OutboxItemFacts",
    "OutboxKind",
    "Outcome",
    "PersonFacts",
    "PortalCase",
    "Property",
    "Purpose",
    "SourceFacts",
    "SourceState",
    "ThreadEntry",
    "TimelineEntry",
    "ToldFact",
]


class SourceState(StrEnum):
    """Whether what a source tells may lead to messages."""

    SHADOW = "shadow"
    LIVE = "live"


class CaseKind(StrEnum):
    """What a case is in the force's systems."""

    CRIME = "crime"
    INCIDENT = "incident"


class OutboxKind(StrEnum):
    """What a source can be asked to take (contract, "Write-back")."""

    VICTIM_MESSAGE = "victim_message"
    TASK = "task"
    NOTE = "note"


@dataclass(frozen=True)
class SourceFacts:
    """
    One source as the doors need it; `last_ok_at` is when we last knew that we had all it has to say.

    It promises that this is never longer ago than `fresh_within_minutes`, None where it promises nothing;
    `stale_since` is since when that is known to be broken, `paused_at` since when people have stopped it.
    """

    id: int
    force: ForceName
    name: str
    kind: str
    state: SourceState
    write_back_url: str
    config: Mapping[str, JsonValue]
    last_ok_at: datetime | None
    fresh_within_minutes: int | None = None
    stale_since: datetime | None = None
    paused_at: datetime | None = None


@dataclass(frozen=True)
class Contact:
    """Contact details as the source gave them, not normalised."""

    mobile: str | None = None
    phone: str | None = None
    email: str | None = None
    address: str | None = None
    postcode: str | None = None
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class ContactPlan:
    """What was agreed with the victim. Hours are local (Europe/London) and may cross midnight."""

    agreed_at: datetime | None = None
    channels: tuple[str, ...] | None = None
    never: tuple[str, ...] = ()
    hours: tuple[time, time] | None = None
    update_every_days: int | None = None
    discreet: bool = False
    no_contact: bool = False
    safe_confirmed_at: datetime | None = None
    code_word: str | None = None
    two_way: bool | None = None
    review_on: date | None = None


@dataclass(frozen=True)
class Authority:
    """What was agreed with somebody who supports a victim: in which matters, from when, until which day."""

    scope: str | None = None
    recorded_at: datetime | None = None
    expires_on: date | None = None


class Purpose(StrEnum):
    """What a message is for, as a victim may refuse it. What the Victims' Code demands is nobody's to refuse."""

    SERVICE = "service"
    SURVEY = "survey"


@dataclass(frozen=True)
class OptOut:
    """
    What a person has refused in the portal: a channel (None: any), a purpose (None: any).

    A row of ours: it holds beside the source's contact plan, and the stricter of the two counts (design 1.6).
    """

    channel: str | None
    purpose: Purpose | None
    since: datetime


@dataclass(frozen=True)
class DataFinding:
    """
    Something about a person's entry or a case that a clerk should see. `rule` is its id in domain.md 6 (Q11).

    `code` names it, `sentence` says in plain words what to do and holds no personal data. `stops` says whether nothing
    goes by itself until it is decided, `remedy` who mends it: `records`, `oic` or `supervisor`.
    """

    rule: str
    code: str
    sentence: str
    stops: bool = False
    remedy: str = "records"


@dataclass(frozen=True)
class OtherParty:
    """Somebody else in this or a linked case, by normalised keys: whom a message must not reach."""

    person_id: PersonId
    case_id: CaseId
    roles: tuple[str, ...]
    mobile_key: str
    phone_key: str
    email_key: str
    name_and_birth: str = ""
    address_key: str = ""
    name_key: str = ""


@dataclass(frozen=True)
class Officer:
    """The officer in the case."""

    collar_number: str
    name: str
    rank: str | None = None
    team: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class PersonFacts:
    """One entry of a case's people, as known now."""

    person_id: PersonId
    ref: str
    roles: tuple[str, ...]
    kind: str
    title: str | None = None
    given_name: str | None = None
    family_name: str | None = None
    organisation_name: str | None = None
    date_of_birth: date | None = None
    deceased: bool = False
    language: str | None = None
    formats: tuple[str, ...] = ()
    enhanced: tuple[str, ...] = ()
    acts_for: tuple[str, ...] = ()
    contact: Contact = field(default_factory=Contact)
    plan: ContactPlan | None = None
    authority: Authority | None = None
    """For a supporter: what was agreed. Without it nothing is sent to them."""
    confirmed_from: tuple[str, ...] = ()
    """Fields in which a number or address stood that is used as their contact, since a person has confirmed it."""

    @property
    def is_organisation(self) -> bool:
        """Whether this entry is a business or another body, not a human being."""
        return self.kind == "organisation"


@dataclass(frozen=True)
class IncidentFacts:
    """
    What only an incident has. `crime_reference` is the crime recorded from it, named by either record.

    `is_screened`: the call handler has said which group it is and asked for flags; without both nothing is sent.
    `suspect_may_see_phone` is True where nobody has asked; `suspect_sees_phone` only where somebody has said so, and
    then it counts as a flag. `eta` is the time from which the band that holds now is
    made (`incidents.bands.arrival_band`): it stays while the source's own moves within that band.
    *Source:* contract/incident.schema.json.
    """

    status: str | None
    grade: str | None
    opened_at: datetime
    is_screened: bool
    suspect_may_see_phone: bool
    channel: str | None = None
    promised_by: datetime | None = None
    eta: datetime | None = None
    attended_at: datetime | None = None
    information_required: str | None = None
    result: str | None = None
    agency: str | None = None
    crime_reference: str | None = None
    forensic_potential: bool = False
    suspect_sees_phone: bool = False


@dataclass(frozen=True)
class CaseFacts:
    """
    The known part of one case, as held now, with what the gates and journeys ask of it.

    `incident` is there for an incident only, whose `group` is empty where nobody has said one, whose `flags` are
    empty where nobody has asked, and whose `recorded_at` is when it was opened. `incident_reference` is there for a
    crime only: the incident that it says it was recorded from.
    """

    case_id: CaseId
    force: ForceName
    reference: str
    source: SourceFacts
    revision: int
    group: str
    status: str | None
    flags: tuple[str, ...]
    held_items: int
    recorded_at: datetime
    updated_at: datetime
    people: tuple[PersonFacts, ...]
    officer: Officer | None = None
    outcome: Outcome | None = None
    appointments: tuple[Appointment, ...] = ()
    merged_into: str | None = None
    transferred: bool = False
    offence_title: str = ""
    hearings: tuple[Hearing, ...] = ()
    told_facts: tuple[ToldFact, ...] = ()
    kind: CaseKind = CaseKind.CRIME
    incident: IncidentFacts | None = None
    incident_reference: str | None = None
    supervisor: Officer | None = None
    findings: tuple[DataFinding, ...] = ()
    """What a clerk should see about the case itself: words of danger without a flag, a death, dates out of order."""
    occurred_from: datetime | None = None
    occurred_to: datetime | None = None
    linked: tuple[str, ...] = ()
    property_items: tuple[Property, ...] = ()
    flo: Officer | None = None
    transferred_to: OtherForce | None = None
    items_in_shadow: frozenset[str] = frozenset()
    """Ids of hearings, facts and things of which a second source that is in shadow now says something: not told."""

    @property
    def is_flagged(self) -> bool:
        """Whether something is on record that makes contact dangerous until a plan says what is safe."""
        return bool(self.flags) or (self.incident is not None and self.incident.suspect_sees_phone)

    def person(self, person_id: PersonId) -> PersonFacts:
        """
        Return one entry.

        :raises KeyError: if the case has none of that id.
        """
        for person in self.people:
            if person.person_id == person_id:
                return person
        raise KeyError(person_id)

    def person_by_ref(self, ref: str) -> PersonFacts | None:
        """Return the entry that the source calls `ref`, or None."""
        return next((person for person in self.people if person.ref == ref), None)


@dataclass(frozen=True)
class DeliveryFacts:
    """All that decides whether one person may be told, read in one go."""

    case: CaseFacts
    person: PersonFacts
    others: tuple[OtherParty, ...]
    """Every other entry of this case and of cases linked or merged with it, in either direction."""
    told_by_crime: bool = False
    """This is an incident, and the same human is a victim in a crime recorded from it (design 1.6)."""
    opt_outs: tuple[OptOut, ...] = ()
    """What this person has refused in the portal."""
    frozen: frozenset[str] = frozenset()
    """Normalised numbers and addresses of this person, or of who acts for them, that somebody said are not theirs."""
    shared_by: Mapping[str, int] = field(default_factory=dict)
    """How many other people, victims of other open cases of the force, have this normalised contact."""
    findings: tuple[DataFinding, ...] = ()
    """What a clerk should see about this entry, also because of other cases, beside what is wrong with a contact."""

    @property
    def guardians(self) -> tuple[PersonFacts, ...]:
        """Who may be told about this person: entries that act for them."""
        return tuple(other for other in self.case.people if self.person.ref in other.acts_for)


@dataclass(frozen=True)
class TimelineEntry:
    """One event of a case's timeline; `details` holds codes, ids and dates, never names or free text."""

    number: int
    kind: str
    at: datetime
    received_at: datetime | None
    seen_at: datetime
    person_ref: str | None
    item: str | None
    details: Mapping[str, JsonValue]


@dataclass(frozen=True)
class ThreadEntry:
    """One log entry to or from the victim, as the crime system holds it."""

    id: str
    kind: str
    person_ref: str | None
    author: str | None
    at: datetime
    text: str
    waypost_id: str | None


@dataclass(frozen=True)
class OutboxItemFacts:
    """Something that waits for its source; `number` is its place in the order of its case."""

    waypost_id: UUID
    case_id: CaseId
    reference: str
    number: int
    kind: OutboxKind
    payload: Mapping[str, JsonValue]
    attempts: int
    created_at: datetime


@dataclass(frozen=True)
class PortalCase:
    """What one person may see of one case."""

    case: CaseFacts
    person: PersonFacts
    events: tuple[TimelineEntry, ...]
    """This person's part of the timeline, newest first: events about nobody, or about this person."""
    appointments: tuple[Appointment, ...]
    property: tuple[Property, ...]
    summary: str | None
    offence_title: str
    last_checked_at: datetime | None
