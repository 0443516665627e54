"""Who may see an item, and which answers it takes."""

import pytest

from tests.unit.worklist.people import DEPUTY, NOW, an_item, staff
from waypost.access.permission_map import scope_of
from waypost.access.permissions import Permission
from waypost.access.values import Staff, StaffRole
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import Reason
from waypost.worklist.rules import Viewer, closes, fault_of_answer, is_asked, may_see
from waypost.worklist.values import Answer, CallOutcome, Desk, ItemFacts, ItemKind, ItemState

OFFICER, SERGEANT, CLERK = StaffRole.OFFICER, StaffRole.SUPERVISOR, StaffRole.DATA_QUALITY
NORTH = {"team": "North"}
SEALED = {"is_sealed": True}
MEND = {
    "kind": ItemKind.MEND,
    "desk": Desk.RECORDS,
    "at_desk": Desk.RECORDS,
    "owner": "",
    "first_owner": "",
    "team": "",
}


@pytest.mark.parametrize(
    ("who", "item", "expected"),
    [
        (staff("4471", OFFICER), an_item(), True),
        (staff("9001", OFFICER), an_item(), True),
        (staff("9001", OFFICER, **NORTH), an_item(), False),
        # Who sees figures or the log alone is shown nobody by standing in a team.
        (staff("9001", StaffRole.ANALYST), an_item(), False),
        (staff("9001", StaffRole.AUDITOR), an_item(), False),
        (staff(DEPUTY, OFFICER, **NORTH), an_item(cover=DEPUTY), True),
        # Who had it before it was escalated may still answer it.
        (staff("4471", OFFICER, **NORTH), an_item(owner="2210"), True),
        (staff("2210", SERGEANT, **NORTH), an_item(), True),
        (staff("9001", CLERK, **NORTH), an_item(), False),
        (staff("9001", CLERK, **NORTH), an_item(**MEND), True),
        (staff("9001", OFFICER, **NORTH), an_item(**MEND), False),
        # Nobody's team is not the team of those who have none.
        (staff("9001", OFFICER, team=""), an_item(team=""), False),
        (staff("9001", StaffRole.ADMINISTRATOR), an_item(**{**MEND, "desk": Desk.SYSTEM}), True),
        (staff("9001", StaffRole.ADMINISTRATOR), an_item(**MEND), False),
        (staff("9001", StaffRole.WITNESS_CARE), an_item(**{**MEND, "desk": Desk.WITNESS_CARE}), True),
        (staff("9001", StaffRole.CONTENT_EDITOR), an_item(**{**MEND, "desk": Desk.CONTENT}), True),
        # Of a sealed case: the owner and supervisors.
        (staff("4471", OFFICER), an_item(**SEALED), True),
        (staff("2210", SERGEANT, **NORTH), an_item(**SEALED), True),
        (staff("2210", SERGEANT, **NORTH), an_item(**MEND, **SEALED), True),
        (staff("9001", OFFICER), an_item(**SEALED), False),
        (staff(DEPUTY, OFFICER), an_item(**SEALED, cover=DEPUTY), False),
        (staff("9001", CLERK), an_item(**MEND, **SEALED), False),
        # Who has left sees nothing any more.
        (staff("4471", SERGEANT, is_active=False), an_item(), False),
    ],
)
def test_an_item_is_shown_to_who_may_do_it(who: Staff, item: ItemFacts, expected: bool) -> None:
    assert may_see(Viewer(who), item) is expected


def test_what_waits_for_a_look_at_the_first_of_many_is_shown_to_everybody_who_may_let_it_go() -> None:
    desk = Desk(MEANINGS[Reason.FIRST_ONES_OUT].owner.value)
    waits = an_item(**{**MEND, "desk": desk, "at_desk": desk})
    may_let_go = [role for role in StaffRole if scope_of({role}, Permission.LET_GO) is not None]

    assert may_let_go
    assert [role for role in may_let_go if not may_see(Viewer(staff("9001", role, **NORTH)), waits)] == []


@pytest.mark.parametrize(
    ("who", "item", "expected"),
    [
        (staff("4471", OFFICER), an_item(**SEALED), True),
        (staff("2210", SERGEANT, **NORTH), an_item(cover="2210", **SEALED), True),
        (staff("9001", OFFICER), an_item(), True),
        (staff("2210", SERGEANT, **NORTH), an_item(desk=Desk.SUPERVISOR), True),
        (staff("9001", CLERK, **NORTH), an_item(**MEND), True),
        # What an officer of another team has, or what is sealed, a supervisor sees and opens as its case is opened.
        (staff("2210", SERGEANT, **NORTH), an_item(), False),
        (staff("2210", SERGEANT), an_item(**SEALED), False),
        (staff("2210", SERGEANT), an_item(desk=Desk.SUPERVISOR, **SEALED), False),
        (staff("4471", OFFICER, is_active=False), an_item(), False),
    ],
)
def test_to_see_what_is_asked_of_others_is_not_to_be_asked(who: Staff, item: ItemFacts, expected: bool) -> None:
    assert is_asked(Viewer(who), item) is expected


def answer(state: ItemState = ItemState.DONE, *, text: str | None = None, call: CallOutcome | None = None) -> Answer:
    return Answer(state, at=NOW, text=text, call=call)


@pytest.mark.parametrize(
    ("kind", "given", "fits"),
    [
        (ItemKind.MEND, answer(), True),
        (ItemKind.MEND, answer(ItemState.REFUSED), True),
        (ItemKind.MEND, answer(ItemState.OPEN), False),
        (ItemKind.MEND, answer(ItemState.WITHDRAWN), False),
        (ItemKind.CONFIRM, answer(text="As I would say it."), True),
        (ItemKind.REPLY, answer(text="As I would say it."), False),
        (ItemKind.CALL, answer(call=CallOutcome.SPOKEN_TO), True),
        (ItemKind.CALL, answer(ItemState.REFUSED), True),
        # Done, but was she spoken to?
        (ItemKind.CALL, answer(), False),
        (ItemKind.REPLY, answer(call=CallOutcome.SPOKEN_TO), False),
    ],
)
def test_an_answer_fits_what_was_asked(kind: ItemKind, given: Answer, fits: bool) -> None:
    assert (fault_of_answer(kind, given) is None) is fits


def test_only_a_call_that_nobody_took_leaves_something_to_do() -> None:
    outcomes = [None, *CallOutcome]

    assert [closes(answer(call=outcome)) for outcome in outcomes] == [
        outcome is not CallOutcome.NO_ANSWER for outcome in outcomes
    ]
