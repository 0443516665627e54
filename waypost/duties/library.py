"""The live versions of duties, as values. Parsed once a version of a file."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from waypost.base.content import LiveContent, live_content
from waypost.duties.duty import (
    CountsFrom,
    Demand,
    Duties,
    Duty,
    Emit,
    EnhancedRules,
    LaterNews,
    Length,
    Limit,
    Mark,
    MetBy,
    Moment,
    Owner,
    Per,
    Start,
    Stop,
    Whom,
)

_KIND = "duties"
_ENHANCED = "enhanced"


def live_duties() -> Duties:
    """Return the duties in force."""
    return _duties(live_content(_KIND))


def duty_titles() -> Mapping[str, str]:
    """Return what the duties in force are called, by id; one query."""
    return {duty: versions[-1].title for duty, versions in live_duties().versions.items()}


@lru_cache(maxsize=4)
def _duties(contents: tuple[LiveContent, ...]) -> Duties:
    return duties_of((content.key, content.version, content.text) for content in contents)


def shipped_duties(content: Path) -> Duties:
    """Return the duties as they stand in a folder: for checks and tests, which have no database."""
    return duties_of(
        (path.stem, 0, path.read_text(encoding="utf-8")) for path in sorted((content / _KIND).glob("*.yaml"))
    )


def duties_of(files: Iterable[tuple[str, int, str]]) -> Duties:
    """
    Return the duties of files: the key of each (`D05`), its version as content and its text.

    Without a file `enhanced` nobody has enhanced rights but those to whom the record grants them.
    """
    read = {key: (version, text) for key, version, text in files}
    enhanced = _enhanced(*read.pop(_ENHANCED)) if _ENHANCED in read else NOBODY_ENHANCED
    return Duties({key: _duty(key, version, text) for key, (version, text) in sorted(read.items())}, enhanced)


NOBODY_ENHANCED = EnhancedRules({}, {}, {}, 0, "", Mark.UNVERIFIED)


@lru_cache(maxsize=500)
def _duty(_key: str, _version: int, text: str) -> tuple[Duty, ...]:
    return read_duty(yaml.load(text, Loader=yaml.CSafeLoader))


@lru_cache(maxsize=20)
def _enhanced(_version: int, text: str) -> EnhancedRules:
    body = yaml.load(text, Loader=yaml.CSafeLoader)
    return EnhancedRules(
        families=body["families"],
        groups=body.get("groups", {}),
        flags=body["flags"],
        under_age=body["under_age"],
        source=body["source"],
        mark=Mark(body["mark"]),
    )


def read_duty(body: Mapping[str, Any]) -> tuple[Duty, ...]:
    """Return the versions that a sound file's `body` describes, the oldest first."""
    versions = [_version(body, version) for version in body["versions"]]
    return tuple(sorted(versions, key=lambda duty: duty.from_date))


def _version(body: Mapping[str, Any], said: Mapping[str, Any]) -> Duty:
    return Duty(
        id=body["id"],
        title=body["title"],
        owner=Owner(body["owner"]),
        is_ours=body["clock"] == "ours",
        from_date=date.fromisoformat(said["from"]),
        source=said["source"],
        mark=Mark(said["mark"]),
        is_recommended=said.get("recommended", False),
        standard=_length(said["standard"]),
        enhanced=_length(said["enhanced"]),
        counts_from=CountsFrom(said["counts_from"]),
        per=Per(said["per"]),
        whom=Whom(said["for"]),
        starts=tuple(_start(one) for one in said["starts"]),
        met_by=_met_by(said["met_by"]),
        stops=tuple(Stop(one) for one in said.get("stops", ())),
        stops_on=tuple(said.get("stops_on", ())),
        stops_for=tuple(said.get("stops_for", ())),
        beside=tuple(said.get("beside", ())),
        emits=tuple(Emit(one["event"], Moment(one["when"]), one.get("days", 0)) for one in said.get("emits", ())),
        news=tuple(said.get("news", ())),
        words=said["says"],
    )


def _length(said: str | Mapping[str, int]) -> Length:
    if isinstance(said, str):
        return Length(Limit(said))
    ((limit, count),) = said.items()
    return Length(Limit(limit), count)


def _start(said: Mapping[str, Any]) -> Start:
    return Start(
        on=said["event"],
        where={name: tuple(values) for name, values in said.get("where", {}).items()},
        unless={name: tuple(values) for name, values in said.get("unless", {}).items()},
        families=tuple(said.get("families", ())),
        instead=tuple(said.get("instead", ())),
        told_with=tuple(_later_news(one) for one in said.get("told_with", ())),
    )


def _later_news(said: Mapping[str, Any]) -> LaterNews:
    return LaterNews(
        on=said["event"],
        duty=said["duty"],
        where={name: tuple(values) for name, values in said.get("where", {}).items()},
    )


def _met_by(said: Mapping[str, Any]) -> MetBy:
    return MetBy(
        channels=tuple(said.get("channels", ())),
        must_hold=tuple(_demand(one) for one in said.get("must_hold", ())),
        pages=tuple(said.get("pages", ())),
        officer=said.get("officer", False),
        records=tuple(said.get("records", ())),
        any_duty=said.get("any_duty", False),
        templates=tuple(said.get("templates", ())),
        by_any_way=tuple(said.get("by_any_way", ())),
    )


def _demand(said: Mapping[str, Any]) -> Demand:
    return Demand(
        what=said["what"],
        any_of=tuple(said.get("any_of", ())),
        in_words=tuple(said.get("in_words", ())),
        if_known=said.get("if_known", False),
    )
