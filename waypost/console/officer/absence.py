"""Being away: from when until when, and who covers. One's own page; a supervisor's for somebody of the team."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.permissions import Action
from waypost.access.queries import directory
from waypost.access.staff import Absence, BadStaff, UnknownStaff, set_absence, set_back
from waypost.access.values import Staff
from waypost.base.clock import LONDON
from waypost.console.doors import StaffView
from waypost.console.presentation import staff_name
from waypost.console.standing import covered_by

_SAID = "absence_said"
_LONGEST = timedelta(days=400)
_DAY_FORMATS = ("%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d %m %Y")


class AbsenceForm(forms.Form):
    """First and last day of an absence, and who covers."""

    first = forms.CharField(
        label="First day away",
        help_text="Like 24/11/2026. Leave it empty for today, from now on.",
        required=False,
        max_length=10,
    )
    last = forms.CharField(
        label="Last day away",
        help_text="Like 4/12/2026",
        max_length=10,
        error_messages={"required": "Enter the last day away, like 4/12/2026"},
    )
    deputy = forms.ChoiceField(
        label="Who covers?",
        help_text="They see what is yours to do, and the victims of your cases, until you are back.",
        required=False,
        error_messages={"invalid_choice": "Choose somebody of the list"},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        now: datetime,
        colleagues: list[tuple[str, str]],
        initial: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.now = now
        deputy = cast("forms.ChoiceField", self.fields["deputy"])
        self._choices = [("", "The team, as nobody is named"), *colleagues]
        deputy.choices = self._choices

    def clean(self) -> None:
        """Make two moments of the days: from the first midnight, or now, to the one after the last day."""
        first, last = str(self.cleaned_data.get("first", "")), str(self.cleaned_data.get("last", ""))
        today = self.now.astimezone(LONDON).date()
        begins, ends = _day(first), _day(last)
        if first and begins is None:
            self.add_error("first", "Enter a day like 24/11/2026")
        if last and ends is None:
            self.add_error("last", "Enter a day like 4/12/2026")
        if ends is None or (first and begins is None):
            return
        if ends < max(today, begins or today):
            self.add_error("last", "The last day cannot come before the first, or before today")
        elif ends - today > _LONGEST:
            self.add_error("last", "It cannot be more than 400 days from now. Check the year")
        else:
            self.cleaned_data["since"] = _midnight(begins) if begins and begins > today else None
            self.cleaned_data["until"] = _midnight(ends + timedelta(days=1))

    @property
    def deputies(self) -> list[dict[str, object]]:
        """Who may be chosen, as the macro takes it."""
        chosen = str(self["deputy"].value() or "")
        return [{"value": value, "text": text, "selected": value == chosen} for value, text in self._choices]

    @property
    def absence(self) -> Absence:
        """What a form without faults says."""
        return Absence(self.cleaned_data["since"], self.cleaned_data["until"], self.cleaned_data["deputy"] or None)


class AbsencePage(StaffView):
    """Where an absence is noted: of oneself, or, for a supervisor, of somebody of the team."""

    look = Action.STAFF_ABSENCE_VIEWED
    template = "officer/absence"

    def whose(self) -> Staff | None:
        """Return whose absence it is, or None where there is nobody of whom this person may say it."""
        return self.me

    def get(self, request: HttpRequest, **_: object) -> HttpResponse:
        """Show who is away until when, who covers, and where to change it."""
        who = self.whose()
        if who is None:
            return self.nobody()
        said = request.session.pop(_SAID, None)
        return self.show(who, self._form(who), said=said)

    def post(self, request: HttpRequest, **_: object) -> HttpResponse:
        """Note an absence, or that somebody is back."""
        who = self.whose()
        if who is None:
            return self.nobody()
        try:
            if request.POST.get("do") == "back":
                set_back(who.collar_number, force=who.force, by=self.me.actor, now=self.now)
                return self.done("Noted. What was covered comes back within a minute.")
            return self._note(who, self._form(who, data=request.POST))
        except UnknownStaff:
            return self.nobody()

    def _note(self, who: Staff, form: AbsenceForm) -> HttpResponse:
        if not form.is_valid():
            return self.show(who, form)
        try:
            set_absence(who.collar_number, form.absence, force=who.force, by=self.me.actor, now=self.now)
        except BadStaff as fault:
            form.add_error("deputy", str(fault).capitalize())
            return self.show(who, form)
        return self.done("Noted. Open work is covered from the beginning of the absence, within a minute.")

    def show(self, who: Staff, form: AbsenceForm, *, said: str | None = None) -> HttpResponse:
        """Answer with the page."""
        known = directory(self.me.force)
        covers = covered_by(who.collar_number, known.staff.values(), now=self.now)
        is_own = who.id == self.me.id
        return self.page(
            self.template,
            form=form,
            deputies=form.deputies,
            who=who,
            is_own=is_own,
            is_away=who.is_away(self.now),
            is_planned=who.away_from is not None and who.away_from > self.now,
            deputy=staff_name(who.deputy, directory=known),
            covers=[staff_name(number, directory=known) for number in sorted(covers)],
            said=said,
        )

    def done(self, said: str) -> HttpResponse:
        """Lead back to the page, which says what was done."""
        self._is_noted = True
        self.request.session[_SAID] = said
        return redirect(self.request.path)

    def nobody(self) -> HttpResponse:
        """Answer alike for who is not there and for who is not of this person's team."""
        self.note(Action.STAFF_PAGE_REFUSED)
        return self.problem(404, "We cannot find this person", "They may have left, or be of another team.")

    def _form(self, who: Staff, *, data: Mapping[str, Any] | None = None) -> AbsenceForm:
        staff = directory(who.force).staff.values()
        near = [one for one in staff if one.is_active and one.id != who.id]
        # A list of the whole force could not be read: of other teams only who covers already.
        there = [one for one in near if one.team == who.team or one.collar_number == who.deputy]
        in_order = sorted(there, key=lambda one: (one.team != who.team, one.name, one.collar_number))
        colleagues = [(one.collar_number, f"{one.name} ({one.collar_number}), {one.team}") for one in in_order]
        return AbsenceForm(data, now=self.now, colleagues=colleagues, initial={"deputy": who.deputy or ""})


class MyAbsence(AbsencePage):
    """One's own."""


def member_of_team(staff_id: UUID, *, by: Staff) -> Staff | None:
    """Return somebody of the same team who has not left, or None: those who have no team are not one."""
    found = [one for one in directory(by.force).staff.values() if one.id == str(staff_id)]
    return next((one for one in found if one.is_active and by.team and one.team == by.team), None)


def _day(typed: str) -> date | None:
    for written in _DAY_FORMATS:
        try:
            return datetime.strptime(typed.strip(), written).date()  # noqa: DTZ007 - a day, no moment
        except ValueError:
            continue
    return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=LONDON)
