"""Lines of files, and which of them belong together."""

import gzip
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from waypost.journeys.simulate.clusters import Index, index_events
from waypost.journeys.simulate.recorded import BadLine, RecordedFiles, UnreadableEvents, read_contacts, read_header


def an_event(reference: str, *, at: str | None = "2024-01-01T10:00:00+00:00", **data: Any) -> dict[str, Any]:
    event = {
        "specversion": "1.0", "id": f"{reference}/{at}", "source": "urn:test", "type": "org.waypost.case.v1",
        "subject": reference, "data": {"reference": reference, "force": "anyshire", **data},
    }  # fmt: skip
    return {**event, "time": at} if at else event


def a_line(event: Mapping[str, Any]) -> bytes:
    return json.dumps(event).encode()


def written(folder: Path, *events: Mapping[str, Any], name: str = "events.jsonl") -> Path:
    path = folder / name
    path.write_bytes(b"".join(a_line(event) + b"\n" for event in events))
    return path


def clusters_of(*paths: Path) -> Sequence[Sequence[str]]:
    with RecordedFiles(paths) as files:
        index = index_events(files, passed=lambda _: None)
        return [[json.loads(files.read(where))["id"] for where in cluster] for cluster in index.clusters()]


def index_of(*paths: Path) -> Index:
    with RecordedFiles(paths) as files:
        return index_events(files, passed=lambda _: None)


def test_records_that_refer_to_nothing_are_clusters_of_their_own(tmp_path: Path) -> None:
    path = written(tmp_path, an_event("A"), an_event("B"), an_event("A", at="2024-01-02T10:00:00+00:00"))

    assert clusters_of(path) == [
        ["A/2024-01-01T10:00:00+00:00", "A/2024-01-02T10:00:00+00:00"],
        ["B/2024-01-01T10:00:00+00:00"],
    ]


@pytest.mark.parametrize(
    "names",
    [
        {"incident_reference": "B"},
        {"case_reference": "B"},
        {"merged_into": "B"},
        {"linked": ["C", "B"]},
    ],
)
def test_a_reference_in_any_field_puts_records_together_also_where_the_other_comes_later(
    tmp_path: Path, names: dict[str, Any]
) -> None:
    path = written(tmp_path, an_event("A", **names), an_event("X"), an_event("B"))

    found = clusters_of(path)

    assert [len(cluster) for cluster in found] == [2, 1]
    assert found[0][0].startswith("A/")
    assert found[0][1].startswith("B/")


def person(**contact: str) -> dict[str, Any]:
    return {"people": [{"id": "p1", "contact": contact}]}


def test_records_that_share_a_contact_are_put_together_where_that_is_asked_for(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        an_event("A", **person(mobile="07700 900001")),
        an_event("B", **person(email="x@example.org")),
        an_event("C", **person(mobile="+44 7700 900001", email="X+home@Example.org")),
        an_event("D", **person(mobile="07700 900002")),
        an_event("E", **person(mobile="none")),
        an_event("F", **person(mobile="none")),
    )

    with RecordedFiles([path]) as files:
        index = index_events(files, passed=lambda _: None)
        assert len(list(index.clusters())) == 6
        index.join_contacts(lambda where: read_contacts(files.read(where)))

        assert [len(cluster) for cluster in index.clusters()] == [3, 1, 1, 1]


@pytest.mark.parametrize("people", [None, "x", ["x"], [{}], [{"contact": None}], [{"contact": {"mobile": 7}}]])
def test_a_line_without_contacts_shares_none(people: object) -> None:
    assert list(read_contacts(a_line(an_event("A", people=people)))) == []
    assert list(read_contacts(b"not json")) == []


def test_records_are_put_together_over_one_that_is_not_in_the_files(tmp_path: Path) -> None:
    path = written(tmp_path, an_event("A", linked=["Z"]), an_event("B", linked=["Z"]))

    assert [len(cluster) for cluster in clusters_of(path)] == [2]


def test_events_of_a_cluster_come_by_time_and_at_one_time_by_their_place_in_the_files(tmp_path: Path) -> None:
    late = written(tmp_path, an_event("A", at="2024-01-03T10:00:00+00:00"), name="first.jsonl")
    twice = [an_event("A", at="2024-01-02T11:00:00+01:00"), an_event("A", at="2024-01-02T10:00:00+00:00")]
    early = written(tmp_path, *twice, name="second.jsonl")

    assert clusters_of(late, early) == [
        ["A/2024-01-02T11:00:00+01:00", "A/2024-01-02T10:00:00+00:00", "A/2024-01-03T10:00:00+00:00"]
    ]


def test_an_event_without_a_time_has_that_of_its_snapshot() -> None:
    event = an_event("A", at=None, updated_at="2024-01-01T00:00:00+00:00")

    assert read_header(a_line(event)).at == 1704067200.0


def test_a_packed_file_is_read_as_a_plain_one(tmp_path: Path) -> None:
    plain = written(tmp_path, an_event("A"), an_event("B", linked=["A"]))
    packed = tmp_path / "events.jsonl.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))

    assert clusters_of(packed) == clusters_of(plain)


@pytest.mark.parametrize("broken", [b"\x1f\x8b and then no gzip", gzip.compress(b"x" * 5000)[:20]])
def test_a_broken_packed_file_is_named(tmp_path: Path, broken: bytes) -> None:
    path = tmp_path / "events.jsonl.gz"
    path.write_bytes(broken)

    with pytest.raises(UnreadableEvents, match=r"events\.jsonl\.gz cannot be read"), RecordedFiles([path]):
        pass


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"not json", "is not JSON"),
        (b"[1]", "is no CloudEvent"),
        (b'{"specversion": "0.3"}', "is no CloudEvent"),
        (a_line({**an_event("A"), "type": "org.waypost.other.v1"}), "of a type that is not known"),
        (a_line({**an_event("A"), "id": ""}), "has no id"),
        (a_line({**an_event("A"), "data": None}), "has no data"),
        (a_line(an_event("")), "data.reference is missing"),
        (a_line({**an_event("A"), "subject": "B"}), "differs from the event's subject"),
        (a_line({**an_event("A"), "data": {"reference": "A"}}), "data.force is missing"),
        (a_line(an_event("A", at="yesterday")), "time must be a date and time with an offset"),
        (a_line(an_event("A", at="2024-01-01T10:00:00")), "time must be a date and time with an offset"),
        (a_line(an_event("A", at=None)), "has neither time nor data.updated_at"),
    ],
)
def test_a_line_that_is_no_event_says_what_to_mend(line: bytes, sentence: str) -> None:
    with pytest.raises(BadLine, match=sentence):
        read_header(line)


def test_a_bad_line_is_named_by_its_number_and_costs_no_other(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(a_line(an_event("A")) + b"\n\nrubbish\n" + a_line(an_event("B")) + b"\n")

    index = index_of(path)

    assert len(index) == 2
    assert [str(fault) for fault in index.faults] == ["events.jsonl:3: is not JSON: write one event a line."]


def test_the_index_counts_events_by_the_force_that_they_name(tmp_path: Path) -> None:
    path = written(tmp_path, an_event("A"), an_event("B", force="othershire"), an_event("C"))

    assert index_of(path).forces == {"anyshire": 2, "othershire": 1}
