"""Reads content/worklist, once."""

from collections.abc import Mapping
from datetime import time
from functools import cache
from typing import Any

import yaml
from django.conf import settings

from waypost.base.working_days import bank_holidays
from waypost.worklist.rules.hours import DeskHours, Span
from waypost.worklist.rules.mending import MendTerms
from waypost.worklist.rules.terms import Terms
from waypost.worklist.values import Desk, ItemKind, ItemState

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@cache
def terms_in_force() -> Terms:
    """Return what the worklist is run by, as content/worklist says it."""
    file = settings.CONTENT_DIR / "worklist" / "worklist.yaml"
    return read_terms(yaml.safe_load(file.read_text(encoding="utf-8")))


@cache
def mend_terms_in_force() -> MendTerms:
    """Return which findings make work and in which words, as content/worklist says it."""
    file = settings.CONTENT_DIR / "worklist" / "worklist.yaml"
    return read_mend_terms(yaml.safe_load(file.read_text(encoding="utf-8")))


def read_mend_terms(body: Mapping[str, Any]) -> MendTerms:
    """Return what a file that has passed its schema says about records to put right."""
    own = body["records"]
    return MendTerms(
        work=tuple(own["work"]),
        along=tuple(own["along"]),
        covers={reason: frozenset(codes) for reason, codes in own["asked_by_messages"].items()},
        again_after=Span(**own["again_after"]),
        most=own["most"],
        words=own["words"],
        fields=own["fields"],
    )


def read_terms(body: Mapping[str, Any]) -> Terms:
    """Return what a file says that has passed its schema."""
    steps = body["escalation"]
    return Terms(
        hours={Desk(desk): _hours(given) for desk, given in body["hours"].items()},
        holidays=bank_holidays(),
        spans={ItemKind(kind): Span(**span) for kind, span in body["spans"].items()},
        call_again=Span(**body["call_again"]),
        steps=(Span(**steps["supervisor_after"]), Span(**steps["last_desk_after"])),
        last_desk={Desk(desk): Desk(last) for desk, last in steps["last_desk"].items()},
        notes={ItemState(state): text for state, text in body["notes"].items()},
        kinds={ItemKind(kind): words for kind, words in body["kinds"].items()},
    )


def _hours(given: Mapping[str, Any]) -> DeskHours:
    return DeskHours(
        start=_local(given["from"]),
        until=_local(given["until"]),
        days=frozenset(map(_WEEKDAYS.index, given["days"])),
        works_on_bank_holidays=given["bank_holidays"] == "open",
    )


def _local(words: str) -> time:
    # 24:00 is the midnight at the end of the day.
    return time.fromisoformat(words.replace("24:00", "00:00"))
