"""What officers answered in the crime system, and who stands behind a case."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.snapshots import ARREST, FORCE, RECORDED, REPORTED, a_source, changed, event, take
from waypost.base.values import CaseId
from waypost.cases.queries import case_id_by_reference, cases_by_id, task_answers
from waypost.cases.task_answers import TaskAnswer
from waypost.cases.values import Authority, CaseKind
from waypost.cases.vocabulary import TaskStatus

pytestmark = pytest.mark.django_db
TASK = "0190a1b2-1111-7000-8000-000000000002"


def case_of(reference: str, kind: CaseKind = CaseKind.CRIME) -> CaseId:
    found = case_id_by_reference(reference, kind=kind, force=FORCE)
    assert found is not None
    return found


def test_an_answer_comes_with_who_said_it_and_when(now: datetime) -> None:
    take(a_source("rms", now=now), event(ARREST), now=now)
    case_id = case_of(ARREST["reference"])

    answers = task_answers([case_id], force=FORCE)

    said_at = datetime(2026, 11, 23, 9, 10, tzinfo=UTC)
    assert answers == {case_id: [TaskAnswer(UUID(TASK), TaskStatus.DONE, "Answered", None, said_at, "4471")]}


def test_a_changed_draft_comes_whole_and_an_answer_by_nobody_stays_one(now: datetime) -> None:
    draft = {"waypost_id": TASK, "status": "refused", "text": "Dear A", "note": "wrong day"}
    take(a_source("rms", now=now), event(changed(RECORDED, tasks=[draft])), now=now)
    case_id = case_of(RECORDED["reference"])

    ((answer,),) = task_answers([case_id], force=FORCE).values()

    assert (answer.status, answer.text, answer.note, answer.at, answer.by) == (
        TaskStatus.REFUSED, "Dear A", "wrong day", None, None,
    )  # fmt: skip


def test_a_task_that_is_none_of_ours_is_left_out(now: datetime) -> None:
    tasks = [{"waypost_id": "T-17", "status": "done"}]
    take(a_source("rms", now=now), event(changed(RECORDED, tasks=tasks)), now=now)
    case_id = case_of(RECORDED["reference"])

    assert task_answers([case_id], force=FORCE) == {case_id: []}


def test_an_incident_has_no_answers(now: datetime) -> None:
    take(a_source("cad", now=now), event(REPORTED), now=now)
    case_id = case_of(REPORTED["reference"], CaseKind.INCIDENT)

    assert task_answers([case_id], force=FORCE) == {case_id: []}


def test_the_supervisor_of_a_case_is_known(now: datetime) -> None:
    take(a_source("rms", now=now), event(ARREST), now=now)
    case_id = case_of(ARREST["reference"])

    supervisor = cases_by_id([case_id], force=FORCE)[case_id].supervisor

    assert supervisor is not None
    assert supervisor.collar_number == "2210"


def test_what_was_agreed_with_a_supporter_is_known(now: datetime) -> None:
    agreed = {"scope": "all news", "recorded_at": "2026-11-20T09:00:00Z", "expires_on": "2027-05-20"}
    supporter = {"id": "a1", "roles": ["supporter"], "acts_for": ["p1"], "authority": agreed}
    people = [*RECORDED["people"], supporter]
    take(a_source("rms", now=now), event(changed(RECORDED, people=people)), now=now)
    case_id = case_of(RECORDED["reference"])

    case = cases_by_id([case_id], force=FORCE)[case_id]
    found, victim = case.person_by_ref("a1"), case.person_by_ref("p1")

    assert found is not None
    assert victim is not None
    agreed_at = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
    assert found.authority == Authority("all news", agreed_at, datetime(2027, 5, 20, tzinfo=UTC).date())
    assert victim.authority is None
