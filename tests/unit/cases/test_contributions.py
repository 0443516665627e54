"""A second source adds to a case that another owns: whatever comes first, it ends the same and each is told once."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.cases.documents import HEARING, KNOWN, SEEN_AT, SUSPECT, VICTIM, document
from waypost.cases.applied import AppliedCase
from waypost.cases.contributions.joining import items_from, own_of, parts_of
from waypost.cases.contributions.names import names
from waypost.cases.folding import Folded, Rules, fold, fold_part
from waypost.cases.snapshot import SnapshotFault, parse_case, parse_part

COURT = 7
RULES = Rules(known=KNOWN, backlog_days=7)
REFERENCE = "42260000001"
URN = "42CD1234526"
FACT = {"id": "f1", "kind": "cps.file_submitted", "at": "2026-11-20T08:00:00Z"}


def hearing(item: str = "h1", **changed: object) -> dict[str, Any]:
    return {**HEARING, "id": item, **changed}


@dataclass
class World:
    """One case, its owner's revisions and a court's contributions, with all that was told."""

    case: AppliedCase | None = None
    revision: int = 0
    events: list[tuple[str, str | None]] = field(default_factory=list)
    last: Folded | None = None

    def owner(self, **says: object) -> "World":
        self.revision += 1
        snapshot = parse_case(document(**{"revision": self.revision, "people": [VICTIM, SUSPECT], **says}))
        return self._took(fold(snapshot, onto=self.case, revision=self.revision - 1, rules=RULES, seen_at=SEEN_AT))

    def court(self, *items: dict[str, Any], section: str = "hearings", reference: str = REFERENCE) -> "World":
        assert self.case is not None
        part = parse_part({"source": COURT, "reference": reference, section: list(items)})
        return self._took(fold_part(part, section=section, onto=self.case, rules=RULES, seen_at=SEEN_AT))

    def _took(self, folded: Folded) -> "World":
        assert isinstance(folded.applied, AppliedCase)
        self.case, self.last = AppliedCase.from_json(folded.applied.to_json()), folded
        assert AppliedCase.from_document(folded.applied.to_document()) == self.case == folded.applied
        self.events += [(str(change.kind), change.item) for change in folded.changes]
        return self

    def told(self) -> list[str]:
        return [kind for kind, _ in self.events if kind.startswith(("court.", "hearing.", "witness.", "cps.", "fact."))]

    def now(self) -> AppliedCase:
        assert self.case is not None
        return self.case

    def held(self) -> list[tuple[str, str]]:
        assert self.last is not None
        return [(one.section.partition("@")[0], one.field) for one in self.last.held]


def a_world() -> World:
    return World().owner()


def test_what_a_court_lists_is_told_as_if_the_owner_had_listed_it() -> None:
    world = a_world().court(hearing())

    assert world.told() == ["court.hearing_listed"]
    assert [one.starts_at for one in world.now().hearings] == [
        parse_case(document(hearings=[hearing()])).hearings[0].starts_at
    ]


def test_its_id_is_unlike_any_of_the_owners() -> None:
    world = a_world().court(hearing("h1"))

    (listed,) = world.now().hearings
    assert listed.id.startswith(f"c{COURT}-")
    assert len(a_world().court(hearing("x" * 64)).now().hearings[0].id) <= 64


def test_it_survives_the_owners_next_revisions() -> None:
    world = a_world().court(hearing()).owner(status="allocated").owner(status="charged")

    assert len(world.now().hearings) == 1
    assert world.told() == ["court.hearing_listed"]


@pytest.mark.parametrize(
    ("then", "expected"),
    [
        ([hearing(starts_at="2026-12-08T10:00:00Z")], ["court.hearing_changed"]),
        ([hearing(status="adjourned")], ["court.adjourned"]),
        ([hearing(status="heard", result_code="guilty", result="Guilty.")], ["court.verdict"]),
        ([], ["hearing.withdrawn"]),
        ([hearing()], []),
    ],
)
def test_what_changes_at_the_court_is_told_as_if_the_owner_had_changed_it(
    then: list[dict[str, Any]], expected: list[str]
) -> None:
    world = a_world().court(hearing()).court(*then)

    assert world.told()[1:] == expected


def test_what_the_owner_lists_later_is_not_told_again_and_keeps_its_first_id() -> None:
    world = a_world().court(hearing("c1", court="TEESSIDE  Crown Court"))
    first = world.now().hearings[0].id

    world.owner(hearings=[hearing("o1")])

    assert world.told() == ["court.hearing_listed"]
    assert [(one.id, one.court) for one in world.now().hearings] == [(first, "Teesside Crown Court")]


def test_what_the_owner_has_already_is_not_told_again() -> None:
    world = a_world().owner(hearings=[hearing("o1")]).court(hearing("c1"))

    assert world.told() == ["court.hearing_listed"]
    assert [one.id for one in world.now().hearings] == ["o1"]


def test_a_hearing_that_one_of_both_drops_stays_and_is_told_to_nobody() -> None:
    world = a_world().owner(hearings=[hearing("o1")]).court(hearing("c1")).owner(hearings=[])

    assert world.told() == ["court.hearing_listed"]
    assert [one.id for one in world.now().hearings] == ["o1"]
    assert world.owner(hearings=[hearing("o1")]).court().told() == ["court.hearing_listed"]
    assert world.owner(hearings=[]).told() == ["court.hearing_listed", "hearing.withdrawn"]


def test_who_must_come_is_the_owners_to_say_and_is_told_when_it_says_so() -> None:
    world = a_world().court(hearing("c1")).owner(hearings=[hearing("o1", witnesses=["p1"])])

    assert world.told() == ["court.hearing_listed", "witness.required"]
    assert world.owner(hearings=[]).told() == ["court.hearing_listed", "witness.required"]


def test_a_result_that_the_owner_does_not_have_yet_is_the_courts() -> None:
    world = a_world().owner(hearings=[hearing("o1", kind="trial")])
    world.court(hearing("c1", status="heard", result_code="guilty", result="Guilty on both counts."))

    assert world.told() == ["court.hearing_listed", "court.verdict"]
    world.owner(hearings=[hearing("o1", status="heard", result_code="guilty", result="Guilty")])
    assert world.told() == ["court.hearing_listed", "court.verdict"]
    assert world.now().hearings[0].result == "Guilty"


@pytest.mark.parametrize(
    "other",
    [
        hearing("c1", starts_at="2026-12-08T10:00:00Z"),
        hearing("c1", status="vacated"),
    ],
)
def test_where_a_court_says_something_else_than_the_owner_nothing_is_told_and_it_is_held(other: dict[str, Any]) -> None:
    world = a_world().owner(hearings=[hearing("o1")]).court(hearing("c1")).court(other)

    assert world.told() == ["court.hearing_listed"]
    assert world.held() == [("hearings", "disagrees")]
    assert len(world.now().hearings) == 1


def test_one_id_for_two_different_hearings_is_held() -> None:
    world = a_world().owner(hearings=[hearing("1")]).court(hearing("1", kind="plea", starts_at="2027-01-08T10:00:00Z"))

    assert world.held() == [("hearings", "disagrees")]
    assert [one.id for one in world.now().hearings] == ["1"]


def test_what_the_owner_moves_too_is_told_once() -> None:
    moved = "2026-12-08T10:00:00Z"
    world = a_world().owner(hearings=[hearing("o1")]).court(hearing("c1"))
    world.court(hearing("c1", starts_at=moved)).owner(hearings=[hearing("o1", starts_at=moved)])

    assert world.told() == ["court.hearing_listed", "court.hearing_changed"]


def test_a_code_that_nobody_knows_is_held_under_the_courts_own_section() -> None:
    world = a_world().court(hearing("c1"), hearing("c2", kind="unknown:XX"))

    assert world.held() == [("hearings", "kind")]
    assert world.last is not None
    assert world.last.held[0].section.startswith(f"hearings@{COURT}/")
    assert world.owner(status="allocated").held() == []
    assert len(world.now().hearings) == 1


@pytest.mark.parametrize(
    ("section", "item"),
    [
        ("hearings", hearing("c1", witnesses=["p1"])),
        ("hearings", hearing("c1", defendants=["s1"])),
        ("facts", {**FACT, "person": "p1"}),
    ],
)
def test_nobody_is_named_by_a_source_that_does_not_own_the_case(section: str, item: dict[str, Any]) -> None:
    world = a_world().court(item, section=section)

    assert world.held() == [(section, "people")]
    assert world.told() == []


@pytest.mark.parametrize("section", ["people", "flags", "outcome", "status", "appointments"])
def test_no_other_section_is_a_second_sources_to_tell(section: str) -> None:
    with pytest.raises(SnapshotFault):
        parse_part({"source": COURT, "reference": REFERENCE, section: []})


def test_only_the_section_that_it_speaks_about_changes() -> None:
    world = a_world().court(FACT, section="facts").court(hearing())

    assert (len(world.now().facts), len(world.now().hearings)) == (1, 1)
    assert world.court(section="facts").told() == ["cps.file_submitted", "court.hearing_listed", "fact.withdrawn"]


def test_a_fact_that_the_owner_tells_about_a_person_is_not_told_again() -> None:
    world = a_world().court(FACT, section="facts").owner(facts=[{**FACT, "id": "o1", "person": "s1"}])

    assert world.told() == ["cps.file_submitted"]
    assert world.now().facts[0].person == "s1"


def test_people_flags_plan_status_and_outcome_stay_the_owners() -> None:
    before = a_world().now()
    after = World(before, 1).court(hearing()).now()

    untouched = set(AppliedCase.model_fields) - {"hearings", "joined"}
    assert all(getattr(after, name) == getattr(before, name) for name in untouched)
    assert own_of(after) == before


def test_a_link_that_the_owner_takes_back_takes_the_hearings_with_it() -> None:
    world = a_world().owner(linked=[URN]).court(hearing(), reference=URN).owner(linked=[])

    assert world.told() == ["court.hearing_listed", "hearing.withdrawn"]
    assert world.now().joined is None


@pytest.mark.parametrize(
    ("linked", "is_meant"),
    [(URN, True), ("42260000002", False)],
)
def test_a_linked_reference_that_could_be_another_crimes_is_no_courts_number(linked: str, *, is_meant: bool) -> None:
    assert names(a_world().owner(linked=[linked]).now(), linked) is is_meant


def test_what_only_one_source_has_said_is_known_to_be_its_own() -> None:
    world = a_world().owner(hearings=[hearing("o1"), hearing("o2", kind="plea")])
    world.court(hearing("c1"), hearing("c3", kind="mention"), hearing("c2", kind="plea", status="heard"))

    theirs = items_from(world.now(), {COURT})
    assert len(theirs) == 2
    assert "o1" not in theirs
    assert "o2" in theirs
    assert items_from(world.now(), {8}) == frozenset()


DAYS = 4
Say = tuple[str, frozenset[int]]


def slot(day: int, item: str) -> dict[str, Any]:
    return hearing(item, starts_at=(SEEN_AT + timedelta(days=day + 1)).isoformat())


def play(says: Sequence[Say]) -> World:
    world = a_world()
    for who, days in says:
        if who == "owner":
            world.owner(hearings=[slot(day, f"o{day}") for day in sorted(days)])
        else:
            world.court(*(slot(day, f"c{day}") for day in sorted(days)))
    return world


def state(world: World) -> tuple[object, ...]:
    case = world.now()
    without_ids = sorted(one.model_copy(update={"id": ""}).model_dump_json() for one in case.hearings)
    return own_of(case).model_copy(update={"revision": 0}), parts_of(case), without_ids


says = st.lists(
    st.tuples(st.sampled_from(["owner", "court"]), st.frozensets(st.integers(0, DAYS - 1))), min_size=1, max_size=7
)


@settings(max_examples=150)
@given(says)
def test_any_interleaving_ends_in_the_state_of_the_newest_words_of_both(told: list[Say]) -> None:
    newest = dict(told)
    in_order = [(who, newest[who]) for who in ("owner", "court") if who in newest]

    assert state(play(told)) == state(play(in_order))


@settings(max_examples=150)
@given(says)
def test_any_interleaving_tells_each_hearing_once_for_as_long_as_anybody_lists_it(told: list[Say]) -> None:
    growing: list[Say] = []
    known: dict[str, frozenset[int]] = {"owner": frozenset(), "court": frozenset()}
    for who, days in told:
        known[who] |= days
        growing.append((who, known[who]))

    world = play(growing)

    listed = Counter(item for kind, item in world.events if kind == "court.hearing_listed")
    assert set(listed.values()) <= {1}
    assert len(listed) == len(known["owner"] | known["court"])
    assert set(world.told()) <= {"court.hearing_listed"}


moves = st.lists(
    st.tuples(st.sampled_from(["owner", "court"]), st.dictionaries(st.integers(0, 2), st.integers(0, 3))), max_size=6
)


@settings(max_examples=150)
@given(moves, st.dictionaries(st.integers(0, 2), st.integers(0, 3)), st.permutations(["owner", "court"]))
def test_whatever_was_moved_on_the_way_both_end_in_one_state_once_they_agree(
    told: list[tuple[str, dict[int, int]]], end: dict[int, int], last: list[str]
) -> None:
    world = a_world()
    for who, times in [*told, *((who, end) for who in last)]:
        items = [slot(day, f"{who}{number}") for number, day in sorted(times.items())]
        if who == "owner":
            world.owner(hearings=items)
        else:
            world.court(*items)

    assert sorted(one.starts_at for one in world.now().hearings) == sorted(
        parse_case(document(hearings=[slot(day, "x")])).hearings[0].starts_at for day in end.values()
    )
    assert len({one.id for one in world.now().hearings}) == len(end)
