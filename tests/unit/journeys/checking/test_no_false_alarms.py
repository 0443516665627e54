"""What is right though it looks odd: the check must say nothing of it, or editors stop to read it."""

from pathlib import Path

import pytest

from tests.unit.journeys.checking.small import CONTENT, FILES, write
from waypost.journeys.checking import check_content

OFFICER, NAMED, VISIT = "journeys/officer.yaml", "messages/en/officer_named.yaml", "journeys/visit.yaml"
FLAGGED = "sms: '((force_name)): we have news.((has_officer?? Ask for ((officer_name)).))'"
NAMING = "sms: '((force_name)): ((officer_name)) is the officer for your report.'"
WELSH = "messages/cy/officer_named_welsh.yaml"


def sentences(tmp_path: Path, *changes: tuple[str, str, str]) -> list[str]:
    files = dict(FILES)
    for name, old, new in changes:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)
    return [
        f"{fault.file}:{fault.line}: {fault.sentence}" for fault in check_content(write(tmp_path, files), rules=CONTENT)
    ]


@pytest.mark.parametrize(
    "changes",
    [
        # a flag stands round what a record may lack
        [(NAMED, NAMING, FLAGGED), (WELSH, NAMING, FLAGGED), (OFFICER, "[oic.assigned]", "[crime.recorded]")],
        # every way that leads to the text has asked for a person, each in its own words
        [
            (OFFICER, "    - { fact: person.kind, is_not: organisation }\n", "    - { fact: case.kind, is: crime }\n"),
            (
                OFFICER,
                "  - send: officer_named\n",
                "  - branch:\n"
                "      - { where: [{ fact: person.kind, is: person }], go_to: tell }\n"
                "      - { where: [{ fact: person.kind, is: organisation }], go_to: end }\n"
                "  - id: tell\n    send: officer_named\n",
            ),
        ],
        # the condition stands at the step itself
        [
            (OFFICER, "  where:\n    - { fact: person.kind, is_not: organisation }\n", ""),
            (
                OFFICER,
                "  - send: officer_named\n",
                "  - send: officer_named\n    where:\n      - { fact: person.kind, is: person }\n",
            ),
        ],
        # a person stays one however long the run waits
        [(OFFICER, "  - send: officer_named\n", "  - wait: { days: 400 }\n  - send: officer_named\n")],
        # a loop that waits and ends
        [
            (
                OFFICER,
                "  - send: officer_named\n",
                "  - id: again\n    send: officer_named\n"
                "  - wait_for: { events: [case.closed], up_to: { days: 28 } }\n    then: end\n    if_late: again\n",
            )
        ],
        # the same text again after a wait, and the same one to two kinds of reader
        [(OFFICER, "- send: officer_named", "- send: officer_named\n  - wait: { days: 1 }\n  - send: officer_named")],
        # the earlier run of a news that has no item is ended by the next one
        [(OFFICER, "end_on:\n", "end_on:\n  - { event: oic.assigned }\n")],
        # a wait to the end counts whether the goal is reached
        [
            (OFFICER, "digest: never\n", "digest: never\ngoal:\n  - { event: portal.registered }\n"),
            (
                OFFICER,
                "  - send: officer_named\n",
                "  - send: officer_named\n"
                "  - wait_for: { events: [outcome.assigned], up_to: { days: 28 } }\n    if_late: end\n",
            ),
        ],
        # a script asks for what may not be on record: the officer who reads it sees that it is not
        [
            ("messages/en/visit_script.yaml", "placeholders: [reference]", "placeholders: [reference, officer_name]"),
            ("messages/en/visit_script.yaml", "Is this a good time", "Ask for ((officer_name)). Is this good"),
        ],
        # a number as a step's name, also where it is a key
        [(OFFICER, "digest: never\n", "digest: never\ntakes_over: { 1: 1, told: 1 }\n")],
        # an answer without quotes is what the language takes it for
        [(OFFICER, "fact: person.kind, is_not: organisation }\n", "fact: person.kind, is_not: organisation }\n"
                   "    - { fact: case.injury, is: yes }\n")],
    ],
)  # fmt: skip
def test_what_is_right_is_no_fault(changes: list[tuple[str, str, str]], tmp_path: Path) -> None:
    assert sentences(tmp_path, *changes) == []


def test_a_text_with_a_fault_is_named_once_and_not_again_where_it_is_sent(tmp_path: Path) -> None:
    said = sentences(tmp_path, (NAMED, "mode: A", "mode: Z"), (WELSH, "mode: A", "mode: A"))

    assert [one for one in said if one.startswith("journeys/")] == []


def test_a_journey_with_a_fault_does_not_make_its_texts_unsent(tmp_path: Path) -> None:
    said = sentences(tmp_path, (VISIT, "phase: 1", "phase: 9"))

    assert [one.split(":")[0] for one in said] == ["journeys/visit.yaml"]


def test_messages_without_any_journey_are_not_called_unsent(tmp_path: Path) -> None:
    messages = {name: text for name, text in FILES.items() if name.startswith("messages/")}

    assert [
        fault for fault in check_content(write(tmp_path, messages), rules=CONTENT) if "No journey" in fault.sentence
    ] == []
