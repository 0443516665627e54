from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from waypost.base.values import ForceName
from waypost.cases.snapshot import parse_case
from waypost.connectors.mapping.document import Unmappable, document_of, reference_of, unknown_code
from waypost.connectors.mapping.values import OccurrenceRows
from waypost.connectors.sql.mapping import mapping_of
from waypost.connectors.sql.values import SourceMapping

ANYSHIRE = ForceName("anyshire")
AT = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)

CASE: dict[str, Any] = {
    "occ_id": 7,
    "occ_no": "42/1871/26",
    "inc_no": None,
    "stat_cd": "INV",
    "off_grp_cd": "BURDWL",
    "off_desc": "Burglary - residential",
    "rep_dttm": AT,
    "upd_dttm": AT,
    "from_dttm": None,
    "to_dttm": None,
    "ward_nm": None,
    "pcode_dist": "TS1",
    "summ_txt": " ",
    "oc_cd": None,
    "oc_dttm": None,
    "oc_rsn": "typed too early",
    "oc_by_cd": None,
    "trf_force_nm": None,
    "trf_ref": None,
    "mrg_occ_no": None,
    "oic.coll_no": "1234",
    "oic.rank_cd": "DC",
    "oic.forenames": "Ada",
    "oic.surname": "Example",
    "oic.email_addr": None,
    "oic.team_desc": "Anyville CID",
    "sup.coll_no": None,
    "sup.rank_cd": None,
    "sup.forenames": None,
    "sup.surname": None,
    "sup.email_addr": None,
    "sup.team_desc": None,
}
PERSON: dict[str, Any] = {
    "occ_id": 7,
    "per_id": 3,
    "link_id": 1,
    "role_cd": "VIC",
    "enh_cd": None,
    "rpr_per_id": None,
    "person.per_type_cd": "IND",
    "person.title": None,
    "person.fname": "Mary",
    "person.sname": "Example",
    "person.org_nm": None,
    "person.dob": date(1980, 2, 29),
    "person.dec_ind": False,
    "person.lang_cd": "ENG",
    "person.mob_no": "07700 900123",
    "person.tel_no": "",
    "person.email_addr": "mary@example.org",
    "person.addr_txt": None,
    "person.pcode": None,
    "person.cont_conf_dttm": None,
    "plan.sc_id": 1,
    "plan.agr_dttm": AT,
    "plan.chan_cds": "SE",
    "plan.never_cds": "",
    "plan.hrs_from": time(9, 30),
    "plan.hrs_to": time(17),
    "plan.upd_days": 28,
    "plan.disc_ind": True,
    "plan.no_cont_ind": False,
    "plan.safe_conf_dttm": None,
    "plan.code_word": None,
    "plan.two_way_ind": None,
    "plan.review_dt": date(2026, 6, 1),
}
FLAGS, PEOPLE, APPOINTMENTS, ENTRIES, TASKS = range(5)


def document(
    mapping: SourceMapping, case: dict[str, Any] | None = None, **lists: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    places = {"flags": FLAGS, "people": PEOPLE, "appointments": APPOINTMENTS, "entries": ENTRIES, "tasks": TASKS}
    rows = {places[name]: tuple(each) for name, each in lists.items()}
    return document_of(OccurrenceRows(7, CASE | (case or {}), rows), mapping=mapping, force=ANYSHIRE)


def test_an_occurrence_becomes_a_snapshot_of_the_contract(ledgerline: SourceMapping) -> None:
    made = document(ledgerline, people=[PERSON])

    snapshot = parse_case({**made, "revision": 1})
    assert snapshot.status == "under_investigation"
    assert snapshot.officer is not None
    assert snapshot.officer.name == "Ada Example"
    assert made["people"] == [
        {
            "id": "3",
            "kind": "person",
            "given_name": "Mary",
            "family_name": "Example",
            "date_of_birth": "1980-02-29",
            "deceased": False,
            "language": "en",
            "contact": {"mobile": "07700 900123", "email": "mary@example.org"},
            "contact_plan": {
                "agreed_at": "2026-03-01T10:00:00+00:00",
                "channels": ["sms", "email"],
                "never": [],
                "hours": {"from": "09:30", "to": "17:00"},
                "update_every_days": 28,
                "discreet": True,
                "no_contact": False,
                "review_on": "2026-06-01",
            },
            "roles": ["victim"],
            "enhanced": [],
            "acts_for": [],
        }
    ]


def test_what_is_null_or_blank_is_left_out(ledgerline: SourceMapping) -> None:
    made = document(ledgerline)

    assert "outcome" not in made  # a reason that was typed before there is an outcome is none
    assert "summary" not in made
    assert "supervisor" not in made
    assert made["occurred"] == {"postcode_district": "TS1"}
    assert made["people"] == made["flags"] == made["entries"] == []


def test_a_person_with_two_roles_is_one_person(ledgerline: SourceMapping) -> None:
    rows = [PERSON, PERSON | {"role_cd": "REP", "enh_cd": "VUL"}, PERSON | {"role_cd": "WIT", "enh_cd": "VUL"}]

    (person,) = document(ledgerline, people=rows)["people"]

    assert person["roles"] == ["victim", "reporter", "witness"]
    assert person["enhanced"] == ["vulnerable"]


@pytest.mark.parametrize("column", ["person.mob_no", "person.dob", "plan.chan_cds"])
def test_which_of_two_rows_of_one_person_holds_is_not_guessed(ledgerline: SourceMapping, column: str) -> None:
    other = PERSON | {column: date(1999, 1, 1) if column == "person.dob" else "S", "role_cd": "REP"}

    with pytest.raises(Unmappable, match="two rows of one id"):
        document(ledgerline, people=[PERSON, other])


def test_a_person_without_a_plan_has_none_and_no_channel_is_not_unknown(ledgerline: SourceMapping) -> None:
    without = PERSON | {"plan.sc_id": None, "plan.chan_cds": None}
    nothing_agreed = PERSON | {"per_id": 4, "plan.chan_cds": "", "plan.never_cds": None}

    first, second = document(ledgerline, people=[without, nothing_agreed])["people"]

    assert "contact_plan" not in first
    assert second["contact_plan"]["channels"] == []
    assert "never" not in second["contact_plan"]


@pytest.mark.parametrize(
    ("case", "person", "path", "expected"),
    [
        ({"stat_cd": "XYZ"}, {}, ("status",), "unknown:XYZ"),
        ({"off_grp_cd": "NEW GRP"}, {}, ("offence", "group"), "unknown-new-grp"),
        ({"oc_cd": "18", "oc_dttm": AT}, {}, ("outcome", "code"), "999"),  # not the Home Office's 18
        ({"oc_cd": "HO18", "oc_dttm": AT, "oc_by_cd": "IOPC"}, {}, ("outcome", "decided_by"), "unknown:IOPC"),
        ({}, {"role_cd": "FLO"}, ("people", 0, "roles"), ["unknown:FLO"]),
        ({}, {"plan.chan_cds": "SQ"}, ("people", 0, "contact_plan", "channels"), ["sms", "unknown:Q"]),
        ({}, {"person.lang_cd": "SOM"}, ("people", 0, "language"), "und"),
        ({}, {"enh_cd": "vul"}, ("people", 0, "enhanced"), ["unknown:vul"]),  # codes are not guessed by case
    ],
)
def test_a_code_that_the_mapping_lacks_is_passed_on_as_unknown(
    ledgerline: SourceMapping,
    case: dict[str, Any],
    person: dict[str, Any],
    path: tuple[str | int, ...],
    expected: object,
) -> None:
    made: Any = document(ledgerline, case, people=[PERSON | person])

    parse_case({**made, "revision": 1})
    for step in path:
        made = made[step]
    assert made == expected


def test_an_unknown_flag_stays_a_flag(ledgerline: SourceMapping) -> None:
    rows = [{"flag_cd": "DA"}, {"flag_cd": "NEWFLAG"}, {"flag_cd": "DA"}]

    assert document(ledgerline, flags=rows)["flags"] == ["domestic_abuse", "unknown:NEWFLAG"]


def test_a_padded_code_is_the_code(ledgerline: SourceMapping) -> None:
    assert document(ledgerline, {"stat_cd": "FIN   "})["status"] == "closed"


def test_the_newest_five_hundred_entries_are_sent(ledgerline: SourceMapping) -> None:
    row = {"type_cd": "OFF_TO_VIC", "per_id": None, "entry_dttm": AT, "entry_txt": "x", "ext_ref": None}
    author = {"author.rank_cd": "DC", "author.forenames": "Ada", "author.surname": "Example"}
    rows = [row | author | {"entry_id": number} for number in range(1, 503)]

    entries = document(ledgerline, entries=rows)["entries"]

    assert [entries[0]["id"], entries[-1]["id"], len(entries)] == ["3", "502", 500]
    assert entries[0]["author"] == "DC Ada Example"


def test_wall_time_gets_the_offset_of_its_day(small: dict[str, Any]) -> None:
    mapping = mapping_of(small | {"clock": {"zone": "Europe/London"}})
    row = {"id": 1, "number": "1", "state": "REC", "kind": "BUR", "words": "Burglary"}
    row |= {"made": datetime(2026, 6, 1, 9, 0), "changed": datetime(2026, 10, 25, 1, 30)}  # noqa: DTZ001 - wall time

    made = document_of(OccurrenceRows(1, row, {}), mapping=mapping, force=ANYSHIRE)

    assert made["recorded_at"] == "2026-06-01T09:00:00+01:00"
    assert made["updated_at"] == "2026-10-25T01:30:00+01:00"


@pytest.mark.parametrize(
    ("person", "field"),
    [
        ({"plan.upd_days": "often"}, "people.contact_plan.update_every_days"),
        ({"plan.upd_days": Decimal("1.5")}, "people.contact_plan.update_every_days"),
        ({"person.dec_ind": "perhaps"}, "people.deceased"),
        ({"plan.agr_dttm": datetime(2026, 3, 1)}, "people.contact_plan.agreed_at"),  # noqa: DTZ001 - no offset
        ({"per_id": None}, "people.id"),
    ],
)
def test_what_fits_no_field_is_named_without_its_value(
    ledgerline: SourceMapping, person: dict[str, Any], field: str
) -> None:
    with pytest.raises(Unmappable) as error:
        document(ledgerline, people=[PERSON | person])

    assert str(error.value).startswith(f"{field}:")
    assert "perhaps" not in str(error.value)


def test_numbers_and_days_come_in_what_drivers_make_of_them(ledgerline: SourceMapping) -> None:
    oracle = {"per_id": Decimal("3"), "person.dob": datetime(1980, 2, 29), "person.dec_ind": 1}  # noqa: DTZ001

    (person,) = document(ledgerline, people=[PERSON | oracle])["people"]

    assert (person["id"], person["date_of_birth"], person["deceased"]) == ("3", "1980-02-29", True)


def test_an_occurrence_without_a_reference_is_unmappable(ledgerline: SourceMapping) -> None:
    with pytest.raises(Unmappable, match="reference"):
        reference_of(OccurrenceRows(7, CASE | {"occ_no": None}, {}), case=ledgerline.case)


@given(st.text(min_size=1), st.sampled_from(["status", "people.roles", "flags"]))
def test_no_code_becomes_a_known_word(code: str, path: str) -> None:
    made = unknown_code(code, path=path)

    assert made.startswith("unknown:")
    assert len(made) <= 60


@given(st.text(min_size=1))
def test_an_unknown_group_has_the_form_that_the_contract_demands(code: str) -> None:
    made = {"offence": {"group": unknown_code(code, path="offence.group"), "title": "x"}}
    rest = {"reference": "1", "force": "anyshire", "revision": 1, "status": "recorded", "people": []}
    times = {"recorded_at": "2026-03-01T10:00:00Z", "updated_at": "2026-03-01T10:00:00Z"}

    assert parse_case({**made, **rest, **times}).offence.group.startswith("unknown-")


def test_the_zone_of_a_mapping_is_kept(small: dict[str, Any]) -> None:
    assert mapping_of(small | {"clock": {"zone": "Europe/London"}}).zone == ZoneInfo("Europe/London")


def test_a_warning_whose_code_is_blank_is_a_warning_that_nobody_knows(ledgerline: SourceMapping) -> None:
    flags = [{"occ_id": 7, "flag_id": 1, "flag_cd": "HATE"}, {"occ_id": 7, "flag_id": 2, "flag_cd": " "}]

    assert document(ledgerline, flags=flags)["flags"] == ["hate_crime", "unknown:blank"]
