"""What people had to do before a message, as an explanation and a simulation tell it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.integration.journeys.test_explain import _a_provider_is_set_up, of_case, source, told
from tests.integration.messages.people import confirm
from tests.snapshots import FORCE, RECORDED, changed
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind, SourceFacts
from waypost.journeys.explain import lines, read_material
from waypost.worklist.queries import open_items_of
from waypost.worklist.values import ItemKind

pytestmark = pytest.mark.django_db
__all__ = ["_a_provider_is_set_up", "source"]

BY_TEXT = {"agreed_at": "2026-11-20T09:00:00+00:00", "channels": ["sms", "portal"]}
OWED_MORE = changed(RECORDED, people=[{**RECORDED["people"][0], "enhanced": ["vulnerable"], "contact_plan": BY_TEXT}])


def decision(document: Mapping[str, Any]) -> tuple[str, str, str]:
    """Return what was decided about the draft, by which gate, and where its message stands."""
    material = read_material(document["reference"], kind=CaseKind.CRIME, force=FORCE)
    (line,) = (line for line in lines(material, person=None) if line.template.startswith("crime_recorded"))
    asking = [name for name, answer in line.gates if answer == "ask"]
    return line.decision, ",".join(asking), line.state


def test_a_draft_that_waits_says_whom_it_waits_for(source: SourceFacts, now: datetime) -> None:
    page = told(source, OWED_MORE, now=now)

    assert "waits for a person and has not been sent. An officer" in page
    assert decision(OWED_MORE) == ("task", "somebody_has_acted", "awaiting_approval")


def test_what_was_confirmed_says_by_whom_and_when(source: SourceFacts, now: datetime) -> None:
    told(source, OWED_MORE, now=now)
    case_id = case_id_by_reference(OWED_MORE["reference"], kind=CaseKind.CRIME, force=FORCE)
    assert case_id is not None
    (item,) = (one for one in open_items_of([case_id], force=FORCE) if one.kind is ItemKind.CONFIRM)

    confirm(item, now + timedelta(hours=1))

    assert "Confirmed by 4471 on 20 November 2026 at 1pm." in of_case(OWED_MORE)
    assert decision(OWED_MORE) == ("task", "", "queued")
