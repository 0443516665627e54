"""The incident snapshot on the wire, field by field as contract/incident.schema.json has it."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from waypost.cases.snapshot.parsing import parse_snapshot
from waypost.cases.snapshot.shape import Appointment, Numbered, Person, Snapshot
from waypost.cases.snapshot.types import (
    AllDifferent,
    Code,
    GroupSlug,
    Instant,
    ListOf,
    Reference,
    UniqueItems,
)


class IncidentRecord(Numbered):
    """What the snapshot and the incident as we hold it have in common."""

    opened_at: Instant
    channel: Code | None = None
    group: GroupSlug | None = None
    # None: nobody has asked yet; empty: asked, and there are none.
    flags: Annotated[tuple[Code, ...], ListOf, Field(max_length=30), AllDifferent, UniqueItems] | None = None
    title: Annotated[str, Field(max_length=200)] | None = None
    promised_by: Instant | None = None
    eta: Instant | None = None
    attended_at: Instant | None = None
    information_required: Annotated[str, Field(max_length=500)] | None = None
    result: Code | None = None
    agency: Annotated[str, Field(max_length=200)] | None = None
    case_reference: Reference | None = None
    suspect_may_see_phone: bool | None = None
    forensic_potential: bool | None = None


class IncidentSnapshot(IncidentRecord, Snapshot):
    """The whole current state of one incident, before or beside any recorded crime."""

    grade: Code
    people: Annotated[tuple[Person, ...], ListOf, Field(max_length=50)]
    appointments: Annotated[tuple[Appointment, ...], ListOf, Field(max_length=50)] = ()


def parse_incident(data: bytes | Mapping[str, object]) -> IncidentSnapshot:
    """
    Return the incident snapshot in `data`, as bytes or already decoded.

    Source: contract/incident.schema.json; the same rules beyond the schema as for a case.

    :raises SnapshotFault: naming the first field that breaks the contract.
    """
    return parse_snapshot(data, shape=IncidentSnapshot)
