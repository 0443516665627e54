"""What `waypost content check` says about messages."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from waypost.messages.lint import check_file, check_folder, read_rules

CONTENT = Path(__file__).parents[3] / "content"
RULES = read_rules(CONTENT)
EMAIL = {
    "subject": "We have your report",
    "body": "Your reference is ((reference)).\n\nCall us on ((force_phone)) with it.\n",
}
DISCREET = {"subject": "Your reference", "body": "There is news. Your reference is ((reference)).\n"}
GOOD: Mapping[str, object] = {
    "id": "good",
    "note": "First version.",
    "language": "en",
    "mode": "A",
    "class": "service",
    "duty": None,
    "audience": "adult",
    "valid_for_hours": 24,
    "placeholders": ["force_name", "reference", "force_phone"],
    "sms": "((force_name)): there is news. Reference ((reference)).",
    "sms_discreet": "There is news. Reference ((reference)).",
    "email": EMAIL,
    "email_discreet": DISCREET,
}
LEFT_OUT = "left out"


def faults(tmp_path: Path, **changes: object) -> list[str]:
    path = written(tmp_path, changes)
    return [fault.sentence for fault in check_file(path, rules=RULES)]


def written(tmp_path: Path, changes: Mapping[str, object]) -> Path:
    body = {key: value for key, value in {**GOOD, **changes}.items() if value != LEFT_OUT}
    path = tmp_path / "good.yaml"
    path.write_text(yaml.safe_dump(body, sort_keys=False, allow_unicode=True), encoding="utf-8")
    return path


def email(**changes: str) -> dict[str, dict[str, str]]:
    return {"email": {**EMAIL, **changes}}


def test_the_shipped_messages_have_no_fault() -> None:
    assert check_folder(CONTENT, rules=RULES) == []


def test_a_good_message_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "other"}, "The id is other but the file is good.yaml"),
        ({"mode": "X"}, "mode cannot be 'X': write one of A, C, H, N"),
        ({"class": "urgent"}, "class cannot be 'urgent': write one of"),
        ({"duty": "D1"}, "duty: 'D1' is not of the form"),
        ({"duty": "D77"}, "duties are D01 to D29: there is no D77"),
        ({"class": "statutory"}, "A statutory message serves a duty"),
        ({"class": "survey", "duty": "D10"}, "A survey serves no duty"),
        ({"class": "immediate", "valid_for_hours": 200}, "of no use after 24 hours"),
        ({"mode": "C", "mode_enhanced": "A"}, "is owed more care, not less"),
        ({"mode": "H"}, "A person calls first, but has nothing to say"),
        ({"act_within_hours": 4}, "It goes without an officer"),
        ({"sms": LEFT_OUT, "email": LEFT_OUT, "sms_discreet": LEFT_OUT, "email_discreet": LEFT_OUT}, "no text to send"),
        ({"surprise": 1}, "`surprise` is no key that the file can have"),
        ({"sms_discreat": "There is news."}, "Did you mean sms_discreet?"),
        ({"note": LEFT_OUT}, "There is no `note` in the file: add it."),
        ({"email": {"subject": "We have your report"}}, "There is no `body` in email: add it."),
        ({"valid_for_hours": "24"}, "valid_for_hours must be a number"),
        ({"placeholders": ["reference", "reference"]}, "placeholders holds the same word twice"),
        ({"sms": "News."}, "sms has 5 characters: write at least 10"),
        ({"sms": 123456789}, 'sms must be a text: put quotes round it, "123456789"'),
        ({"sms_discreet": LEFT_OUT}, "There is no `sms_discreet`"),
        ({"email_discreet": LEFT_OUT}, "There is no `email_discreet`"),
        ({"language": "cy"}, "add `translation: draft`"),
    ],
)  # fmt: skip
def test_a_fault_of_shape_is_said_with_what_to_do(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    found = faults(tmp_path, **changes)

    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sms": "((force_name)) ((referense))"}, "no placeholder ((referense)). Did you mean reference?"),
        ({"sms": "((force_name)) ((reference)) ((tuesday??x))"}, "There is no flag ((tuesday??...))"),
        ({"sms": "((force_name)) ((reference"}, "In `sms` a placeholder is never closed"),
        ({"sms_discreet": "There is news. ((portal?? See it"}, "In `sms_discreet` a conditional is never closed"),
        ({"email_discreet": LEFT_OUT, "email": LEFT_OUT}, "((force_phone)) is listed but not used"),
        ({"placeholders": ["force_name", "reference"]}, "((force_phone)) is used but not listed"),
        ({"sms": "((given_name)): there is news."}, "one name in ten is wrong"),
        ({"sms": "((force_name)) ((reference)) ((offence_title))"}, "((offence_title)) may not stand in an SMS"),
        (email(subject="About the ((offence_title))"), "((offence_title)) may not stand in the subject"),
        ({"sms": "((force_name)) ((reference)) ((code))"}, "((code)) may not stand in a message of class service"),
        ({"sms_discreet": "((force_name)): there is news."}, "((force_name)) shows that the police sent this"),
        ({"audience": "reporter", "sms": "((force_name)) ((reference)) ((portal_address))"}, "told nothing of it"),
        ({"email_discreet": {**DISCREET, "body": "From ((officer_name)), with news."}}, "((officer_name)) shows"),
    ],
)  # fmt: skip
def test_a_mark_that_cannot_stand_there_is_a_fault(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    found = faults(tmp_path, **changes)

    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sms": "((force_name)): your burglary, ((reference))."}, "must not hold the word 'burglary'"),
        ({"sms": "((force_name)): No Further Action, ((reference))."}, "the word 'no further action'"),
        ({"sms_discreet": "The police have news for you."}, "must not hold the word 'police'"),
        (email(subject="Your burglary"), "A subject must not hold the word 'burglary'"),
        ({"email_discreet": {**DISCREET, "body": "An officer has news for you today."}}, "the word 'officer'"),
        (email(body="Unfortunately you failed to attend. It is ((reference)), ((force_phone))."), "'unfortunately'"),
        (email(body="We will call as soon as possible: ((reference)), ((force_phone))."), "(it says no time)"),
        (email(body="We guarantee an answer: ((reference)), ((force_phone))."), "'guarantee' (nobody can promise it)"),
        (email(body="The OIC will commence enquiries: ((reference)), ((force_phone))."), "write your officer"),
        (email(body="This is about your interview under caution: ((reference)), ((force_phone))."), "the wrong person"),
        ({"audience": "guardian", **email(body="To see your report online, call us.")}, "the report is of a child"),
        (email(body="Ask your solicitor about ((reference)), or call ((force_phone))."), "a suspect has a solicitor"),
        (email(body="It concerns your business: ((reference)), ((force_phone))."), "the reader is a person"),
        ({"audience": "business contact", **email(body="Your injuries? ((reference)) ((force_phone))")}, "a business"),
        ({"audience": "reporter", **email(body="Your crime: ((reference)), ((force_phone)).")}, "for somebody else"),
    ],
)  # fmt: skip
def test_a_word_for_somebody_else_or_for_nobody_is_a_fault(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    found = faults(tmp_path, **changes)

    assert any(said in sentence for sentence in found), found


def test_the_name_of_a_scheme_speaks_to_nobody_and_the_same_word_elsewhere_still_does(tmp_path: Path) -> None:
    named = "It is the Victim Contact Scheme, and your Victim Personal Statement. Quote ((reference)), ((force_phone))."

    to_an_adult = faults(tmp_path, **email(body=named))
    besides = faults(tmp_path, **email(body=f"{named} Ask the victim."))
    to_a_business = faults(tmp_path, audience="business contact", **email(body=named))

    assert to_an_adult == []
    assert any("'the victim' speaks to the wrong person" in sentence for sentence in besides)
    assert any("'Victim Personal Statement' speaks" in sentence for sentence in to_a_business)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sms": "((force_name)): see www.example.org. ((reference))"}, "no web address or link of its own"),
        ({"sms": "((force_name)): see example.org/x ((reference))"}, "no web address or link of its own"),
        (email(body="See https://bit.ly/x or ((reference)), ((force_phone))."), "('https://bit.ly/x')"),
        (email(body="Write to a@example.org about ((reference)), ((force_phone))."), "('a@example.org')"),
        (email(body="[Here](x) is ((reference)), or call ((force_phone))."), "link of its own"),
        (email(body="Call 0900 123 4567 about ((reference)), or ((force_phone))."), "cost extra"),
        (email(body="Call 0844 496 0123 about ((reference)), or ((force_phone))."), "cost extra"),
        (email(body="Call 07700 900123 about ((reference)), or ((force_phone))."), "is written out"),
        (email(body="Call 01632 960123 about ((reference)), or ((force_phone))."), "is written out"),
    ],
)  # fmt: skip
def test_a_way_out_that_is_not_the_forces_own_is_a_fault(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    found = faults(tmp_path, **changes)

    assert any(said in sentence for sentence in found), found


@pytest.mark.parametrize("number", ["999", "101", "0808 168 9111", "116 123", "0303 123 1113", "0300 303 0105"])
def test_a_helpline_that_costs_nothing_extra_may_be_written_out(tmp_path: Path, number: str) -> None:
    assert faults(tmp_path, **email(body=f"Call {number} about ((reference)), or ((force_phone)).")) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sms": "((force_name))\u2019s news. ((reference))"}, "is not in the SMS alphabet"),
        ({"sms": "((force_name)) ((reference)) " + "long " * 30}, "characters: shorten it to one SMS"),
        (email(subject="News for you about all of that which you have told us of so far today"), "shorten it to 60"),
        (email(body="It  is ((reference)), or call ((force_phone))."), "has two blanks in a row"),
        (email(body="It is here , ((reference)), or call ((force_phone))."), "has a blank before a mark"),
        (email(body="It is here.((portal??See it.)) ((reference)), ((force_phone))."), "has no blank between two"),
        (email(body="It is here! ((reference)), ((force_phone))."), "shouts with an exclamation mark"),
        (email(body="Do NOT reply. ((reference)), ((force_phone))."), "shouts in capitals"),
        (email(body="Your number is {{reference}}. ((reference)) ((force_phone))"), "{{reference}} is no placeholder"),
        (email(body="Your number is (reference). ((reference)) ((force_phone))"), "(reference) is no placeholder"),
        (email(body="Call [insert number], ((reference)), ((force_phone))."), "looks unfinished"),
        (email(body="Dear ((force_phone)), it is ((reference))."), "A greeting with a name"),
        (email(body="It is **new**: ((reference)), ((force_phone))."), "is not what an e-mail here can show"),
        (email(body="You can:\n\n- call ((force_phone))\n- say ((reference))"), "`* ` for a list"),
        (email(body="It is one and two and three and four and five and six and seven and eight and nine and ten, "
                    "((reference)), ((force_phone))."), "make two of it"),
        (email(body="The investigation necessitates consideration of circumstantial information. Considerable "
                    "deliberation regarding evidential sufficiency characterises organisational decision making "
                    "procedures. Additional communication accompanies significant developments. ((reference)) "
                    "((force_phone))"), "reads at grade"),
    ],
)  # fmt: skip
def test_a_text_that_does_not_fit_or_read_well_is_a_fault(
    tmp_path: Path, changes: dict[str, object], said: str
) -> None:
    found = faults(tmp_path, **changes)

    assert any(said in sentence for sentence in found), found


def test_welsh_has_three_parts_and_its_own_letters(tmp_path: Path) -> None:
    welsh = {"language": "cy", "translation": "draft"}

    short = faults(tmp_path, **welsh, sms="((force_name)): mae d\u0175r. ((reference))")
    long = faults(tmp_path, **welsh, sms="((force_name)): mae d\u0175r. ((reference))" + " d\u0175r" * 45)

    assert short == []
    assert any("shorten it to 3 SMS" in sentence for sentence in long)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"sms": "((force_name)): ewch i'r llys. ((reference))"}, "llys"),
        ({"sms_discreet": "Newyddion am eich achos. ((reference))"}, "achos"),
        ({"email": {**EMAIL, "subject": "Eich trosedd"}}, "trosedd"),
    ],
)
def test_welsh_shows_no_more_on_a_locked_phone_than_english(
    tmp_path: Path, changes: dict[str, object], word: str
) -> None:
    found = faults(tmp_path, language="cy", translation="draft", **changes)

    assert [sentence for sentence in found if f"must not hold the word '{word}'" in sentence], found


@pytest.mark.parametrize("flags", ["((portal?? {}))", "((two_way?? {}))((portal?? {}))"])
def test_an_sms_must_fit_with_every_flag_true(tmp_path: Path, flags: str) -> None:
    found = faults(tmp_path, sms="((force_name)): news, ((reference))." + flags.replace("{}", "long " * 25))

    assert any("shorten it to one SMS" in sentence for sentence in found)


def test_a_fault_is_said_with_the_line_of_its_word(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    text = written(tmp_path, {}).read_text().replace("subject: We have", "subject: Your burglary")
    body = text.index("body: ")
    path.write_text(
        f"{text[:body]}body: |\n    One line.\n\n    Call ((nobody)) today.\n{text[text.index('email_disc') :]}"
    )

    found = check_file(path, rules=RULES)

    lines = path.read_text().splitlines()
    assert {lines[fault.line - 1].strip() for fault in found if "nobody" in fault.sentence} >= {
        "Call ((nobody)) today."
    }
    assert any("burglary" in lines[fault.line - 1] for fault in found)
