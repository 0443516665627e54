"""The catalogue of messages as one page."""

import re
from datetime import UTC, datetime

import pytest

from waypost.journeys.catalogue.material import Material
from waypost.journeys.catalogue.page import UnknownStage, catalogue_page

MADE_AT = datetime(2026, 10, 5, 9, 0, tzinfo=UTC)


def page_of(material: Material, stage: str) -> str:
    return catalogue_page(material, only=[stage], folder="content", made_at=MADE_AT)


def test_a_stage_is_shown_with_its_messages_and_what_stands_about_them(material: Material) -> None:
    page = page_of(material, "attendance")

    assert '<h3 id="attend_appointment_reminder">' in page
    assert "Goes by itself" in page
    assert "then once it is 1 day before the appointment, at 10:00" in page
    assert "Text message with the longest values" in page
    assert "Where messages must not show the police: as Rowan Tansley gets it" in page
    assert "crime_recorded_adult" not in page


def test_the_page_asks_nobody_for_anything_and_runs_nothing(material: Material) -> None:
    page = page_of(material, "attendance")

    assert not re.findall(r"<script|<link|<img|\ssrc=|url\(|@import|\shref=\"(?!#)", page)


def test_a_stage_that_there_is_not_is_answered_with_those_there_are(material: Material) -> None:
    with pytest.raises(UnknownStage, match="use one of contact, attendance"):
        page_of(material, "nowhere")
