"""
Which settings of a force are changed on a page, how each is typed, and what a change of it may switch on. Pure.

What is typed becomes one line, as on the command line: `access.forces.read_setting` says whether it can be taken.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from waypost.access.values import DEFAULT_GUARDS, ForceSettings, ForceState, JourneyState
from waypost.messages.values import Reason


class Form(StrEnum):
    """How a setting is typed."""

    TEXT = "text"
    CHOICE = "choice"
    MANY = "many"
    FIGURES = "figures"


@dataclass(frozen=True)
class Setting:
    """
    One setting: what it is called, how it is typed, what it says now as it would be typed.

    `options` are codes with words, for one or many of them; `figures` are names with words.
    """

    key: str
    title: str
    hint: str
    form: Form
    typed: Callable[[ForceSettings], str]
    options: Mapping[str, str]
    figures: Mapping[str, str]


_STATES = {
    ForceState.SHADOW.value: "Shadow: Waypost decides and sends nothing",
    ForceState.PILOT.value: "Pilot: only the cases of the pilot are told",
    ForceState.LIVE.value: "Live: all cases are told",
}
_ON_OFF = {"on": "On", "off": "Off"}
JOURNEY_STATES = {
    JourneyState.LIVE.value: "Live: it tells everybody whom it is for",
    JourneyState.PILOT.value: "Pilot: it tells only the cases of the pilot",
    JourneyState.PAUSED.value: "Paused: what it would say waits",
    JourneyState.SHADOW.value: "Shadow: it decides and sends nothing",
}
_CAPS = {"per_case_a_day": "About one case", "per_contact_a_day": "In all"}
_GUARDS = {
    "canary": "Of what is new, so many leave before somebody looks",
    "per_text_an_hour": "Of one text, in an hour",
    "per_force_an_hour": "Of all texts, in an hour",
    "second_person_over": "Two people must agree on more than",
}


def settings_of(groups: Mapping[str, str]) -> Sequence[Setting]:
    """Return the settings in the order of the page; `groups` are the groups of offences with their words."""
    return (
        _one("state", "How far the force is switched on", Form.CHOICE, lambda now: now.state.value, options=_STATES),
        _one(
            "pilot",
            "Who is in the pilot",
            Form.TEXT,
            _pilot,
            hint="A share of all cases in per cent, teams, or both: share=5 teams=North CID,South CID",
        ),
        _one("groups", "Groups of offences", Form.MANY, lambda now: _listed(now.groups), options=groups),
        _one("phases", "Phases", Form.TEXT, _phases, hint="Whole numbers with commas: 1,2"),
        _one("hours", "Hours in which messages may leave", Form.TEXT, _hours, hint="Like 08:00-20:00"),
        _one(
            "caps",
            "Most messages to one number or address in a day",
            Form.FIGURES,
            lambda now: json.dumps({name: now.caps.get(name, 0) for name in _CAPS}),
            hint="0 is no limit",
            figures=_CAPS,
        ),
        _one(
            "guards",
            "Guards against a mistake that reaches many",
            Form.FIGURES,
            lambda now: json.dumps({name: now.guards.get(name, figure) for name, figure in DEFAULT_GUARDS.items()}),
            hint="0 is no guard. Take one away only where nobody real is told.",
            figures=_GUARDS,
        ),
        _one(
            "two_way", "Victims may write to their officer", Form.CHOICE, lambda now: _on(now.two_way), options=_ON_OFF
        ),
        _one(
            "two_way_groups",
            "Groups of offences in which victims may write",
            Form.MANY,
            lambda now: _listed(now.two_way_groups),
            hint="Only where victims may write to their officer at all.",
            options=groups,
        ),
        _one(
            "young_people",
            "Victims of 12 to 17 are written to themselves",
            Form.CHOICE,
            lambda now: _on(now.young_people),
            options=_ON_OFF,
            hint="Beside their guardian, and only where a text is written for them.",
        ),
        _one(
            "foreign",
            "Countries to whose mobiles texts are sent",
            Form.TEXT,
            lambda now: _listed(now.foreign) or "none",
            hint="Two letters each with commas, like IE,PL, or none. The United Kingdom is always among them.",
        ),
    )


def said(setting: Setting, typed: str) -> str:
    """Return what a setting says, in words."""
    match setting.form:
        case Form.CHOICE:
            return setting.options.get(typed, typed)
        case Form.MANY:
            names = [name for name in typed.split(",") if name]
            return ", ".join(sorted(setting.options.get(name, name) for name in names)) or "None"
        case Form.FIGURES:
            found = json.loads(typed)
            return "; ".join(f"{words}: {found.get(name, 0):,}" for name, words in setting.figures.items())
    return typed or "Nothing"


def kept_back_for(key: str, before: ForceSettings, typed: str) -> tuple[Reason, ...]:
    """
    Return the reasons for which messages were kept back that would go after this change: what it switches on.

    Empty where it switches nothing on that can be counted.
    """
    match key:
        case "state" if before.state is ForceState.SHADOW and typed != ForceState.SHADOW:
            return (Reason.FORCE_IN_SHADOW,)
        case "state" if before.state is ForceState.PILOT and typed == ForceState.LIVE:
            return (Reason.NOT_IN_PILOT,)
        case "pilot" if before.state is ForceState.PILOT:
            return (Reason.NOT_IN_PILOT,)
        case "groups" if set(typed.split(",")) - before.groups - {""}:
            return (Reason.GROUP_NOT_ON,)
    return ()


def kept_back_by_journey(before: JourneyState, after: JourneyState) -> tuple[Reason, ...]:
    """Return the reasons for which messages of a journey were kept back that would go after this change."""
    found = {
        JourneyState.SHADOW: (Reason.JOURNEY_IN_SHADOW,),
        JourneyState.PILOT: (Reason.NOT_IN_PILOT,),
        JourneyState.PAUSED: (Reason.JOURNEY_PAUSED,),
        JourneyState.LIVE: (),
    }
    return () if after in {before, JourneyState.SHADOW, JourneyState.PAUSED} else found[before]


def _one(
    key: str,
    title: str,
    form: Form,
    typed: Callable[[ForceSettings], str],
    *,
    hint: str = "",
    options: Mapping[str, str] | None = None,
    figures: Mapping[str, str] | None = None,
) -> Setting:
    return Setting(key, title, hint, form, typed, options or {}, figures or {})


def _pilot(now: ForceSettings) -> str:
    teams = _listed(now.pilot.teams)
    return f"share={now.pilot.share}" + (f" teams={teams}" if teams else "")


def _phases(now: ForceSettings) -> str:
    return ",".join(str(phase) for phase in sorted(now.phases))


def _hours(now: ForceSettings) -> str:
    until = "24:00" if f"{now.hours.until:%H:%M}" == "00:00" else f"{now.hours.until:%H:%M}"
    return f"{now.hours.start:%H:%M}-{until}"


def _listed(names: frozenset[str]) -> str:
    return ",".join(sorted(names))


def _on(is_on: bool) -> str:
    return "on" if is_on else "off"
