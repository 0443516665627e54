"""Why people call, as the content says it."""

from pathlib import Path

import pytest
import yaml

from waypost.worklist.inbound_calls.reasons import BadReasons, call_reasons, read_reasons, words_of

ONE = {"key": 1, "code": "progress", "words": "Asks what is happening", "avoidable": True}


def written(folder: Path, *reasons: dict[str, object]) -> Path:
    (folder / "console").mkdir()
    (folder / "console" / "call-reasons.yaml").write_text(yaml.safe_dump({"reasons": list(reasons)}), encoding="utf-8")
    return folder


def test_each_shipped_reason_has_one_key_and_plain_words() -> None:
    reasons = call_reasons()

    assert [one.key for one in reasons] == list(range(1, 10))
    assert all(one.words and one.code.isidentifier() for one in reasons)
    assert {one.avoidable for one in reasons} == {True, False}


@pytest.mark.parametrize("change", [{"key": 1}, {"code": "progress"}, {"key": 10}, {"key": 0}])
def test_reasons_that_cannot_be_told_apart_are_refused(tmp_path: Path, change: dict[str, object]) -> None:
    other = {"key": 2, "code": "court", "words": "Asks about court", "avoidable": False, **change}

    with pytest.raises(BadReasons):
        read_reasons(written(tmp_path, ONE, other))


def test_a_reason_that_the_content_has_no_more_is_called_by_its_code() -> None:
    assert words_of("progress") == "Asks what is happening in the case"
    assert words_of("gone_since") == "gone_since"
