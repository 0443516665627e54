"""
T05: staff look where they have nothing to do. Every address of staff is walked by everybody; none is named here.

What is expected is what the permission map says: of a case out of reach a reason is asked, of one that is hidden
nobody learns that it is there, and each look and each refusal is one line of the audit log.
"""

import pytest
from django.test import Client

from tests.threat.crawling import METHODS, NOWHERE, Address, addresses_of_staff, table_of
from tests.threat.world import HERE, THERE, Kind, Look, Made, World, look
from waypost.access.permission_map import MAY, Scope
from waypost.access.permissions import Action, Permission
from waypost.access.staff import leave_staff
from waypost.access.values import OPERATOR, StaffRole
from waypost.base.scope import in_force
from waypost.cases.models import Case

pytestmark = pytest.mark.django_db

ADDRESSES = [one for one in addresses_of_staff() if one.permission is not Permission.ANYBODY]
OPEN, ASKS, HIDDEN, SHUT = "open", "asks for a reason", "hidden", "shut"


def expected(role: StaffRole, address: Address, kind: Kind, *, is_post: bool) -> str:
    """Say what the map says, without the code that is asked in earnest."""
    may = MAY[role]
    scope = may.get(address.permission)
    if scope is None:
        return SHUT
    if not address.is_of_case:
        return OPEN
    asks = HIDDEN if is_post else ASKS
    if kind is Kind.SEALED:
        return asks if Permission.BREAK_GLASS in may else HIDDEN
    if scope is Scope.FORCE or (scope is Scope.TEAM and kind is Kind.OURS):
        return OPEN
    if kind is Kind.FLAGGED:
        return asks if Permission.BREAK_GLASS in may else HIDDEN
    return asks if Permission.GIVE_REASON in may else HIDDEN


def check(got: Look, what: str, made: Made | None, address: Address) -> None:
    """Hold an answer against what is expected of it."""
    actions = [line.action for line in got.lines]
    match what:
        case "shut":
            assert (got.status, actions) == (403, [Action.STAFF_PAGE_REFUSED])
        case "hidden":
            assert (got.status, actions) == (404, [Action.STAFF_CASE_REFUSED])
        case "asks for a reason":
            assert made is not None
            assert (got.status, actions) == (302, [Action.STAFF_REASON_ASKED])
            assert got.location.startswith(f"/staff/case/{made.case_id}/reason/?next=")
            assert made.reference not in got.all
        case _:
            assert got.status in {200, 302, 400, 404, 405, 409}
            assert got.status != 302 or got.location.startswith("/staff/")
            # A way back that shows nothing need not be written down; whatever shows something is, once.
            assert len(actions) == 1 or (got.status == 302 and not actions)
            if made is not None and got.status == 200:
                assert [line.case_id for line in got.lines] == [made.case_id]
    if what != OPEN and made is not None:
        assert made.canary not in got.all
    assert address.name


def gives_away(world: World, got: Look, *, role: StaffRole) -> list[str]:
    """Return which words came back that belong to the other force or to the sealed case."""
    never = [world.case(kind, THERE).canary for kind in Kind]
    sealed = world.case(Kind.SEALED)
    never += [sealed.canary, "900999"]
    # What the log says of a sealed case is for the auditor to read, by its reference.
    never += [] if role is StaffRole.AUDITOR else [sealed.reference]
    return [word for word in never if word in got.all]


@pytest.mark.parametrize("role", list(StaffRole))
def test_whatever_is_asked_the_answer_is_what_the_map_says_and_is_written_down(forces: World, role: StaffRole) -> None:
    for address in ADDRESSES:
        is_reason = address.name == "console:case-reason"
        is_shut = address.permission not in MAY[role]
        kinds = [Kind.OURS] if is_shut or not (address.is_of_case or "item" in address.takes) else list(Kind)
        for kind in kinds:
            made = forces.case(kind)
            path = address.filled(table_of(made, staff=forces.keeper(kind)))
            for post in METHODS:
                got = look(forces, role, path, post=post)
                said = f"{address.name} {kind} {post} {got.status} {[line.action for line in got.lines]}"
                assert gives_away(forces, got, role=role) == [], said
                if "item" in address.takes or (is_reason and not is_shut):
                    assert len(got.lines) <= 1, said
                    continue
                what = expected(role, address, kind, is_post=post is not None)
                try:
                    check(got, what, made if address.is_of_case else None, address)
                except AssertionError as fault:
                    raise AssertionError(f"{what} expected: {said}: {fault}") from fault


@pytest.mark.parametrize("role", [role for role in StaffRole if Permission.SEE_CASE in MAY[role]])
def test_what_is_hidden_reads_byte_for_byte_like_what_was_never_there(forces: World, role: StaffRole) -> None:
    hidden = Kind.SEALED if role is not StaffRole.SUPERVISOR else None
    for address in ADDRESSES:
        if not address.is_of_case or address.permission not in MAY[role]:
            continue
        other = table_of(forces.case(Kind.OURS, THERE), staff=forces.keeper(Kind.OURS, THERE))
        never = look(forces, role, address.filled(NOWHERE))
        check(never, HIDDEN, None, address)
        assert look(forces, role, address.filled(other)).page == never.page
        assert look(forces, role, address.filled(other), post={}).page == never.page
        if hidden:
            sealed = table_of(forces.case(hidden), staff=forces.keeper(hidden))
            assert look(forces, role, address.filled(sealed)).page == never.page


ITEMS = {
    StaffRole.OFFICER: {Kind.OURS: 200, Kind.THEIRS: 404, Kind.FLAGGED: 404, Kind.SEALED: 404},
    StaffRole.SUPERVISOR: {Kind.OURS: 200, Kind.THEIRS: 302, Kind.FLAGGED: 302, Kind.SEALED: 302},
    # Of the team, and with cases to see; who sees figures or the log alone is shown none by standing in a team.
    StaffRole.CALL_HANDLER: {**dict.fromkeys(Kind, 404), Kind.OURS: 200},
    **{role: dict.fromkeys(Kind, 404) for role in (StaffRole.AUDITOR, StaffRole.ANALYST, StaffRole.APPROVER)},
}


@pytest.mark.parametrize("role", list(ITEMS))
def test_what_an_officer_is_asked_to_do_opens_no_case_that_its_reader_may_not_open(
    forces: World, role: StaffRole
) -> None:
    for kind, status in ITEMS[role].items():
        item = forces.case(kind).items[0]
        got = look(forces, role, f"/staff/item/{item}/")
        assert (got.status, len(got.lines)) == (status, 1)
        if status == 302:
            assert got.location == f"/staff/case/{forces.case(kind).case_id}/reason/"
        if status != 200:
            assert look(forces, role, f"/staff/item/{item}/refuse/", post={"why": "No need"}).status == 404
            with in_force(HERE):
                assert forces.case(kind).canary not in got.all


@pytest.mark.parametrize("who", ["nobody", "who has left"])
def test_who_has_left_or_has_not_signed_in_sees_nothing_anywhere(forces: World, who: str) -> None:
    browser = Client() if who == "nobody" else forces.browsers[StaffRole.SUPERVISOR]
    if who != "nobody":
        leave_staff(forces.staff[StaffRole.SUPERVISOR].collar_number, force=HERE, by=OPERATOR, now=forces.now)
    made = forces.case(Kind.OURS)
    for address in ADDRESSES:
        path = address.filled(table_of(made, staff=forces.keeper(Kind.OURS)))
        for answer in (browser.get(path), browser.post(path, {})):
            led = answer.status_code == 302 and answer["Location"].startswith("/staff/sign-in")
            assert led or answer.status_code == 403, path
            assert b"Wren" not in answer.content
            assert made.reference.encode() not in answer.content


def test_the_crawl_finds_the_cases_where_they_may_be_seen(forces: World) -> None:
    """Without this a crawl that sees nothing would prove nothing."""
    for kind in Kind:
        made = forces.case(kind)
        got = look(forces, f"{forces.keeper(kind).collar_number} {HERE}", f"/staff/case/{made.case_id}/")
        assert (got.status, made.canary in got.body) == (200, True)
    with in_force(HERE):
        assert Case.objects.count() == len(Kind)
