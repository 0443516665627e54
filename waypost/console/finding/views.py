"""The pages of finding, and where a call is logged. Each parses, makes one call, answers."""

from abc import ABC, abstractmethod
from datetime import date
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from waypost.access.audit import audit_people
from waypost.access.permission_map import scope_of
from waypost.access.permissions import Action, Permission
from waypost.base.clock import LONDON
from waypost.base.scope import in_force
from waypost.base.values import CaseId
from waypost.cases.queries import cases_by_id
from waypost.console.doors import StaffView
from waypost.console.finding import queries
from waypost.console.finding.calls import LAST_CALL, CallControl, call_control
from waypost.console.finding.forms import CallForm, FindForm, TextForm
from waypost.console.finding.places import as_place, read_place
from waypost.console.finding.texts import texts_sent
from waypost.console.standing import Standing
from waypost.worklist.inbound_calls.operations import log_call, undo_call
from waypost.worklist.inbound_calls.values import BadCall, CannotUndo, NewCall


class FindingPage(StaffView, ABC):
    """A page with one form: what is typed is posted, and stands sealed in the address of the page that answers."""

    template: str

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the form, and the answer where something was asked."""
        typed = read_place(request.GET.get("asked", ""), by=self.me, now=self.now)
        form = self.form(typed)
        if typed is None or not form.is_valid():
            return self.show(self.form(None))
        return self.show(form, shown=self.answer(form))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take what was typed, and lead to the answer."""
        form = self.form(request.POST.dict())
        if not form.is_valid():
            return self.show(form)
        typed = {name: request.POST.get(name, "") for name in form.fields}
        return redirect(f"{request.path}?asked={as_place(typed, by=self.me, now=self.now)}")

    def show(self, form: forms.Form, *, shown: object = None) -> HttpResponse:
        """Answer with the page."""
        return self.page(self.template, form=form, shown=shown, calls=self.calls())

    def calls(self) -> CallControl | None:
        """Return the control by which a call is logged, for who may."""
        may_log = scope_of(self.me.roles, Permission.LOG_CALL) is not None
        return call_control(self.request, by=self.me, now=self.now) if may_log else None

    @property
    def today(self) -> date:
        """The day in England and Wales."""
        return self.now.astimezone(LONDON).date()

    @abstractmethod
    def form(self, typed: dict[str, str] | None) -> forms.Form:
        """Return the form, with what was typed."""

    @abstractmethod
    def answer(self, form: forms.Form) -> object:
        """Return what was found for a form without faults, and write down that it was looked for."""


class Find(FindingPage):
    """Who or what a caller means."""

    look = Action.STAFF_FIND_VIEWED
    template = "finding/find"

    def form(self, typed: dict[str, str] | None) -> FindForm:
        """Return the one box."""
        return FindForm(typed, today=self.today)

    def answer(self, form: forms.Form) -> object:
        """Search; of what was typed the log holds the kind alone."""
        assert isinstance(form, FindForm)  # noqa: S101 - made above
        shown = queries.search(form.asked, by=self.me, now=self.now)
        self.note(Action.STAFF_SEARCHED, fields=[*shown.by, *(f"case {case_id}" for case_id in shown.case_ids)])
        return shown


class TextCheck(FindingPage):
    """Whether a message that somebody was sent is ours."""

    look = Action.STAFF_FIND_VIEWED
    template = "finding/text"

    def form(self, typed: dict[str, str] | None) -> TextForm:
        """Return the number and the day."""
        return TextForm(typed, today=self.today)

    def answer(self, form: forms.Form) -> object:
        """Look, and write down of whom something was seen."""
        assert isinstance(form, TextForm)  # noqa: S101 - made above
        shown = texts_sent(form.recipient, on=form.on, by=self.me, now=self.now)
        self.note(Action.STAFF_TEXT_CHECKED, fields=["email" if "@" in form.recipient else "phone"])
        seen = Action.STAFF_TEXT_CHECKED
        audit_people(seen, shown.people, by=self.me.actor, force=self.me.force, now=self.now)
        return shown


class LogCall(StaffView):
    """Where a call is logged, from the page of a case or of finding."""

    look = Action.STAFF_CALL_LOGGED

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Lead to where one begins: a browser comes here when it opens an address again."""
        self._is_noted = True
        return redirect("console:find")

    def post(self, request: HttpRequest) -> HttpResponse:
        """Take the call, and lead back to where it was logged."""
        form = CallForm(request.POST)
        if not form.is_valid() or not self._may_see(form.cleaned_data["case"]):
            return self._not_taken()
        try:
            log_call(_new_call(form), force=self.me.force, by=self.me.actor, now=self.now)
        except BadCall:
            return self._not_taken()
        self._is_noted = True
        request.session[LAST_CALL] = str(form.call_id)
        return redirect(_way_back(request, form.cleaned_data["back"]))

    def _may_see(self, case_id: int | None) -> bool:
        """Whether the call is about no case, or about one that this person has open."""
        if case_id is None:
            return True
        with in_force(self.me.force):
            cases = cases_by_id({CaseId(case_id)}, force=self.me.force)
            stands = queries.standings(cases, by=self.me, now=self.now)
        return stands.get(CaseId(case_id)) is Standing.OPEN

    def _not_taken(self) -> HttpResponse:
        self.note(Action.STAFF_CASE_REFUSED)
        return self.problem(
            404, "We could not log this call", "Nothing was kept. Go back to the page, and choose a reason once more."
        )


class UndoCall(StaffView):
    """Where a call is taken back by who logged it."""

    look = Action.STAFF_CALL_UNDONE

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Lead to where one begins."""
        self._is_noted = True
        return redirect("console:find")

    def post(self, request: HttpRequest, call: UUID) -> HttpResponse:
        """Take it back, and lead to where it was logged."""
        try:
            undo_call(call, force=self.me.force, by=self.me.actor, now=self.now)
        except CannotUndo:
            self.note(Action.STAFF_PAGE_REFUSED, fields=["call"])
            return self.problem(
                404,
                "We could not take this call back",
                "A call can be taken back for ten minutes, by who logged it. It stays as it is.",
            )
        self._is_noted = True
        request.session.pop(LAST_CALL, None)
        return redirect(_way_back(request, request.POST.get("back", "")))


def _new_call(form: CallForm) -> NewCall:
    case_id = form.cleaned_data["case"]
    return NewCall(
        call_id=form.call_id,
        reason=form.reason,
        is_avoidable=form.is_avoidable,
        case_id=CaseId(case_id) if case_id else None,
        note=form.cleaned_data["note"] if case_id else "",
    )


def _way_back(request: HttpRequest, said: str) -> str:
    """Return the page that the form was on, if it is one of staff."""
    start = reverse("console:home")
    is_safe = url_has_allowed_host_and_scheme(said, allowed_hosts=None, require_https=request.is_secure())
    return said if is_safe and said.startswith(start) else reverse("console:find")
