"""`waypost content show`: what a message is, and its texts as somebody gets them."""

from click.testing import CliRunner, Result

from waypost.journeys.commands.content import content


def show(*asked: str) -> Result:
    return CliRunner().invoke(content, ["show", *asked])


def test_a_message_is_shown_with_what_it_is_and_its_exact_words() -> None:
    said = show("crime_recorded_adult").output

    assert "Written confirmation: basic details" in said
    assert "D01: confirm in writing that the crime is recorded. Due: on the same" in said
    assert "crime-recorded (phase 1), when the crime was recorded" in said
    assert "131 characters, 1 SMS part" in said
    assert "Anyshire Police has recorded your report. Reference 42/118306/26." in said


def test_the_longest_values_show_what_still_fits() -> None:
    assert "160 characters, 1 SMS part" in show("attend_appointment_reminder", "--channel", "sms", "--worst").output


def test_a_discreet_reader_is_shown_nothing_of_the_police() -> None:
    said = show("crime_recorded_adult", "--audience", "discreet").output

    assert "Text message (discreet)" in said
    assert "Anyshire" not in said


def test_a_draft_in_welsh_is_shown_and_marked() -> None:
    said = show("contact_report_received_adult", "--language", "cy", "--channel", "sms").output

    assert "[Welsh, a draft: never sent]" in said
    assert "mae eich adroddiad" in said


def test_a_misspelt_name_is_answered_with_the_nearest() -> None:
    result = show("crime_recorded_adul")

    assert result.exit_code == 1
    assert "Did you mean crime_recorded_adult?" in result.output


def test_a_reader_that_nobody_made_up_is_answered_with_those_there_are() -> None:
    assert "use one of adult, guardian," in show("crime_recorded_adult", "--audience", "nobody").output
