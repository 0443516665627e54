"""`waypost content show`: what a message is, and its texts as somebody gets them."""

import pytest
from click.testing import CliRunner

from waypost.journeys.catalogue.material import Material
from waypost.journeys.catalogue.showing import UnknownMessage, Wanted, lines_of
from waypost.journeys.commands.content import content


def show(material: Material, name: str, wanted: Wanted) -> str:
    return "\n".join(lines_of(name, wanted, material))


def test_a_message_is_shown_with_what_it_is_and_its_exact_words(material: Material) -> None:
    said = show(material, "crime_recorded_adult", Wanted())

    assert "Written confirmation: basic details" in said
    assert "D01: confirm in writing that the crime is recorded. Due: on the same" in said
    assert "crime-recorded (phase 1): When the crime was recorded" in said
    assert "131 characters, 1 SMS part" in said
    assert "Anyshire Police has recorded your report. Reference 42/118306/26." in said


def test_the_longest_values_show_what_still_fits(material: Material) -> None:
    said = show(material, "attend_appointment_reminder", Wanted(channel="sms", worst=True))

    assert "160 characters, 1 SMS part" in said


def test_a_discreet_reader_is_shown_nothing_of_the_police(material: Material) -> None:
    said = show(material, "crime_recorded_adult", Wanted(audience="discreet"))

    assert "Text message (discreet)" in said
    assert "Anyshire" not in said


def test_a_draft_in_welsh_is_shown_and_marked(material: Material) -> None:
    said = show(material, "contact_report_received_adult", Wanted(language="cy", channel="sms"))

    assert "[Welsh, a draft: never sent]" in said
    assert "mae eich adroddiad" in said


def test_a_reader_that_nobody_made_up_is_answered_with_those_there_are(material: Material) -> None:
    with pytest.raises(UnknownMessage, match="use one of adult, guardian,"):
        show(material, "crime_recorded_adult", Wanted(audience="nobody"))


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    result = CliRunner().invoke(content, ["show", "crime_recorded_adul"])

    assert result.exit_code == 1
    assert "Did you mean crime_recorded_adult?" in result.output
