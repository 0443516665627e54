"""The records desk goes through the open cases of a force, page by page, and sees where something is wrong."""

from datetime import datetime
from typing import Any

import pytest

from tests.snapshots import FORCE, RECORDED, a_source, changed, event, take
from waypost.base.values import CaseId
from waypost.cases.record_findings import CaseFindings, findings_page

pytestmark = pytest.mark.django_db
AMINA = {**RECORDED["people"][0], "family_name": "Sample"}


def crime(reference: str, **fields: Any) -> dict[str, Any]:
    person = {**AMINA, "given_name": reference, "contact": {}, **fields}
    return changed(RECORDED, reference=reference, incident_reference=None, people=[person])


def every_page(limit: int) -> list[CaseFindings]:
    found: list[CaseFindings] = []
    after: CaseId | None = CaseId(0)
    while after is not None:
        page = findings_page(force=FORCE, after=after, limit=limit)
        found += page.cases
        after = page.next_after
    return found


@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_every_open_case_with_a_finding_comes_once(now: datetime, limit: int) -> None:
    documents = [
        crime("Fine"),
        crime("Blank", family_name="Unknown"),
        changed(crime("Danger"), summary="My ex-partner took it."),
        changed(crime("Shut", family_name="Unknown"), status="closed"),
        crime("Mute", language=None),
    ]
    take(a_source("rms", now=now), *(event(one, one["reference"]) for one in documents), now=now)

    found = {one.reference: one for one in every_page(limit)}

    assert list(found) == ["Blank", "Danger", "Mute"]
    assert {reference: one.stops for reference, one in found.items()} == {
        "Blank": True, "Danger": True, "Mute": False,
    }  # fmt: skip
    assert [finding.code for finding in found["Danger"].about_case] == ["words_of_danger"]
    ((ref, (finding,)),) = found["Mute"].about_people
    assert (ref, finding.code) == ("p1", "language_unknown")


def test_a_force_without_cases_has_one_empty_page() -> None:
    page = findings_page(force=FORCE, after=CaseId(0), limit=10)

    assert (page.cases, page.next_after) == ((), None)
