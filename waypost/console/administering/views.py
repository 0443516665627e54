"""What is switched on in a force, and how far. Each page parses, makes one call, answers."""

import json
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from waypost.access.forces import BadSetting, change_force, read_setting
from waypost.access.permission_map import scope_of
from waypost.access.permissions import Action, permission_for
from waypost.access.queries import force_settings
from waypost.access.values import JourneyState
from waypost.console.administering import queries
from waypost.console.administering.settings import (
    JOURNEY_STATES,
    Form,
    Setting,
    kept_back_by_journey,
    kept_back_for,
    said,
    settings_of,
)
from waypost.console.doors import StaffView
from waypost.journeys.library import UnknownJourney
from waypost.journeys.operations.switching import resume, switch
from waypost.messages.values import Reason

SAID = "staff_said"
UNDO = "staff_undo"
_SECTIONS = (
    ("admin", "Overview"),
    ("admin-settings", "Settings"),
    ("admin-journeys", "Journeys"),
    ("admin-sources", "Sources"),
    ("admin-providers", "Providers"),
    ("stops", "Stops"),
    ("first-ones", "New here"),
    ("log", "Message log"),
)
LOOKED_BACK = timedelta(days=7)


class AdminView(StaffView):
    """A page of whoever runs Waypost in the force."""

    look = Action.STAFF_ADMIN_VIEWED

    def page(self, template: str, **values: object) -> HttpResponse:
        """Answer with a page that shows the ways to those beside it that this member of staff may open."""
        sections = [
            (name, text)
            for name, text in _SECTIONS
            if scope_of(self.me.roles, permission_for(f"console:{name}")) is not None
        ]
        return super().page(template, sections=sections, **values)

    def done(self, sentence: str, address: str) -> HttpResponse:
        """Say what was done on the page that comes next."""
        self.request.session[SAID] = sentence
        return redirect(address)

    def told(self) -> str | None:
        """Return what was done just now, once."""
        found: str | None = self.request.session.pop(SAID, None)
        return found

    def nothing(self, title: str, *sentences: str) -> HttpResponse:
        """Answer that there is no such thing."""
        return self.problem(404, title, *sentences)


class Overview(AdminView):
    """What an administrator looks at first."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show what needs somebody, and the ways on."""
        return self.page("administering/overview", shown=queries.overview(self.me.force, now=self.now))


class Settings(AdminView):
    """All settings as they are now."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show them."""
        now_set = force_settings(self.me.force)
        rows = [(one, said(one, one.typed(now_set))) for one in settings_of(queries.group_words())]
        undo = request.session.pop(UNDO, None)
        return self.page("administering/settings", rows=rows, said=self.told(), undo=undo)


class Change(AdminView):
    """One setting: typed, looked at, then changed."""

    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show what it is now, to be changed; `value` is what it was before, for whoever changes it back."""
        setting = _setting(key)
        if setting is None:
            return self._unknown()
        typed = request.GET.get("value") or setting.typed(force_settings(self.me.force))
        return self._form(setting, typed)

    def post(self, request: HttpRequest, key: str) -> HttpResponse:
        """Show what a change would do; with `sure` make it."""
        setting = _setting(key)
        if setting is None:
            return self._unknown()
        typed = request.POST.get("typed") or _typed(setting, request)
        try:
            read_setting(key, typed)
        except BadSetting as fault:
            return self._form(setting, typed, fault=str(fault).partition(": ")[2] or str(fault))
        if request.POST.get("sure") != "yes":
            return self._preview(setting, typed)
        before = setting.typed(force_settings(self.me.force))
        change_force(self.me.force, changes={key: typed}, by=self.me.actor, now=self.now)
        self._is_noted = True
        back = reverse("console:admin-change", kwargs={"key": key})
        request.session[UNDO] = {"address": f"{back}?{urlencode({'value': before})}", "title": setting.title}
        return self.done(f"{setting.title}: {said(setting, typed)}", reverse("console:admin-settings"))

    def _form(self, setting: Setting, typed: str, *, fault: str = "") -> HttpResponse:
        figures = _figures(setting, typed)
        chosen = set(typed.split(","))
        return self.page(
            "administering/change", setting=setting, typed=typed, figures=figures, chosen=chosen, fault=fault
        )

    def _preview(self, setting: Setting, typed: str) -> HttpResponse:
        now_set = force_settings(self.me.force)
        reasons = kept_back_for(setting.key, now_set, typed)
        groups = frozenset(typed.split(",")) - now_set.groups if setting.key == "groups" else None
        return self.page(
            "administering/sure",
            title=setting.title,
            before=said(setting, setting.typed(now_set)),
            after=said(setting, typed),
            fields={"typed": typed},
            kept=queries.kept_back(
                reasons, journey="", groups=groups, since=self.now - LOOKED_BACK, until=self.now, force=self.me.force
            ),
            back=reverse("console:admin-change", kwargs={"key": setting.key}),
        )

    def _unknown(self) -> HttpResponse:
        return self.nothing("There is no such setting", "Go back to the settings and choose one there.")


class Journeys(AdminView):
    """All journeys, and how far each is switched on."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show them."""
        rows = queries.journeys(self.me.force)
        return self.page("administering/journeys", rows=rows, states=JOURNEY_STATES, said=self.told())


class SwitchJourney(AdminView):
    """One journey: a state chosen, looked at, then set."""

    def get(self, _request: HttpRequest, journey: str) -> HttpResponse:
        """Show its state."""
        found = queries.journey(journey, force=self.me.force)
        if found is None:
            return self._unknown()
        return self.page("administering/journey", journey=found, states=JOURNEY_STATES, fault="")

    def post(self, request: HttpRequest, journey: str) -> HttpResponse:
        """Show what the change would do; with `sure` make it."""
        found = queries.journey(journey, force=self.me.force)
        if found is None:
            return self._unknown()
        chosen = request.POST.get("state", "")
        if chosen not in JOURNEY_STATES:
            return self.page("administering/journey", journey=found, states=JOURNEY_STATES, fault="Choose a state")
        state = JourneyState(chosen)
        if request.POST.get("sure") != "yes":
            return self._preview(found, state)
        self._switch(found, state)
        return self.done(f"{found.name}: {JOURNEY_STATES[state.value]}", reverse("console:admin-journeys"))

    def _switch(self, found: queries.JourneyRow, state: JourneyState) -> None:
        try:
            if found.state is JourneyState.PAUSED and state is JourneyState.LIVE:
                # Into the state that it had before; what is stricter than live stays so.
                resume(self.me.force, journey=found.name, by=self.me.actor, now=self.now)
            else:
                switch(self.me.force, journey=found.name, state=state, by=self.me.actor, now=self.now)
        except UnknownJourney:
            return
        self._is_noted = True

    def _preview(self, found: queries.JourneyRow, state: JourneyState) -> HttpResponse:
        reasons: tuple[Reason, ...] = kept_back_by_journey(found.state, state)
        return self.page(
            "administering/sure",
            title=f"Journey {found.name}",
            before=JOURNEY_STATES[found.state.value],
            after=JOURNEY_STATES[state.value],
            fields={"state": state.value},
            kept=queries.kept_back(
                reasons,
                journey=found.name,
                groups=None,
                since=self.now - LOOKED_BACK,
                until=self.now,
                force=self.me.force,
            ),
            back=reverse("console:admin-journey", kwargs={"journey": found.name}),
        )

    def _unknown(self) -> HttpResponse:
        return self.nothing("There is no such journey", "Go back to the journeys and choose one there.")


def _setting(key: str) -> Setting | None:
    return next((one for one in settings_of(queries.group_words()) if one.key == key), None)


def _typed(setting: Setting, request: HttpRequest) -> str:
    match setting.form:
        case Form.MANY:
            return ",".join(request.POST.getlist("value"))
        case Form.FIGURES:
            return json.dumps({name: _number(request.POST.get(name, "")) for name in setting.figures})
    return request.POST.get("value", "").strip()


def _number(typed: str) -> int | str:
    text = typed.replace(",", "").strip()
    return int(text) if text.isdecimal() and len(text) < 8 else typed


def _figures(setting: Setting, typed: str) -> dict[str, object]:
    if setting.form is not Form.FIGURES:
        return {}
    try:
        found = json.loads(typed)
    except ValueError:
        found = {}
    return {name: found.get(name, "") for name in setting.figures} if isinstance(found, dict) else {}
