"""T19: an officer leaves with five messages that nobody has read. The team has them all, and the victim reads so."""

from uuid import uuid4

import pytest

from tests.integration.portal.test_case_page import signed_in
from tests.integration.portal.world import a_case
from tests.threat.world import HERE, KEEPERS, Kind, World, look
from waypost.access.staff import leave_staff
from waypost.access.values import OPERATOR, StaffRole
from waypost.base.scope import in_force
from waypost.messages.operations import write_to_officer
from waypost.worklist.models import Item
from waypost.worklist.operations import follow_directory
from waypost.worklist.values import ItemKind

pytestmark = pytest.mark.django_db

TEAM_HAS_IT = "The team has what you wrote, and somebody there will answer."
GONE, TEAM = KEEPERS[Kind.OURS]


def test_five_unread_messages_are_all_in_the_teams_queue_and_the_victim_reads_that_somebody_else_answers(
    forces: World,
) -> None:
    officer = {"collar_number": GONE, "rank": "PC", "name": "Jo Hall", "team": TEAM}
    invited = a_case(forces.now, officer=officer, reference="42260009001")
    victim, path = signed_in(invited, now=forces.now)
    for number in range(5):
        write_to_officer(invited.person_id, text=f"Question {number}?", waypost_id=uuid4(), force=HERE, now=forces.now)
    before = victim.get(path).content.decode()
    with in_force(HERE):
        unread = Item.objects.filter(case_id=invited.case_id, kind=ItemKind.REPLY, state="open")
        assert list(unread.values_list("owner", flat=True)) == [GONE] * 5

    leave_staff(GONE, force=HERE, by=OPERATOR, now=forces.now)
    # The guard: before the directory is followed they are still with who has left.
    assert TEAM_HAS_IT not in before
    follow_directory(HERE, now=forces.now)

    with in_force(HERE):
        assert {(row.owner, row.team) for row in unread.all()} == {("", TEAM)}
    thread = f"/staff/case/{invited.case_id}/thread/{invited.person_id}/"
    queue = look(forces, StaffRole.OFFICER, "/staff/threads/?whose=team")
    work = look(forces, StaffRole.OFFICER, "/staff/worklist/?whose=team&kind=reply")
    assert queue.body.count(thread) == 5
    assert work.body.count("42260009001") == 5
    opened = look(forces, StaffRole.OFFICER, thread)
    assert all(f"Question {number}?" in opened.body for number in range(5))
    assert look(forces, f"{GONE} {HERE}", thread).location.startswith("/staff/sign-in")
    assert TEAM_HAS_IT in victim.get(path).content.decode()
    assert GONE not in look(forces, StaffRole.OFFICER, "/staff/threads/?whose=mine").body
