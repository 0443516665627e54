"""
A page on which one thing is done: first it says what will happen, then there is a button.

Each parses, makes one call, answers; what is not done is said in a sentence, and nothing has changed then.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from waypost.access.permissions import Action
from waypost.console.case_page.forms import LONGEST_WHY
from waypost.console.case_page.views import SAID, CasePage
from waypost.messages.operations.closing_threads import NotInCase
from waypost.messages.operations.in_hand import NoSuchMessage, NotDone


class Act(CasePage, ABC):
    """A page on which one thing is done: `says` what will happen, `button` does it."""

    look = Action.STAFF_CASE_VIEWED
    title: ClassVar[str]
    button: ClassVar[str]
    is_warning: ClassVar[bool] = False
    longest: ClassVar[int] = LONGEST_WHY

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Show what will happen."""
        return self.show(self.form())

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Do it, and lead back."""
        form = self.form(request)
        if not form.is_valid():
            return self.show(form)
        try:
            said = self.act(form)
        except (NoSuchMessage, NotInCase):
            return self.not_there()
        except NotDone as no:
            form.add_error(None, no.sentence)
            return self.show(form)
        self._is_noted = True
        request.session[SAID] = said
        return redirect(self.way_back())

    def show(self, form: forms.Form) -> HttpResponse:
        """Answer with the page; `form` may hold what could not be taken."""
        says = self.says()
        if says is None:
            return self.not_there()
        self.note_case(self.look, type(self).__name__.lower())
        return self.page(
            "case_page/act",
            case=self.case,
            act=self,
            says=says,
            form=form,
            way_back=self.way_back(),
            longest=self.longest,
            **self.more(form),
        )

    def more(self, form: forms.Form) -> dict[str, object]:  # noqa: ARG002 - a page with more on it asks for it
        """Return what else stands on the page."""
        return {}

    @abstractmethod
    def form(self, request: HttpRequest | None = None) -> forms.Form:
        """Return the form, as it was posted or blank."""

    @abstractmethod
    def says(self) -> Sequence[str] | None:
        """Return what will happen, in sentences; None where there is nothing to do it to."""

    @abstractmethod
    def act(self, form: forms.Form) -> str:
        """Do it, and return what the next page says of it."""

    def way_back(self) -> str:
        """Return where the page leads when it is done, or left."""
        return reverse("console:case", kwargs={"case_id": self.case.case_id})
