"""The tables of the made-up set-up: Dynamics' own, and those that a force's builder added (`any_`)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True)
class Lookup:
    """A column that refers to a row of another table; `column` is what reading gives: `_x_value`."""

    column: str
    table: str


@dataclass(frozen=True)
class Table:
    """One table. `columns`: name -> text, number, switch, moment, day or guid."""

    name: str
    logical_name: str
    key: str
    columns: Mapping[str, str]
    lookups: Mapping[str, Lookup] = field(default_factory=lambda: MappingProxyType({}))

    def kind_of(self, column: str) -> str | None:
        """Return of what kind a column is, or None if there is none of that name."""
        if column == self.key or column in {lookup.column for lookup in self.lookups.values()}:
            return "guid"
        return {**_EVERYWHERE, **self.columns}.get(column)


_EVERYWHERE = {"createdon": "moment", "modifiedon": "moment", "statecode": "number", "statuscode": "number"}


def _of(kind: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


_ALL = (
    Table(
        "incidents",
        "incident",
        "incidentid",
        _of(
            "text",
            "ticketnumber title any_summary any_offencetitle any_outcomereason any_ward any_district "
            "any_incidentnumber",
        )
        | _of("number", "any_offencegroup any_stage any_outcome any_decidedby")
        | _of("moment", "any_recordedon any_outcomeon any_occurredfrom any_occurredto")
        | _of("switch", "merged"),
        {
            "any_Officer": Lookup("_any_officer_value", "systemusers"),
            "any_Supervisor": Lookup("_any_supervisor_value", "systemusers"),
            "masterid": Lookup("_masterid_value", "incidents"),
        },
    ),
    Table(
        "systemusers",
        "systemuser",
        "systemuserid",
        _of("text", "employeeid title firstname lastname internalemailaddress any_team"),
    ),
    Table(
        "contacts",
        "contact",
        "contactid",
        _of(
            "text",
            "salutation firstname lastname any_organisation mobilephone telephone1 emailaddress1 address1_composite "
            "address1_postalcode",
        )
        | _of("number", "any_kind any_language")
        | _of("switch", "any_deceased")
        | _of("day", "birthdate")
        | _of("moment", "any_confirmedon"),
    ),
    Table(
        "any_caseparties",
        "any_caseparty",
        "any_casepartyid",
        _of("number", "any_role any_enhanced"),
        {
            "any_Case": Lookup("_any_case_value", "incidents"),
            "any_Contact": Lookup("_any_contact_value", "contacts"),
            "any_ActsFor": Lookup("_any_actsfor_value", "contacts"),
            "any_Plan": Lookup("_any_plan_value", "any_contactplans"),
        },
    ),
    Table(
        "any_contactplans",
        "any_contactplan",
        "any_contactplanid",
        _of("text", "any_channels any_never any_hoursfrom any_hoursto any_codeword")
        | _of("number", "any_updateevery")
        | _of("switch", "any_discreet any_nocontact any_twoway")
        | _of("moment", "any_agreedon any_safeconfirmedon")
        | _of("day", "any_reviewon"),
    ),
    Table(
        "any_caseflags",
        "any_caseflag",
        "any_caseflagid",
        _of("number", "any_flag"),
        {"any_Case": Lookup("_any_case_value", "incidents")},
    ),
    Table(
        "appointments",
        "appointment",
        "activityid",
        _of("text", "subject location")
        | _of("number", "any_kind any_missedby")
        | _of("moment", "scheduledstart scheduledend"),
        {
            "regardingobjectid_incident": Lookup("_regardingobjectid_value", "incidents"),
            "any_Contact": Lookup("_any_contact_value", "contacts"),
        },
    ),
    Table(
        "annotations",
        "annotation",
        "annotationid",
        _of("text", "subject notetext"),
        {
            "objectid_incident": Lookup("_objectid_value", "incidents"),
            "createdby": Lookup("_createdby_value", "systemusers"),
        },
    ),
    Table(
        "tasks",
        "task",
        "activityid",
        _of("text", "subject description category any_answer any_reason any_draft")
        | _of("number", "any_kind")
        | _of("moment", "scheduledend actualend"),
        {
            "regardingobjectid_incident": Lookup("_regardingobjectid_value", "incidents"),
            "any_Contact": Lookup("_any_contact_value", "contacts"),
            "any_CompletedBy": Lookup("_any_completedby_value", "systemusers"),
        },
    ),
)

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _ALL})
LONGEST = MappingProxyType({"subject": 500, "description": 2_000, "category": 250, "notetext": 100_000})
"""Columns that refuse longer text."""
