"""What people see of the worklist: theirs, in order, page by page; and what whoever runs Waypost sees."""

import json
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from click.testing import CliRunner, Result

from tests.integration.worklist.world import OIC, World, a_world
from tests.snapshots import ALLOCATED, FORCE
from tests.staff import HALL, REID, SHAW, a_member
from waypost.access.staff import NewStaff
from waypost.access.values import OPERATOR, StaffRole
from waypost.worklist.commands import worklist
from waypost.worklist.operations import answer_item, hand_out
from waypost.worklist.queries import (
    Counted,
    Filter,
    Page,
    calls_recorded,
    history,
    item,
    items_by_reason,
    items_for,
    items_of_case,
    open_items_of,
)
from waypost.worklist.rules import Viewer
from waypost.worklist.values import Answer, CallOutcome, Desk, ItemKind, ItemState, RecordedCall, UnknownItem, What

pytestmark = pytest.mark.django_db
STRANGER = NewStaff("7007", "PC Dana Stone (made up)", "West", frozenset({StaffRole.OFFICER}))


@pytest.fixture
def world(now: datetime) -> World:
    return a_world(now)


def seen(world: World, who: NewStaff, *, wanted: Filter | None = None, page: Page | None = None) -> list[UUID]:
    viewer = Viewer(a_member(who, now=world.now))
    found = items_for(viewer, force=FORCE, wanted=wanted or Filter(), page=page or Page(50), now=world.now)
    return [facts.item_id for facts in found.items]


def call_made(world: World, item_id: UUID, call: CallOutcome = CallOutcome.SPOKEN_TO) -> None:
    answer = Answer(ItemState.DONE, at=world.now + timedelta(minutes=5), by=OIC, call=call)
    answer_item(item_id, answer, force=FORCE, by=OPERATOR, now=world.now)


def test_everybody_sees_what_is_theirs_and_nothing_else(world: World) -> None:
    call = world.open()
    mend = world.open(kind=ItemKind.MEND, desk=Desk.RECORDS)

    assert seen(world, HALL) == [call]
    assert seen(world, SHAW) == [call]
    assert seen(world, REID) == [mend]
    assert seen(world, STRANGER) == []


def test_of_a_sealed_case_only_the_owner_and_supervisors_see_anything(world: World) -> None:
    item_id = world.open()
    world.change(flags=["sealed"])
    mate = NewStaff("7008", "PC Sam Hill (made up)", HALL.team, frozenset({StaffRole.OFFICER}))

    assert (seen(world, HALL), seen(world, SHAW), seen(world, mate)) == ([item_id], [item_id], [])
    with pytest.raises(UnknownItem):
        item(item_id, Viewer(a_member(STRANGER, now=world.now)), force=FORCE)
    assert lines("list") == []
    assert run("show", str(item_id)).exit_code == 1


def test_a_list_is_read_page_by_page_in_the_order_in_which_it_is_due(world: World) -> None:
    dues = [3, 1, 2, 2, 5]
    opened = [world.open(matter=str(n), due_at=world.now + timedelta(hours=due)) for n, due in enumerate(dues)]
    viewer, pages, page = Viewer(a_member(HALL, now=world.now)), [], Page(2)

    for _ in range(3):
        found = items_for(viewer, force=FORCE, wanted=Filter(), page=page, now=world.now)
        pages.append([facts.item_id for facts in found.items])
        page = Page(2, found.after)

    twice = sorted((opened[2], opened[3]))
    assert pages == [[opened[1], twice[0]], [twice[1], opened[0]], [opened[4]]]
    assert found.after is None


def test_a_list_is_narrowed_to_what_is_wanted(world: World) -> None:
    late = world.open(matter="a", due_at=world.now - timedelta(hours=1))
    draft = world.open(matter="b", kind=ItemKind.CONFIRM)
    done = world.open(matter="c")
    call_made(world, done)
    viewer = Viewer(a_member(SHAW, now=world.now))

    def found(wanted: Filter) -> set[UUID]:
        page = items_for(viewer, force=FORCE, wanted=wanted, page=Page(50), now=world.now)
        return {facts.item_id for facts in page.items}

    assert found(Filter()) == {late, draft}
    assert found(Filter(kind=ItemKind.CONFIRM)) == {draft}
    assert found(Filter(is_overdue=True)) == {late}
    assert found(Filter(state=ItemState.DONE)) == {done}
    assert found(Filter(is_mine=True)) == set()


def test_a_call_in_which_somebody_was_spoken_to_is_on_record(world: World) -> None:
    spoken, unsafe, tried = (world.open(matter=name, duty="D06", subject="clock 7") for name in "abc")
    call_made(world, spoken)
    call_made(world, unsafe, CallOutcome.UNSAFE)
    call_made(world, tried, CallOutcome.NO_ANSWER)

    calls = calls_recorded([world.case_id], force=FORCE)

    at = world.now + timedelta(minutes=5)
    assert calls == [RecordedCall(spoken, world.case_id, world.person_id, "D06", "clock 7", at)]
    assert [facts.item_id for facts in open_items_of([world.case_id], force=FORCE)] == [tried]
    assert len(items_of_case(world.case_id, force=FORCE)) == 3


def test_items_are_counted_by_kind_and_reason(world: World) -> None:
    call_made(world, world.open(matter="a"))
    for name in "bc":
        world.open(matter=name)

    counted = items_by_reason(force=FORCE, since=world.now, until=world.now + timedelta(days=1))

    assert counted == [
        Counted(ItemKind.CALL, "oic.assigned", ItemState.DONE, 1),
        Counted(ItemKind.CALL, "oic.assigned", ItemState.OPEN, 2),
    ]
    assert items_by_reason(force=FORCE, since=world.now - timedelta(days=1), until=world.now) == []


def test_an_item_says_what_happened_to_it(world: World) -> None:
    item_id = world.open()
    hand_out(FORCE, now=world.now)
    call_made(world, item_id)

    assert [entry.what for entry in history(item_id, force=FORCE)] == [What.OPENED, What.HANDED_OUT, What.ANSWERED]


def run(*arguments: str, force: str = FORCE) -> Result:
    return CliRunner().invoke(worklist, [*arguments, "--force", force])


def lines(*arguments: str) -> list[dict[str, object]]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.output.splitlines()]


def test_the_command_lists_items_without_a_word_about_anybody(world: World) -> None:
    item_id = world.open(text="Call Jane.", script="Hello Jane.", draft="Dear Jane")

    (line,) = lines("list", "--kind", "call")

    assert (line["item"], line["case"], line["owner"]) == (str(item_id), ALLOCATED["reference"], OIC)
    assert "Jane" not in run("list").output + run("show", str(item_id)).output + str(lines("show", str(item_id)))
    assert lines("list", "--kind", "mend") == lines("list", "--state", "done") == []
    assert run("list").output.startswith(f"{item_id}  open  call  ")


def test_the_command_shows_one_item_with_its_history(world: World) -> None:
    item_id = world.open()
    hand_out(FORCE, now=world.now)

    (shown,) = lines("show", str(item_id))

    assert [entry["what"] for entry in shown["history"]] == ["opened", "handed_out"]  # type: ignore[attr-defined]  # JSON
    assert "handed_out" in run("show", str(item_id)).output


def test_the_command_says_what_it_does_not_know(world: World) -> None:
    nothing = run("show", str(UUID(int=7)))
    nobody = run("list", force="nowhere")

    assert (nothing.exit_code, nobody.exit_code) == (1, 1)
    assert "waypost worklist list" in nothing.output
