"""
What every view of the portal does first: ask the permission map, then find whose browser and whose case.

A view cannot be reached without a line in `access.permissions`, and a view of a case gets its `grant` from
here and from nowhere else.
"""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views import View

from waypost.access.audit import record_audit
from waypost.access.grants import GrantFacts, grant_of, grants_of
from waypost.access.permissions import Action, Permission, permission_for
from waypost.access.sessions import SignedIn, signed_in
from waypost.base import clock

HELP_PHONE = "101"
"""Every force of England and Wales answers it, so that pages before sign-in do not betray whose they are."""


class PortalView(View):
    """A page that anybody may see, unless the map says otherwise."""

    now: datetime
    who: SignedIn | None

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Turn away whoever the map does not let in."""
        permission = permission_for(_view_name(request))
        self.now = clock.now()
        self.who = signed_in(request, now=self.now)
        if permission is not Permission.ANYBODY and self.who is None:
            return redirect("portal:home")
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, **values: object) -> HttpResponse:
        """Answer with a page."""
        return render(self.request, f"portal/{template}.html", {"help_phone": HELP_PHONE, **self._frame(), **values})

    def _frame(self) -> dict[str, object]:
        if self.who is None:
            return {"signed_in": None}
        return {"signed_in": {"has_several": len(grants_of(self.who.account_id)) > 1}}


class SignedInView(PortalView):
    """A page for a victim who has signed in."""

    @property
    def me(self) -> SignedIn:
        """Whose browser this is; `dispatch` let nobody else come here."""
        if self.who is None:
            raise Http404
        return self.who


class OwnCaseView(SignedInView):
    """A page about one case of the account: any other id is not found, and the asking is written down."""

    grant: GrantFacts

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Find the grant before anything is read."""
        who = signed_in(request, now=clock.now())
        if who is not None:
            self.grant = self._grant(who, str(kwargs["grant"]))
        return super().dispatch(request, *args, **kwargs)

    def _grant(self, who: SignedIn, grant_id: str) -> GrantFacts:
        grant = grant_of(who.account_id, grant_id=grant_id)
        if grant is None:
            record_audit(Action.CASE_REFUSED, by=who.actor, force=who.force, now=clock.now())
            raise Http404
        return grant


def _view_name(request: HttpRequest) -> str:
    return request.resolver_match.view_name if request.resolver_match else ""
