"""Content is kept as versions: a file adds one only where it differs, and never publishes over a local edit."""

from datetime import datetime
from pathlib import Path

import pytest

from waypost.base.content import (
    ContentFile,
    UnreadableContent,
    content_version,
    export_files,
    live_content,
    load_files,
    load_whole_folder,
    read_files,
)
from waypost.base.models import ContentVersion

pytestmark = pytest.mark.django_db


def a_file(text: str, key: str = "en/made_up") -> ContentFile:
    return ContentFile("messages", key, Path(f"{key}.yaml"), text)


def live(key: str = "en/made_up") -> tuple[int, str]:
    return next((found.version, found.text) for found in live_content("messages") if found.key == key)


def test_a_new_file_is_published_as_version_one(now: datetime) -> None:
    report = load_files([a_file("sms: one")], now=now)

    assert report.published == ("messages/en/made_up",)
    assert live() == (1, "sms: one")


def test_the_same_file_again_changes_nothing(now: datetime) -> None:
    load_files([a_file("sms: one")], now=now)

    report = load_files([a_file("sms: one")], now=now)

    assert (report.published, report.unchanged) == ((), 1)
    assert live()[0] == 1


def test_a_changed_file_is_the_next_version_and_the_old_one_can_still_be_read(now: datetime) -> None:
    load_files([a_file("sms: one")], now=now)

    load_files([a_file("sms: two")], now=now)

    assert live() == (2, "sms: two")
    assert content_version("messages", "en/made_up", version=1).text == "sms: one"


def test_a_file_is_not_published_over_a_version_edited_here(now: datetime) -> None:
    load_files([a_file("sms: one")], now=now)
    edit_locally("sms: ours", now)

    report = load_files([a_file("sms: two")], now=now)

    assert report.proposed == ("messages/en/made_up",)
    assert live() == (2, "sms: ours")


def versions() -> list[tuple[int, str, str]]:
    rows = ContentVersion.objects.filter(key="en/made_up").order_by("version")
    return list(rows.values_list("version", "origin", "state"))


def shipped() -> list[ContentFile]:
    return list(read_files(Path(__file__).parents[3] / "content"))


def test_what_the_whole_folder_no_longer_holds_is_retired(now: datetime) -> None:
    load_whole_folder([*shipped(), a_file("sms: one")], now=now)

    report = load_whole_folder(shipped(), now=now)

    assert report.retired == ("messages/en/made_up",)
    assert versions() == [(1, "shipped", "retired")]
    assert load_whole_folder(shipped(), now=now).retired == ()


def test_what_some_files_alone_do_not_hold_is_not_retired(now: datetime) -> None:
    load_files([a_file("sms: one")], now=now)

    load_files([a_file("sms: other", "en/other_made_up")], now=now)

    assert live() == (1, "sms: one")


def test_a_file_that_comes_back_is_published_again(now: datetime) -> None:
    load_whole_folder([*shipped(), a_file("sms: one")], now=now)
    load_whole_folder(shipped(), now=now)

    report = load_whole_folder([*shipped(), a_file("sms: one")], now=now)

    assert report.published == ("messages/en/made_up",)
    assert live() == (2, "sms: one")


def test_a_version_edited_here_stays_where_its_file_is_gone_and_is_named(now: datetime) -> None:
    load_files([a_file("sms: one")], now=now)
    edit_locally("sms: ours", now)
    load_files([a_file("sms: two")], now=now)

    report = load_whole_folder(shipped(), now=now)

    assert (report.retired, report.kept) == (("messages/en/made_up",), ("messages/en/made_up",))
    assert live() == (2, "sms: ours")
    assert versions()[-1] == (3, "shipped", "retired")


def test_what_is_exported_is_what_was_loaded(now: datetime, tmp_path: Path) -> None:
    shipped = {file.key: file.text for file in read_files(Path(__file__).parents[3] / "content")}

    export_files(tmp_path)

    assert {file.key: file.text for file in read_files(tmp_path)} == shipped


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableContent, match="there is no folder"):
        read_files(tmp_path / "nowhere")


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "messages").mkdir()
    (tmp_path / "messages" / "broken.yaml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(UnreadableContent, match=r"messages/broken\.yaml"):
        read_files(tmp_path)


def edit_locally(text: str, now: datetime) -> None:
    ContentVersion.objects.filter(key="en/made_up").update(state="retired")
    ContentVersion.objects.create(
        kind="messages",
        key="en/made_up",
        version=2,
        digest="x" * 64,
        body={"text": text},
        origin="local",
        state="live",
        loaded_at=now,
    )
