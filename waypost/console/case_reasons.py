"""Where staff say why they open a case out of their reach. Behind glass they are told first who will hear of it."""

from urllib.parse import urlsplit

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from waypost.access.case_reasons import LONGEST_REASON, SHORTEST_REASON, says_something
from waypost.access.permissions import Action, Permission, permission_for
from waypost.base.scope import in_force
from waypost.cases.queries import cases_by_id
from waypost.console.case_doors import CaseView, looker_for
from waypost.console.doors import StaffView
from waypost.console.forms import WrittenField
from waypost.console.standing import Standing, is_sealed, standing
from waypost.worklist.operations.opening_cases import open_for_a_reason


class ReasonForm(forms.Form):
    """Why somebody needs a case."""

    reason = WrittenField(
        label="Why do you need this case?",
        help_text="For example, what you were asked to do and by whom. Do not write anything about the victim.",
        min_length=SHORTEST_REASON,
        max_length=LONGEST_REASON,
        error_messages={
            "required": "Say why you need this case",
            "min_length": f"Say a little more: at least {SHORTEST_REASON} characters",
            "max_length": f"The reason can be {LONGEST_REASON} characters at most",
        },
    )

    def clean_reason(self) -> str:
        """Count letters and digits, and not what stands between them."""
        tidy = " ".join(str(self.cleaned_data["reason"]).split())
        if not says_something(tidy):
            raise forms.ValidationError(f"Say a little more: at least {SHORTEST_REASON} letters")
        return tidy


class CaseReason(CaseView):
    """The page between somebody and a case that is out of their reach."""

    look = Action.STAFF_REASON_ASKED
    stands: Standing

    def turn_away(self, permission: Permission) -> HttpResponse | None:
        """Let in who may open the case for a reason or has opened it; for all others there is no such case."""
        # Not the door of the case itself: it leads here.
        turned = StaffView.turn_away(self, permission)
        if turned is not None:
            return turned
        me, case_ids = self.me, frozenset({self._case_id})
        with in_force(me.force):
            found = cases_by_id(case_ids, force=me.force).get(self._case_id)
            self.looker = looker_for(me, case_ids, now=self.now)
        if found is None:
            return self.not_there()
        self.case = found
        self.stands = standing(self.looker, found, permission=self._wanted_permission())
        return self.not_there() if self.stands is Standing.HIDDEN else None

    def get(self, _request: HttpRequest, case_id: int) -> HttpResponse:
        """Ask why; who need not say it is led on."""
        del case_id
        if self.stands is Standing.OPEN:
            return redirect(self._wanted())
        return self._ask(ReasonForm())

    def post(self, request: HttpRequest, case_id: int) -> HttpResponse:
        """Keep the reason, and lead to the page that was wanted."""
        del case_id
        if self.stands is Standing.OPEN:
            return redirect(self._wanted())
        form = ReasonForm(request.POST)
        if not form.is_valid():
            return self._ask(form)
        is_glass = self.stands is Standing.NEEDS_GLASS
        open_for_a_reason(
            self.case.case_id, reason=form.cleaned_data["reason"], is_glass=is_glass, by=self.me, now=self.now
        )
        self._is_noted = True
        return redirect(self._wanted())

    def _ask(self, form: ReasonForm) -> HttpResponse:
        self.note(self.look, case_id=self.case.case_id)
        return self.page(
            "case_reasons/reason",
            form=form,
            reference=self.case.reference,
            is_glass=self.stands is Standing.NEEDS_GLASS,
            is_sealed=is_sealed(self.case),
            longest=LONGEST_REASON,
            wanted=self._wanted(),
        )

    def _wanted(self) -> str:
        """Return the page of this case that somebody wanted, else its first one: nobody is led elsewhere."""
        match = self._match()
        if match is None:
            return reverse("console:case", kwargs={"case_id": self._case_id})
        return self._said()

    def _wanted_permission(self) -> Permission:
        match = self._match()
        return permission_for(match.view_name) if match else Permission.SEE_CASE

    def _match(self) -> ResolverMatch | None:
        said = self._said()
        try:
            match = resolve(urlsplit(said).path)
        except (Resolver404, ValueError):
            return None
        is_of_case = match.namespace == "console" and match.kwargs.get("case_id") == self._case_id
        is_here = match.view_name == "console:case-reason"
        return match if said.startswith("/staff/") and is_of_case and not is_here else None

    def _said(self) -> str:
        return str((self.request.POST if self.request.method == "POST" else self.request.GET).get("next", ""))
