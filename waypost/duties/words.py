"""The words in which people are asked to act on a clock, from `content/words/duties.yaml`. For staff only."""

from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from waypost.base.pages.dates import say_day
from waypost.duties.duty import Duty
from waypost.duties.values import Clock

_OPEN_END = "the day agreed"


def late_reasons() -> Mapping[str, str]:
    """Return why a duty may have been late: a sentence by code."""
    reasons: Mapping[str, str] = _words(settings.CONTENT_DIR)["reasons"]
    return reasons


def to_do_text(clock: Clock, duty: Duty, *, is_late: bool) -> str:
    """Return what somebody is asked who must tell the person, or do what is due."""
    texts = _words(settings.CONTENT_DIR)["call" if duty.met_by.officer else "do"]
    return _filled(texts["late" if is_late else "in_time"], clock, duty)


def safe_way_text(asked: str) -> str:
    """Return what somebody is asked where a call was found unsafe; `asked` is what they would have been asked."""
    return " ".join((asked, *str(_words(settings.CONTENT_DIR)["safe_way"]).split()))


def why_late_text(clock: Clock, duty: Duty) -> str:
    """Return what somebody is asked who must say why it was late."""
    return _filled(_words(settings.CONTENT_DIR)["why_late"], clock, duty)


def _filled(text: str, clock: Clock, duty: Duty) -> str:
    # The end of a duty is the midnight after its last day.
    due = say_day(clock.due_at - timedelta(seconds=1)) if clock.due_at else _OPEN_END
    return " ".join(text.split()).format(title=duty.title, due=due)


@cache
def _words(content: Path) -> Mapping[str, Any]:
    loaded: Mapping[str, Any] = yaml.safe_load((content / "words" / "duties.yaml").read_text(encoding="utf-8"))
    return loaded
