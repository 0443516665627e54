"""The files under content/duties: that all are there, and what the check of content says of a broken one."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.unit.duties.world import CONTENT, DUTIES
from waypost.base.content import read_files
from waypost.duties.checking import check_duty, check_served, read_duty_rules, sound_duties
from waypost.duties.duty import Limit, Mark
from waypost.journeys.checking import check_content, known_triggers
from waypost.messages.lint.source import Source, parse_source, read_source

RULES = read_duty_rules(CONTENT, triggers=known_triggers(CONTENT))
FOUND = {f"D{number:02}" for number in (1, 2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13, 16, 17, 18, 19, 20, 21, 22, 26, 27, 28)}

# Standard and enhanced working days of each duty that has a number of them (domain notes 1.4).
DAYS = {
    "D02": (2, 2), "D05": (5, 1), "D06": (5, 1), "D07": (5, 1), "D08": (5, 1), "D09": (5, 1), "D11": (5, 1),
    "D12": (5, 1), "D13": (5, 1), "D14": (5, 1), "D16": (1, 1), "D17": (5, 1), "D18": (5, 1), "D19": (1, 1),
    "D20": (1, 1), "D21": (1, 1), "D23": (1, 1), "D24": (10, 10), "D26": (10, 10), "D27": (20, 20), "D29": (10, 10),
}  # fmt: skip


def test_every_duty_of_the_code_has_its_file() -> None:
    assert set(DUTIES.versions) == {f"D{number:02}" for number in range(1, 30)} | {"interval", "silence"}


def test_each_is_marked_as_the_notes_mark_it() -> None:
    numbered = [duty for duty in DUTIES.versions if duty.startswith("D")]

    assert {duty for duty in numbered if DUTIES.latest(duty).mark is Mark.FOUND} == FOUND


def test_the_lengths_are_those_of_the_notes() -> None:
    counted = {
        duty: (DUTIES.latest(duty).standard.count, DUTIES.latest(duty).enhanced.count)
        for duty in DUTIES.versions
        if DUTIES.latest(duty).standard.limit is Limit.WORKING_DAYS
    }

    assert counted == DAYS


def test_what_others_owe_is_not_clocked_as_ours() -> None:
    assert {duty for duty in DUTIES.versions if not DUTIES.latest(duty).is_ours} == {"D14", "D22", "D24", "D27", "D28"}


def test_a_length_that_the_code_does_not_set_says_that_it_is_ours() -> None:
    assert {duty for duty in DUTIES.versions if DUTIES.latest(duty).is_recommended} == {"D01", "silence"}


def test_the_shipped_content_serves_its_duties() -> None:
    assert check_content(CONTENT, rules=CONTENT) == []


def test_duties_are_kept_as_versions_like_other_content() -> None:
    assert {file.key for file in read_files(CONTENT) if file.kind == "duties"} == {*DUTIES.versions, "enhanced"}


def _source(name: str, *changes: tuple[str, str]) -> Source:
    text = (CONTENT / "duties" / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    source = parse_source(text, name=f"duties/{name}.yaml")
    assert isinstance(source, Source)
    return source


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("D05", "id: D05", "id: D06", "The file is called D05"),
        ("D05", "owner: oic", "owner: nobody", "owner cannot be 'nobody'"),
        ("D05", "2021-04-01", "2021-02-30", "There is no day 2021-02-30"),
        ("D05", "crime.not_investigated", "crime.not_investigate", "Did you mean crime.not_investigated?"),
        ("D05", "enhanced: { working_days: 1 }", "enhanced: { working_days: 6 }", "Enhanced rights never make a duty"),
        ("D05", "enhanced: { working_days: 1 }", "enhanced: none", "Enhanced rights never make a duty"),
        ("D05", "channels: [email, letter]", "channels: []", "no channel can tell it"),
        ("D05", "channels: [email, letter]", "channels: [sms]", "cannot be 'sms'"),
        ("D05", "any_of: [fact_text] ", "if_known: true ", "Say either which placeholders"),
        ("D02", "records: [referral.sent]", "records: []", "Nothing can ever meet this duty"),
        ("D02", "support_referral_made", "support_referral_mad", "Did you mean support_referral_made?"),
        ("D26", "homicide", "homicides", "Did you mean homicide?"),
        ("enhanced", "homicide: ", "homicides: ", "Did you mean homicide?"),
        ("enhanced", "terrorism: serious_crime", "terrorism: very_serious", "very_serious is no reason"),
        ("enhanced", "under_age: 18\n", "", "It holds exactly these keys"),
    ],
)
def test_a_broken_duty_is_named_with_what_to_write(name: str, old: str, new: str, said: str) -> None:
    assert [*check_duty(_source(name), RULES)] == []

    found = [one.sentence for one in check_duty(_source(name, (old, new)), RULES)]

    assert any(said in sentence for sentence in found), found


def test_two_versions_from_one_day_are_a_fault() -> None:
    source = _source("D05")
    source.body["versions"].append(dict(source.body["versions"][0]))

    assert any("Two versions" in one.sentence for one in check_duty(source, RULES))


def _message(template: str, **changed: Any) -> Mapping[str, Any]:
    source = read_source(CONTENT / "messages" / "en" / f"{template}.yaml", name="a message")
    assert isinstance(source, Source)
    # A letter may serve a duty alone; these are about the other texts, unless they give one.
    others = {key: value for key, value in source.body.items() if not key.startswith("letter")}
    return {**others, **changed}


def _served(message: Mapping[str, Any]) -> list[str]:
    sources = [_source(path.stem) for path in sorted((CONTENT / "duties").glob("D*.yaml"))]
    duties = sound_duties(sources, RULES)
    return [one.sentence for one in check_served(message, duties, known=frozenset(duties))]


def test_a_text_that_leaves_out_what_its_duty_demands_is_named_with_what_it_lacks() -> None:
    email = {"subject": "News about your report", "body": "We have decided not to look into it. Call us for support."}

    (sentence,) = _served(_message("alloc_not_investigated_standard", email=email))

    assert "all that D05 demands: the explanation." in sentence


def test_words_that_a_duty_demands_are_looked_for_in_the_text() -> None:
    email = {"subject": "News about your report", "body": "We have decided not to look into it: ((fact_text))"}

    (sentence,) = _served(_message("alloc_not_investigated_standard", email=email))

    assert "demands: the offer of support." in sentence


def test_a_letter_alone_serves_a_duty_that_may_be_met_in_writing() -> None:
    letter = {"heading": "News", "body": "We decided: ((fact_text)). We can ask a support service to call you."}
    only = {key: value for key, value in _message("alloc_not_investigated_standard").items() if key[:5] != "email"}

    assert _served({**only, "letter": letter}) == []


def test_a_text_message_alone_never_serves_a_duty() -> None:
    message = {key: value for key, value in _message("crime_recorded_adult").items() if not key.startswith("email")}

    (sentence,) = _served(message)

    assert "the crime reference; what was recorded" in sentence


def test_a_text_named_beside_its_duty_need_not_hold_what_it_demands() -> None:
    assert _served(_message("support_code_rights_leaflet")) == []
    assert _served(_message("support_code_rights_leaflet", id="another_leaflet")) != []


def test_a_duty_that_nobody_knows_is_named() -> None:
    (sentence,) = _served(_message("crime_recorded_adult", duty="D77"))

    assert "There is no duty D77" in sentence


def test_a_folder_with_texts_alone_is_checked_against_the_duties_here(tmp_path: Path) -> None:
    target = tmp_path / "messages" / "en"
    target.mkdir(parents=True)
    text = (CONTENT / "messages" / "en" / "msg_officer_replied.yaml").read_text(encoding="utf-8")
    (target / "msg_officer_replied.yaml").write_text(text.replace("duty: null", "duty: D77"), encoding="utf-8")

    found = [fault.sentence for fault in check_content(tmp_path, rules=CONTENT)]

    assert any("There is no duty D77" in sentence for sentence in found), found
