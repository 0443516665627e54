"""The recorded samples, mapped field by field."""

from collections.abc import Callable

from tests.connectors.files.conftest import VICTIMS, Inbox
from waypost.cases.snapshot import parse_case

MakeInbox = Callable[[str], Inbox]


def test_one_file_with_a_row_for_each_case_and_victim_is_gathered_by_case(inbox: MakeInbox) -> None:
    place = inbox("one-file.yaml")
    place.drop("victims-20261121.csv", VICTIMS)

    assert place.settle() == ""

    first, second = (dict(record.document) for record in place.records())
    assert first == {
        "force": "anyshire",
        "reference": "MADEUP/1/26",
        "recorded_at": "2026-11-20T09:05:00+00:00",
        "updated_at": "2026-11-21T10:00:00+00:00",
        "status": "under_investigation",
        "offence": {"group": "burglary-residential", "title": "Burglary - residential"},
        "flags": [],
        "people": [
            {
                "id": "p1",
                "roles": ["victim"],
                "given_name": "Zoë",
                "family_name": "Example1",
                "date_of_birth": "1988-04-12",
                "contact": {"mobile": "07700 900001", "email": "zoe1@example.org"},
            },
            # As Excel spoiled it: the rules of contact find that it is no number.
            {
                "id": "p2",
                "roles": ["victim"],
                "given_name": "Lee",
                "family_name": "Example2",
                "contact": {"mobile": "7.7009E+09"},
            },
        ],
    }
    assert second["flags"] == ["domestic_abuse"]
    assert parse_case(first | {"revision": 1}).reference == "MADEUP/1/26"


def test_nested_json_is_mapped_by_paths_and_an_unknown_code_is_passed_on_as_unknown(inbox: MakeInbox) -> None:
    place = inbox("nested-json.yaml")
    place.drop("cases-1.jsonl")

    assert place.settle() == ""

    first, second = (dict(record.document) for record in place.records())
    assert first["flags"] == []
    assert first["people"] == [
        {
            "id": "p1",
            "roles": ["victim"],
            "given_name": "Amina",
            "deceased": False,
            "contact": {"mobile": "07700 900001"},
        },
        {"id": "s1", "roles": ["suspect"]},
    ]
    assert second["flags"] == ["domestic_abuse", "unknown:NEW"]
    assert second["people"] == [{"id": "7", "roles": ["victim"], "contact": {"mobile": "7700900002"}}]
    assert all(parse_case(document | {"revision": 1}) for document in (first, second))


def test_a_court_list_tells_hearings_alone_and_an_unknown_kind_as_unknown(inbox: MakeInbox) -> None:
    place = inbox("court-list.yaml")
    place.drop("court-list-20261122.csv")

    assert place.settle() == ""

    assert {batch.section for batch in place.batches if batch.records} == {"hearings"}
    first, second = place.records()
    assert (first.reference, second.reference) == ("MADEUP/1/26", "MADEUP/2/26")
    assert first.document == {
        "hearings": [
            {
                "id": "H1",
                "kind": "first_hearing",
                "court": "Anytown Magistrates",
                "starts_at": "2026-12-01T10:00:00+00:00",
                "status": "listed",
                "received_at": "2026-11-22T08:00:00+00:00",
            },
            {
                "id": "H2",
                "kind": "unknown:PTPH",
                "court": "Anytown Crown Court",
                "starts_at": "2027-01-05T09:30:00+00:00",
                "status": "listed",
                "received_at": "2026-11-22T08:00:00+00:00",
            },
        ]
    }


def test_a_result_is_read_from_the_courts_xml(inbox: MakeInbox) -> None:
    place = inbox("court-results.yaml")
    place.drop("results-20261202.xml")

    assert place.settle() == ""

    (record,) = place.records()
    assert record.document == {
        "hearings": [
            {
                "id": "H1",
                "kind": "first_hearing",
                "court": "Anytown Magistrates",
                "starts_at": "2026-12-01T10:00:00+00:00",
                "status": "heard",
                "received_at": "2026-12-01T16:00:00+00:00",
                "result_code": "sentenced",
                "result": "A fine of 200 pounds",
            }
        ]
    }


def test_a_sample_of_hearings_can_be_looked_at_like_any_other(inbox: MakeInbox) -> None:
    place = inbox("court-list.yaml")
    place.drop("court-list-20261122.csv")

    sample = place.system().sample(10)

    assert all(parse_case({**record.document, "force": "anyshire", "revision": 1}) for record in sample.records)


def test_the_flags_of_an_incident_are_not_known_until_somebody_has_asked(inbox: MakeInbox) -> None:
    place = inbox("incidents.yaml")
    rows = [
        "Incident,Opened,Changed,Grade,Status,Screened,Warning,Caller",
        "I/1,20/11/2026 09:05,20/11/2026 09:10,1,OPEN,,,c1",
        "I/2,20/11/2026 09:05,20/11/2026 09:10,2,OPEN,20/11/2026 09:08,,c2",
        "I/3,20/11/2026 09:05,20/11/2026 09:10,2,OPEN,20/11/2026 09:08,DA,c3",
    ]
    place.drop("incidents-1.csv", "\n".join(rows).encode())

    assert place.settle() == ""

    flags = {record.reference: record.document["flags"] for record in place.records()}
    assert flags == {"I/1": None, "I/2": [], "I/3": ["domestic_abuse"]}
