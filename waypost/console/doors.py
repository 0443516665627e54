"""
What every page of staff does first: ask the permission map, then find who has signed in and in which roles.

Every look is written into the audit log before the page leaves: a view names its look, and may say more of it.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from waypost.access.audit import record_audit
from waypost.access.permission_map import Scope, scope_of
from waypost.access.permissions import Action, Permission, permission_for
from waypost.access.staff_sessions import signed_in_staff
from waypost.access.values import Staff
from waypost.base import clock
from waypost.base.values import CaseId, PersonId
from waypost.console.navigation import entries_for, is_here
from waypost.console.sign_in.provider import is_set_up


def staff_of(request: HttpRequest, *, now: datetime) -> Staff | None:
    """Return the member of staff whose browser this is, or None."""
    return signed_in_staff(request, now=now)


class ConsoleView(View):
    """A page of the door itself, that anybody may see; shut while sign-in is not set up."""

    now: datetime
    staff: Staff | None = None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Turn away whoever the map does not let in."""
        permission = permission_for(_view_name(request))
        self.now = clock.now()
        if not is_set_up():
            return self._not_set_up()
        self.staff = staff_of(request, now=self.now)
        return self.turn_away(permission) or super().dispatch(request, *args, **kwargs)

    def turn_away(self, permission: Permission) -> HttpResponse | None:
        """Return what somebody gets who may not come in, or None for those who may."""
        return None if permission is Permission.ANYBODY else self.problem(403, "You cannot see this page")

    def page(self, template: str, **values: object) -> HttpResponse:
        """Answer with a page."""
        return render(self.request, f"console/{template}.html", {**self._frame(), **values})

    def problem(self, status: int, title: str, *sentences: str, may_try: bool = False) -> HttpResponse:
        """Answer with a page that says what is wrong, and what to do; `may_try`: with a way to sign in again."""
        values = {**self._frame(), "title": title, "sentences": sentences, "may_try": may_try}
        return render(self.request, "console/problem.html", values, status=status)

    def _frame(self) -> dict[str, object]:
        """Return what the frame of every page shows: who has signed in, and the pages that they may open."""
        entries = entries_for(self.staff.roles) if self.staff else ()
        here = _view_name(self.request)
        return {"staff": self.staff, "navigation": [(entry, is_here(entry, here)) for entry in entries]}

    def _not_set_up(self) -> HttpResponse:
        return self.problem(
            503,
            "Staff sign-in is not set up",
            "Nobody can sign in here until whoever runs Waypost has named the identity provider of your force.",
            "The command “waypost doctor” tells them what is missing.",
        )


class StaffView(ConsoleView):
    """
    A page for staff in the roles that the map names, each as far as their `scope` reaches.

    `look` is what the audit log calls the page.
    """

    look: ClassVar[Action]
    scope: Scope
    _is_noted = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Note the look, where the view has not said more of it."""
        response = super().dispatch(request, *args, **kwargs)
        if self.staff is not None and not self._is_noted:
            self.note(self.look)
        return response

    def turn_away(self, permission: Permission) -> HttpResponse | None:
        """Lead to the door whoever has not signed in; somebody without the role is refused, and it is noted."""
        if self.staff is None:
            return _to_the_door(self.request)
        scope = scope_of(self.staff.roles, permission)
        if scope is not None:
            self.scope = scope
            return None
        self.note(Action.STAFF_PAGE_REFUSED)
        return self.problem(403, "You cannot see this page", "Your role does not open it. Ask your supervisor.")

    @property
    def me(self) -> Staff:
        """Who looks; `dispatch` let nobody else come here."""
        if self.staff is None:
            raise Http404
        return self.staff

    def note(
        self,
        action: Action,
        *,
        case_id: CaseId | None = None,
        person_id: PersonId | None = None,
        fields: Sequence[str] = (),
    ) -> None:
        """Write down who looked at, or did, what; `fields` are names of what was seen, never values."""
        me = self.me
        record_audit(
            action, by=me.actor, force=me.force, now=self.now, case_id=case_id, person_id=person_id, fields=fields
        )
        self._is_noted = True


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""


def _to_the_door(request: HttpRequest) -> HttpResponse:
    # What a form would have sent is gone: after signing in they start from the page before it.
    wanted = {"next": request.get_full_path()} if request.method == "GET" else {}
    query = f"?{urlencode(wanted)}" if wanted else ""
    return redirect(f"{reverse('console:sign-in')}{query}")
