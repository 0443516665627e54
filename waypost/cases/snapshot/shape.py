"""
The case snapshot on the wire, field by field as contract/case.schema.json has it.

A text whose values the schema lists under `x-known` stays open here: what is not known is held
by screening, not refused. Absent and null mean the same to a reader, though the schema allows
null only in some places.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from waypost.cases.snapshot.types import (
    AllDifferent,
    Code,
    Day,
    FactKind,
    ForceSlug,
    GroupSlug,
    Identifier,
    Instant,
    ListOf,
    NotNull,
    OutcomeCode,
    Reference,
    TimeOfDay,
    UniqueItems,
    WholeNumber,
)

CodeList = Annotated[tuple[Code, ...], ListOf, Field(max_length=10), AllDifferent, UniqueItems]


class Shape(BaseModel):
    """A part of the snapshot: nothing converted, nothing unknown, nothing changed later."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Officer(Shape):
    """A member of police staff, as the force's crime system names them."""

    collar_number: Annotated[str, Field(min_length=1, max_length=20)]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    rank: Annotated[str, Field(max_length=40)] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    team: Annotated[str, Field(max_length=120)] | None = None


class TransferredTo(Shape):
    """The force that took the case over."""

    force: Annotated[str, Field(min_length=1, max_length=100)]
    contact: Annotated[str, Field(max_length=300)] | None = None
    reference: Reference | None = None


class Offence(Shape):
    """What the crime is recorded as."""

    group: GroupSlug
    title: Annotated[str, Field(min_length=1, max_length=200)]
    code: Annotated[str, Field(max_length=16)] | None = None


class Occurred(Shape):
    """When and roughly where the crime happened."""

    from_: Instant | None = Field(default=None, alias="from")
    to: Instant | None = None
    ward: Annotated[str, Field(max_length=100)] | None = None
    postcode_district: Annotated[str, Field(max_length=8)] | None = None


class Outcome(Shape):
    """How the investigation ended, by Home Office outcome code."""

    code: OutcomeCode
    decided_at: Instant
    reason: Annotated[str, Field(max_length=4000)] | None = None
    decided_by: Code | None = None


class Authority(Shape):
    """What was agreed with a supporter, and until when."""

    scope: Annotated[str, Field(max_length=200)] | None = None
    recorded_at: Annotated[Instant | None, NotNull] = None
    expires_on: Day | None = None


class Contact(Shape):
    """How to reach a person, as typed in by the force."""

    mobile: Annotated[str, Field(max_length=60)] | None = None
    phone: Annotated[str, Field(max_length=60)] | None = None
    email: Annotated[str, Field(max_length=254)] | None = None
    address: Annotated[str, Field(max_length=400)] | None = None
    postcode: Annotated[str, Field(max_length=12)] | None = None
    confirmed_at: Instant | None = None


class Hours(Shape):
    """When contact is allowed, Europe/London; may cross midnight."""

    from_: TimeOfDay = Field(alias="from")
    to: TimeOfDay


class ContactPlan(Shape):
    """What was agreed with a person: contact contract and safe-contact plan in one."""

    agreed_at: Annotated[Instant | None, NotNull] = None
    # None: nothing said about channels; empty: none of them agreed.
    channels: Annotated[CodeList | None, NotNull] = None
    never: CodeList = ()
    hours: Hours | None = None
    update_every_days: Annotated[int, Field(ge=1, le=365), WholeNumber] | None = None
    discreet: bool = False
    no_contact: bool = False
    safe_confirmed_at: Instant | None = None
    code_word: Annotated[str, Field(max_length=40)] | None = None
    two_way: bool | None = None
    review_on: Day | None = None


class Person(Shape):
    """One entry of a person in one case."""

    id: Identifier
    roles: Annotated[tuple[Code, ...], ListOf, Field(min_length=1, max_length=10), AllDifferent, UniqueItems]
    acts_for: Annotated[tuple[Identifier, ...], ListOf, Field(max_length=50)] = ()
    authority: Authority | None = None
    kind: Literal["person", "organisation"] = "person"
    title: Annotated[str, Field(max_length=20)] | None = None
    given_name: Annotated[str, Field(max_length=100)] | None = None
    family_name: Annotated[str, Field(max_length=100)] | None = None
    organisation_name: Annotated[str, Field(max_length=200)] | None = None
    date_of_birth: Day | None = None
    deceased: bool = False
    enhanced: CodeList = ()
    language: Annotated[str, Field(max_length=20)] | None = None
    formats: CodeList = ()
    contact: Contact = Contact()
    contact_plan: ContactPlan | None = None


class Fact(Shape):
    """Something that happened and that no state shows."""

    id: Identifier
    kind: FactKind
    at: Instant
    received_at: Instant | None = None
    person: Reference | None = None
    details: Annotated[dict[str, JsonValue], Field(max_length=30)] = Field(default_factory=dict)


class Appointment(Shape):
    """A time at which police and a person meet or speak."""

    id: Identifier
    kind: Code
    starts_at: Instant
    status: Code
    ends_at: Instant | None = None
    place: Annotated[str, Field(max_length=300)] | None = None
    join_url: Annotated[str, Field(max_length=500)] | None = None
    person: Reference | None = None
    missed_by: Code | None = None


class Order(Shape):
    """Something that a court ordered."""

    kind: Code
    ends_on: Day | None = None
    text: Annotated[str, Field(max_length=1000)] | None = None


class Hearing(Shape):
    """A hearing at court, with what came of it."""

    id: Identifier
    kind: Code
    court: Annotated[str, Field(min_length=1, max_length=200)]
    starts_at: Instant
    status: Code
    received_at: Instant
    changed_reason: Annotated[str, Field(max_length=500)] | None = None
    defendants: Annotated[tuple[Identifier, ...], ListOf, Field(max_length=50)] = ()
    witnesses: Annotated[tuple[Identifier, ...], ListOf, Field(max_length=100)] = ()
    result_code: Code | None = None
    result: Annotated[str, Field(max_length=2000)] | None = None
    orders: Annotated[tuple[Order, ...], ListOf, Field(max_length=30)] = ()


class PropertyItem(Shape):
    """A thing that was stolen, damaged, found or kept."""

    id: Identifier
    description: Annotated[str, Field(min_length=1, max_length=300)]
    status: Code
    at: Instant | None = None


class Entry(Shape):
    """A log entry to or from a victim."""

    id: Identifier
    kind: Code
    at: Instant
    text: Annotated[str, Field(max_length=10000)]
    person: Reference | None = None
    author: Annotated[str, Field(max_length=200)] | None = None
    waypost_id: Reference | None = None


class TaskAnswer(Shape):
    """What became of a task that Waypost gave to an officer."""

    waypost_id: Identifier
    status: Code
    note: Annotated[str, Field(max_length=4000)] | None = None
    text: Annotated[str, Field(max_length=10000)] | None = None
    at: Instant | None = None
    by: Officer | None = None


class Part(Shape):
    """
    What a second source says of one case that another owns: the whole of each section that it speaks about.

    `reference` is what it calls the case: ours, a court's number that the case is linked with, or that of a record
    that was `merged` into it.
    """

    source: int
    reference: Identifier
    merged: bool = False
    facts: Annotated[tuple[Fact, ...], ListOf, Field(max_length=500)] = ()
    hearings: Annotated[tuple[Hearing, ...], ListOf, Field(max_length=200)] = ()
    property: Annotated[tuple[PropertyItem, ...], ListOf, Field(max_length=300)] = ()


class Numbered(Shape):
    """What every snapshot has: of what it is a state, and which of two states is newer."""

    reference: Identifier
    force: ForceSlug
    revision: Annotated[int, Field(ge=1, le=9223372036854775807), WholeNumber]
    updated_at: Instant


class Snapshot(Numbered):
    """What every snapshot says beside its own record: how it stands and whom it concerns."""

    status: Code
    people: tuple[Person, ...]
    appointments: tuple[Appointment, ...] = ()


class CaseRecord(Numbered):
    """What the snapshot and the case as we hold it have in common."""

    recorded_at: Instant
    offence: Offence
    incident_reference: Reference | None = None
    linked: Annotated[tuple[Identifier, ...], ListOf, Field(max_length=200)] = ()
    merged_into: Reference | None = None
    transferred_to: TransferredTo | None = None
    summary: Annotated[str, Field(max_length=4000)] | None = None
    occurred: Occurred | None = None
    outcome: Outcome | None = None
    officer: Officer | None = None
    supervisor: Officer | None = None
    flo: Officer | None = None


class CaseSnapshot(CaseRecord, Snapshot):
    """The whole current state of one recorded crime, as a source sends it."""

    flags: Annotated[tuple[Code, ...], ListOf, Field(max_length=30), AllDifferent, UniqueItems] = ()
    people: Annotated[tuple[Person, ...], ListOf, Field(max_length=200)]
    facts: Annotated[tuple[Fact, ...], ListOf, Field(max_length=500)] = ()
    appointments: Annotated[tuple[Appointment, ...], ListOf, Field(max_length=200)] = ()
    hearings: Annotated[tuple[Hearing, ...], ListOf, Field(max_length=200)] = ()
    property: Annotated[tuple[PropertyItem, ...], ListOf, Field(max_length=300)] = ()
    entries: Annotated[tuple[Entry, ...], ListOf, Field(max_length=500)] = ()
    tasks: Annotated[tuple[TaskAnswer, ...], ListOf, Field(max_length=500)] = ()
