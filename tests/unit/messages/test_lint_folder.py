"""How messages must fit each other: languages and formats of one message, files that would never be read."""

from pathlib import Path

import pytest
import yaml

from waypost.messages.lint import check_folder, read_rules

CONTENT = Path(__file__).parents[3] / "content"
RULES = read_rules(CONTENT)
ENGLISH: dict[str, object] = {
    "id": "news",
    "note": "First version.",
    "language": "en",
    "mode": "A",
    "class": "statutory",
    "duty": "D10",
    "audience": "adult",
    "valid_for_hours": 24,
    "placeholders": ["reference"],
    "sms": "There is news. Reference ((reference)).",
    "sms_discreet": "There is news. Reference ((reference)).",
}
WELSH = {**ENGLISH, "id": "news_welsh", "language": "cy", "version_of": "news", "translation": "draft"}
EASY = {
    **{key: value for key, value in ENGLISH.items() if not key.startswith("sms")},
    "id": "news_easy",
    "version_of": "news",
    "format": "easy_read",
    "email": {"subject": "News for you", "body": "There is news. It is ((reference)).\n"},
    "email_discreet": {"subject": "News for you", "body": "There is news. It is ((reference)).\n"},
}
EMAIL = {"email": EASY["email"], "email_discreet": EASY["email_discreet"]}
WITH_EMAIL = {**ENGLISH, **EMAIL}


def faults(folder: Path, *bodies: dict[str, object], place: str | None = None) -> list[str]:
    for body in bodies:
        path = folder / "messages" / (place or str(body["language"])) / f"{body['id']}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(body, sort_keys=False))
    return [f"{fault.file}: {fault.sentence}" for fault in check_folder(folder, rules=RULES)]


def test_versions_that_fit_have_no_fault(tmp_path: Path) -> None:
    assert faults(tmp_path, WITH_EMAIL, {**WELSH, **WITH_EMAIL, "id": "news_welsh", "language": "cy"}, EASY) == []


def test_a_version_needs_no_script_for_a_call_is_made_from_that_of_its_message(tmp_path: Path) -> None:
    called = {**WITH_EMAIL, "mode": "H", "script": "Say that there is news of ((reference)).\n"}
    welsh = {**WITH_EMAIL, **WELSH, "mode": "H"}

    assert faults(tmp_path, called, welsh) == []


@pytest.mark.parametrize(
    ("version", "said"),
    [
        ({**WELSH, "version_of": "newz"}, "is called newz, so this is a version of nothing. Did you"),
        ({**WELSH, "mode": "C"}, "`mode` is C here and A in news"),
        ({**WELSH, "duty": "D01"}, "`duty` is D01 here and D10 in news"),
        ({**WELSH, "class": "service"}, "`class` is service here"),
        ({**WELSH, "audience": "any recipient"}, "`audience` is any recipient here"),
        ({**WELSH, "sms": None, "sms_discreet": None, **EMAIL}, "news has sms"),
        ({**WELSH, "version_of": None}, "says which one it translates"),
        ({**ENGLISH, "id": "news_too", "version_of": "news"}, "An English version is there for a format"),
        (EASY, "news has no email"),
    ],
)  # fmt: skip
def test_a_version_that_does_not_fit_is_a_fault(tmp_path: Path, version: dict[str, object], said: str) -> None:
    kept = {key: value for key, value in version.items() if value is not None or key == "duty"}

    found = faults(tmp_path, ENGLISH, kept)

    assert any(said in sentence for sentence in found), found


def test_a_second_version_for_the_same_reader_is_a_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, ENGLISH, WELSH, {**WELSH, "id": "news_cymraeg"})

    assert any("is already this version of news" in sentence for sentence in found)


def test_a_file_in_the_folder_of_another_language_is_a_fault(tmp_path: Path) -> None:
    assert any("the folder is en/" in said for said in faults(tmp_path, ENGLISH, WELSH, place="en"))


@pytest.mark.parametrize("place", ["messages/en/news.yml", "messages/en/news.yaml.bak", "messages/news.yaml"])
def test_a_file_that_would_never_be_read_is_a_fault(tmp_path: Path, place: str) -> None:
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump(ENGLISH))

    assert {fault.file for fault in check_folder(tmp_path, rules=RULES)} == {place}


@pytest.mark.parametrize("language", [["en"], {"en": "cy"}, 1, None, "pl"])
def test_a_language_that_is_none_is_a_fault_and_no_crash(language: object, tmp_path: Path) -> None:
    assert any("language" in said for said in faults(tmp_path, {**ENGLISH, "language": language}, place="en"))
