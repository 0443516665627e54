"""What `waypost content check` says about messages."""

from pathlib import Path

import pytest
import yaml

from waypost.messages.lint import check_file, check_folder, read_rules

CONTENT = Path(__file__).parents[3] / "content"
RULES = read_rules(CONTENT)
GOOD = {
    "id": "good",
    "note": "First version.",
    "language": "en",
    "mode": "A",
    "class": "service",
    "duty": None,
    "audience": "adult",
    "valid_for_hours": 24,
    "placeholders": ["force_name", "reference"],
    "sms": "((force_name)): there is news. Reference ((reference)).",
}


def faults(tmp_path: Path, **changes: object) -> list[str]:
    body = {key: value for key, value in {**GOOD, **changes}.items() if value != "left out"}
    path = tmp_path / "good.yaml"
    path.write_text(yaml.safe_dump(body, sort_keys=False))
    return [fault.sentence for fault in check_file(path, rules=RULES)]


def test_the_shipped_messages_have_no_fault() -> None:
    assert check_folder(CONTENT, rules=RULES) == []


def test_a_good_message_has_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "other"}, "The id is other but the file is good.yaml"),
        ({"mode": "X"}, "mode: 'X' is not one of"),
        ({"class": "urgent"}, "class: 'urgent' is not one of"),
        ({"duty": "D1"}, "duty: 'D1' does not match"),
        ({"class": "statutory"}, "A statutory message serves a duty"),
        ({"sms": "left out"}, "is not valid under any of the given schemas"),
        ({"surprise": 1}, "Additional properties are not allowed"),
        ({"sms": "((force_name)) ((referense))"}, "There is no placeholder ((referense))"),
        ({"sms": "((force_name)) ((reference)) ((tuesday??x))"}, "There is no flag ((tuesday??...))"),
        ({"sms": "((force_name)) ((reference"}, "In `sms` a placeholder is never closed"),
        ({"sms": "((force_name)): there is news."}, "((reference)) is listed but not used"),
        ({"placeholders": ["force_name"]}, "((reference)) is used but not listed"),
        ({"sms": "((force_name)): your burglary, ((reference))."}, "must not hold the word 'burglary'"),
        ({"sms": "((force_name)): No Further Action, ((reference))."}, "the word 'no further action'"),
        ({"sms": "((force_name)): see www.example.org. ((reference))"}, "no web address of its own"),
        ({"sms": "((force_name)): see example.org/x ((reference))"}, "no web address of its own"),
        ({"sms": "((force_name))\u2019s news. ((reference))"}, "not in the SMS alphabet"),
        ({"sms": "((force_name)) ((reference)) " + "long " * 30}, "characters: shorten it to one SMS"),
        (
            {"sms": "((given_name)): there is news.", "placeholders": ["given_name"]},
            "((given_name)) may not stand in an SMS",
        ),
        (
            {"sms": "((force_name)) ((reference)) ((code))", "placeholders": ["force_name", "reference", "code"]},
            "((code)) may not stand in a message of class service",
        ),
        ({"sms_discreet": "((force_name)): there is news."}, "((force_name)) shows that the police sent this"),
        ({"sms_discreet": "The police have news for you."}, "must not hold the word 'police'"),
    ],
)  # fmt: skip
def test_a_fault_is_said_with_what_to_do(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    found = faults(tmp_path, **changes)

    assert any(said in sentence for sentence in found), found


def test_a_fault_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(yaml.safe_dump({**GOOD, "sms": "((nobody)) is news."}, sort_keys=False))

    found = check_file(path, rules=RULES)

    line = path.read_text().splitlines().index("sms: ((nobody)) is news.") + 1
    assert line in {fault.line for fault in found}


def test_what_is_no_yaml_is_said_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "good.yaml"
    path.write_text('id: good\nsms: "never closed\n')

    (fault,) = check_file(path, rules=RULES)

    assert (fault.line > 1, fault.sentence.startswith("This is not YAML")) == (True, True)


@pytest.mark.parametrize("text", ["[]", "1", "null", "just words"])
def test_what_is_no_message_at_all_is_a_fault(tmp_path: Path, text: str) -> None:
    path = tmp_path / "good.yaml"
    path.write_text(text)

    assert check_file(path, rules=RULES) != []
