"""Operations on forces: add one, change its settings."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

import phonenumbers
from django.db import transaction

from waypost.access.audit import record_audit
from waypost.access.models import Force
from waypost.access.permissions import Action
from waypost.access.queries import UnknownForce
from waypost.access.switches import LIVE, Switches, force_on, journeys_on, new_force_on, switched
from waypost.access.values import DEFAULT_GUARDS, Actor, ForceState, JourneyState
from waypost.base.scope import in_force
from waypost.base.values import ForceName, JsonValue

_NAME = re.compile(r"[a-z][a-z0-9-]{1,40}\Z")
_JOURNEY = re.compile(r"[a-z][a-z0-9-]{1,119}\Z")
_PILOT = re.compile(r"\b(share|teams)=(.*?)(?=\s+(?:share|teams)=|\Z)")
_HOURS = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-4]):([0-5][0-9])\Z")
_WHOLE_DAY = "00:00-24:00"
EXTRA_CHANNELS = frozenset({"whatsapp"})
"""Channels that the contract does not know; each force says whether its crime system may name them."""

_COPIED = (
    "state", "groups", "phases", "hours_from", "hours_until", "placeholders", "caps", "two_way",
    "two_way_groups",
    "young_people",
    "backlog_days", "retention_days", "phone", "leave_url", "pilot", "journeys",
    "return_address", "postal_days", "post_at", "channels", "foreign", "keep_closed_days", "guards",
)  # fmt: skip


DEFAULT_CAPS: Mapping[str, int] = {"per_case_a_day": 1, "per_contact_a_day": 3}
"""
How many messages may go to one number or address in a day: about one case, and in all. 0 or no figure is no cap.

*Source:* domain.md SC13 for the one; the three is ours, and each force's to change.
"""
_MOST_A_DAY = 1000
_MOST_AN_HOUR = 1_000_000
_MOST_POSTAL_DAYS = 20
_MOST_RETURN_LINES = 6
_LONGEST_RETURN_LINE = 40


class ForceExists(ValueError):
    """A force of that name exists already."""


class BadSetting(ValueError):
    """A setting has no such name, or cannot hold that value."""


@dataclass(frozen=True)
class NewForce:
    """What a force starts with; the defaults send nothing to anybody, and once switched on not much in a day."""

    name: ForceName
    title: str
    state: ForceState = ForceState.SHADOW
    groups: tuple[str, ...] = ()
    phases: tuple[int, ...] = ()
    hours: str = "08:00-20:00"
    placeholders: tuple[str, ...] = ("drama",)
    two_way: bool = False
    caps: Mapping[str, int] = field(default_factory=lambda: DEFAULT_CAPS)
    return_address: str = ""
    post_at: str = "16:00"
    guards: Mapping[str, int] = field(default_factory=dict)


def add_force(new: NewForce, *, now: datetime) -> None:
    """
    Add a force.

    :raises ForceExists: if there is one of that name.
    :raises BadSetting: if the name or a value is not one that the contract allows.
    """
    if not _NAME.match(new.name):
        raise BadSetting(f"{new.name!r} is no name for a force: use 2 to 41 lower-case letters, digits and hyphens")
    start, until = parse_hours(new.hours)
    with transaction.atomic():
        _, created = Force.objects.get_or_create(
            name=new.name,
            defaults={
                "title": new.title,
                "state": new.state,
                "groups": list(new.groups),
                "phases": list(new.phases),
                "hours_from": start,
                "hours_until": until,
                "placeholders": list(new.placeholders),
                "two_way": new.two_way,
                # What is switched on later is switched on for writing by a decision of its own.
                "two_way_groups": list(new.groups) if new.two_way else [],
                "caps": dict(new.caps),
                "guards": dict(new.guards),
                "switched_on": new_force_on(new.state, now=now),
                "backlog_days": 7,
                "retention_days": 90,
                "phone": "101",
                "leave_url": "https://www.bbc.co.uk/weather",
                "return_address": _return_address(new.return_address),
                "post_at": _post_at(new.post_at),
                "created_at": now,
                "changed_at": now,
            },
        )
    if not created:
        raise ForceExists(f"there is a force {new.name} already: `waypost force show {new.name}` shows it")


def copy_force(name: ForceName, *, like: ForceName, now: datetime) -> None:
    """
    Add a force with the settings of another, state included, and none of its data or provider's keys.

    :raises UnknownForce: if there is no force `like`.
    """
    model = Force.objects.filter(name=like).first()
    if model is None:
        raise UnknownForce(f"there is no force {like} to copy from")
    with transaction.atomic():
        add_force(NewForce(name=name, title=_title(name)), now=now)
        copied = {field: getattr(model, field) for field in _COPIED}
        Force.objects.filter(name=name).update(**copied, switched_on=new_force_on(model.state, now=now))


def change_force(name: ForceName, *, changes: Mapping[str, str], by: Actor, now: datetime) -> None:
    """
    Change settings as they were typed, all or none.

    A journey that is typed as paused keeps the state that it had, for whoever resumes it.

    :raises UnknownForce: if there is no such force.
    :raises BadSetting: if a setting has no such name or cannot hold that value.
    """
    values: dict[str, Any] = {}
    for key, value in changes.items():
        values |= read_setting(key, value)
    with in_force(name):
        row = _locked(name)
        if "journeys" in values:
            values["journeys"] = switched({}, values["journeys"], before=row.journeys)
        values["switched_on"] = _switched_on(row, values, now=now)
        Force.objects.filter(name=name).update(**values, changed_at=now)
        record_audit(Action.SETTINGS_CHANGED, by=by, force=name, now=now, fields=sorted(changes))


def switch_journey(name: ForceName, *, journey: str, state: JourneyState, by: Actor, now: datetime) -> None:
    """
    Set how far one journey is switched on in a force; the others stay as they are.

    :raises UnknownForce: if there is no such force.
    """
    with in_force(name):
        row = _locked(name)
        _keep_journeys(row, switched(row.journeys, {journey: state}, before=row.journeys), now=now)
        record_audit(Action.JOURNEY_SWITCHED, by=by, force=name, now=now, fields=[journey, state])


def resume_journey(name: ForceName, *, journey: str, by: Actor, now: datetime) -> None:
    """
    Take a journey out of its pause, into the state that it had before; one that is not paused stays as it is.

    :raises UnknownForce: if there is no such force.
    """
    with in_force(name):
        row = _locked(name)
        state = JourneyState(row.journeys.get(journey, LIVE)["state"])
        _keep_journeys(row, switched(row.journeys, {journey: state}, before=row.journeys), now=now)
        record_audit(Action.JOURNEY_SWITCHED, by=by, force=name, now=now, fields=[journey, state])


def parse_hours(text: str) -> tuple[time, time]:
    """
    Return the two local times of `HH:MM-HH:MM`; 24:00 becomes 00:00, so that 00:00-24:00 is the whole day.

    :raises BadSetting: if the text has another shape, or is the whole day by a slip of the pen, as 08:00-08:00.
    """
    match = _HOURS.match(text)
    if not match or (match[3] == "24" and match[4] != "00"):
        raise BadSetting(f"hours={text}: write them as 08:00-20:00")
    start, until = time(int(match[1]), int(match[2])), time(int(match[3]) % 24, int(match[4]))
    if start == until and text != _WHOLE_DAY:
        raise BadSetting(f"hours={text}: write {_WHOLE_DAY} for the whole day, or two different times")
    return start, until


def _locked(name: ForceName) -> Force:
    try:
        return Force.objects.select_for_update().get(name=name)
    except Force.DoesNotExist:
        raise UnknownForce(f"there is no force {name}: `waypost force add {name}` makes one") from None


def _keep_journeys(row: Force, journeys: Switches, *, now: datetime) -> None:
    moments = journeys_on(row.switched_on, row.journeys, journeys, now=now)
    Force.objects.filter(name=row.name).update(journeys=journeys, switched_on=moments, changed_at=now)


def _switched_on(row: Force, values: Mapping[str, Any], *, now: datetime) -> dict[str, str]:
    """Return when the force and its journeys were last switched further on, as of these new values."""
    moments = force_on(row.switched_on, row.state, values.get("state", row.state), now=now)
    return journeys_on(moments, row.journeys, values.get("journeys", row.journeys), now=now)


def read_setting(key: str, value: str) -> dict[str, Any]:
    """
    Return what a setting that was typed becomes, by the names of the force's fields.

    :raises BadSetting: if a setting has no such name or cannot hold that value.
    """
    if key == "hours":
        start, until = parse_hours(value)
        return {"hours_from": start, "hours_until": until}
    if key not in _READERS:
        raise BadSetting(f"{key} is no setting of a force: use hours, {', '.join(sorted(_READERS))}")
    return {key: _READERS[key](value)}


def _text(longest: int) -> Callable[[str], str]:
    def read(value: str) -> str:
        if not value.strip() or len(value) > longest:
            raise BadSetting(f"a text of 1 to {longest} characters is needed, not {len(value)}")
        return value

    return read


def _address(value: str) -> str:
    if not re.fullmatch(r"https://[^\s/]+\S{0,150}", value):
        raise BadSetting("leave_url: write an address that begins with https://")
    return value


def _return_address(value: str) -> str:
    """Return an address of two to six lines, typed with commas between them."""
    lines = [line.strip() for line in re.split(r"[,\n]", value) if line.strip()]
    if value.strip() and not (2 <= len(lines) <= _MOST_RETURN_LINES and max(map(len, lines)) <= _LONGEST_RETURN_LINE):
        raise BadSetting('return_address: write it with commas, as "PO Box 1, Anytown, AN1 1AA"')
    if re.search(r"\b(police|constabulary|heddlu)\b", value, re.IGNORECASE):
        raise BadSetting("return_address: it can be seen on the envelope, so it must not name the police")
    return "\n".join(lines)


def _post_at(value: str) -> time:
    if not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        raise BadSetting(f"post_at={value}: write a time of day as 16:00")
    return time.fromisoformat(value)


def _postal_days(value: str) -> int:
    if not value.isdigit() or not 1 <= int(value) <= _MOST_POSTAL_DAYS:
        raise BadSetting(f"postal_days={value}: write 1 to {_MOST_POSTAL_DAYS} working days")
    return int(value)


def _state(value: str) -> str:
    if value not in set(ForceState):
        raise BadSetting(f"state={value}: use shadow, pilot or live")
    return value


def _words(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def _pilot(value: str) -> dict[str, object]:
    """Return what `share=5 teams=North,South` says; an empty text is a pilot that tells nobody."""
    found = _PILOT.findall(value)
    words, share = dict(found), dict(found).get("share", "0")
    is_whole = not _PILOT.sub("", value).strip() and len(words) == len(found)
    if not is_whole or not re.fullmatch("[0-9]{1,3}", share) or int(share) > 100:
        raise BadSetting('pilot: write a share of 0 to 100 per cent, teams or both, as "share=5 teams=North,South"')
    return {"share": int(share), "teams": sorted(set(_words(words.get("teams", ""))))}


def _journeys(value: str) -> dict[str, JourneyState]:
    pairs = [word.partition("=") for word in _words(value)]
    if not all(_JOURNEY.match(name) and state in set(JourneyState) for name, _, state in pairs):
        raise BadSetting(
            "journeys: write each as NAME=STATE with shadow, pilot, live or paused, as crime-recorded=shadow"
        )
    return {name: JourneyState(state) for name, _, state in pairs}


def _whole(value: str) -> int:
    if not value.isdigit() or int(value) > 3650:
        raise BadSetting(f"{value} is not allowed: write a whole number of at most 3650")
    return int(value)


def _switch(value: str) -> bool:
    if value not in {"on", "off"}:
        raise BadSetting(f"{value} is not allowed: use on or off")
    return value == "on"


def _caps(value: str) -> dict[str, JsonValue]:
    try:
        caps = json.loads(value)
    except ValueError:
        caps = None
    if not isinstance(caps, dict) or not DEFAULT_CAPS.keys() >= caps.keys() or not all(map(_is_cap, caps.values())):
        raise BadSetting('caps: write them as {"per_case_a_day": 1, "per_contact_a_day": 3}')
    return caps


def _guards(value: str) -> dict[str, JsonValue]:
    try:
        guards = json.loads(value)
    except ValueError:
        guards = None
    if (
        not isinstance(guards, dict)
        or not DEFAULT_GUARDS.keys() >= guards.keys()
        or not all(map(_is_guard, guards.values()))
    ):
        raise BadSetting(f"guards: write them as {json.dumps(dict(DEFAULT_GUARDS))}; 0 is no guard")
    return guards


def _is_guard(limit: object) -> bool:
    return type(limit) is int and 0 <= limit <= _MOST_AN_HOUR


def _is_cap(limit: object) -> bool:
    # True is a whole number to Python, and none to whoever typed it.
    return type(limit) is int and 0 <= limit <= _MOST_A_DAY


def _countries(value: str) -> list[str]:
    found = sorted({one.strip().upper() for one in value.split(",") if one.strip()} - {"NONE"})
    if not set(found) <= set(phonenumbers.SUPPORTED_REGIONS):
        raise BadSetting("foreign: name countries by two letters, such as IE,PL, or none")
    return found


def _channels(value: str) -> list[str]:
    words = _words(value)
    if not set(words) <= EXTRA_CHANNELS:
        raise BadSetting(
            f"channels: name those beside the contract's own: {', '.join(sorted(EXTRA_CHANNELS))}, or none"
        )
    return sorted(set(words))


def _title(name: str) -> str:
    return f"{name.replace('-', ' ').title()} Police"


def _phases(value: str) -> list[int]:
    return [_whole(item) for item in _words(value)]


_READERS: Mapping[str, Callable[[str], object]] = {
    "title": _text(120),
    "phone": _text(40),
    "leave_url": _address,
    "state": _state,
    "groups": _words,
    "placeholders": _words,
    "phases": _phases,
    "caps": _caps,
    "guards": _guards,
    "two_way": _switch,
    "two_way_groups": _words,
    "young_people": _switch,
    "pilot": _pilot,
    "journeys": _journeys,
    "backlog_days": _whole,
    "retention_days": _whole,
    "keep_closed_days": _whole,
    "return_address": _return_address,
    "postal_days": _postal_days,
    "post_at": _post_at,
    "channels": _channels,
    "foreign": _countries,
}
