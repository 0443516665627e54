"""The pages of who answers for a team. Each parses, makes one call, answers."""

from abc import ABC, abstractmethod
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.permissions import Action
from waypost.access.staff import BadStaff, UnknownStaff
from waypost.access.values import Staff
from waypost.console.doors import StaffView
from waypost.console.officer.absence import AbsencePage, member_of_team
from waypost.console.supervising.clocks import clocks_page
from waypost.console.supervising.held import held_page
from waypost.console.supervising.leaving import LeavingView, leaving_page
from waypost.console.supervising.workload import workload_page
from waypost.worklist.operations.handing_over import hand_over

_SAID = "team_said"


class TeamPage(StaffView, ABC):
    """A page about the reader's own team; somebody without one sees nobody's."""

    look: ClassVar[Action] = Action.STAFF_TEAM_VIEWED
    seen: ClassVar[str]

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        if not self.me.team:
            return self.problem(404, "You have no team", "Ask whoever keeps the staff of your force to name it.")
        self.note(self.look, fields=[self.seen])
        return self.show(request)

    @abstractmethod
    def show(self, request: HttpRequest) -> HttpResponse:
        """Answer with the page."""


class Workload(TeamPage):
    """How much each person has, who is away, and the way to the rest."""

    seen = "workload"

    def show(self, request: HttpRequest) -> HttpResponse:
        """Answer with the page."""
        shown = workload_page(by=self.me, now=self.now)
        return self.page("supervising/workload", shown=shown, said=request.session.pop(_SAID, None))


class Clocks(TeamPage):
    """What is late, and what will be by the end of tomorrow."""

    seen = "clocks"

    def show(self, request: HttpRequest) -> HttpResponse:
        """Answer with the page."""
        return self.page("supervising/clocks", shown=clocks_page(request.GET.dict(), by=self.me, now=self.now))


class Held(TeamPage):
    """What stands still, and why."""

    seen = "held"

    def show(self, request: HttpRequest) -> HttpResponse:
        """Answer with the page."""
        return self.page("supervising/held", shown=held_page(request.GET.dict(), by=self.me))


class TeamAbsence(AbsencePage):
    """Where a supervisor notes that somebody of the team is away."""

    def whose(self) -> Staff | None:
        """Return whom the address names, if they are of the team."""
        return member_of_team(UUID(str(self.kwargs["staff_id"])), by=self.me)


class HandOverForm(forms.Form):
    """Who is given the work, and that the supervisor knows what follows."""

    to = forms.CharField(
        label="Who is given it?", max_length=20, error_messages={"required": "Choose who is given the work"}
    )
    sure = forms.CharField(
        required=False,
        max_length=3,
        label="I know that they cannot sign in any more from now on",
    )

    def clean_sure(self) -> str:
        """Take nothing from somebody who has not said so."""
        if self.cleaned_data["sure"] != "yes":
            raise forms.ValidationError("Say that you know that they cannot sign in any more")
        return "yes"


class HandOver(StaffView):
    """Give the work of somebody who leaves to somebody else: first what will happen, then a button."""

    look = Action.STAFF_TEAM_VIEWED

    def get(self, _request: HttpRequest, staff_id: UUID) -> HttpResponse:
        """Show what they have."""
        return self.show(staff_id, HandOverForm())

    def post(self, request: HttpRequest, staff_id: UUID) -> HttpResponse:
        """Hand it over."""
        shown = leaving_page(staff_id, by=self.me)
        if shown is None:
            return self.nobody()
        form = HandOverForm(request.POST)
        if form.is_valid() and form.cleaned_data["to"] not in {one.value for one in shown.colleagues}:
            form.add_error("to", "Choose somebody of the list")
        if not form.is_valid():
            return self._page(shown, form)
        try:
            moved = hand_over(shown.leaver.collar_number, to=form.cleaned_data["to"], by=self.me, now=self.now)
        except (UnknownStaff, BadStaff) as fault:
            form.add_error("to", str(fault).capitalize())
            return self._page(shown, form)
        self._is_noted = True
        things = "1 open thing" if moved == 1 else f"{moved} open things"
        request.session[_SAID] = f"Handed over: {things}. {shown.leaver.name} is marked as having left."
        return redirect("console:supervising")

    def show(self, staff_id: UUID, form: forms.Form) -> HttpResponse:
        """Answer with the page of what somebody has."""
        shown = leaving_page(staff_id, by=self.me)
        if shown is None:
            return self.nobody()
        self.note(self.look, fields=["hand_over", str(staff_id)])
        return self._page(shown, form)

    def nobody(self) -> HttpResponse:
        """Answer alike for who is not there, who is of another team, and for the reader."""
        self.note(Action.STAFF_PAGE_REFUSED)
        return self.problem(404, "We cannot find this person", "They may have left, or be of another team.")

    def _page(self, shown: LeavingView, form: forms.Form) -> HttpResponse:
        chosen = str(form["to"].value() or "")
        people = [{"value": one.value, "text": one.text, "selected": one.value == chosen} for one in shown.colleagues]
        return self.page("supervising/hand-over", shown=shown, form=form, people=people)
