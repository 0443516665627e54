"""The staff's door: to the provider, back from it, and out."""

import logging
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from waypost.access.staff_rules import Refusal, read_claims
from waypost.access.staff_sessions import begin_staff_session, end_staff_session
from waypost.access.staff_sign_in import enter_staff, leave_desk
from waypost.console.doors import ConsoleView
from waypost.console.sign_in.claims import BadSignInFile, claim_rules
from waypost.console.sign_in.provider import (
    NotProven,
    ProviderNotTrusted,
    ProviderSilent,
    lead_to_provider,
    proven_claims,
)

logger = logging.getLogger(__name__)

_WANTED = "staff_wanted"
_CANNOT_ASK = (ProviderSilent, ProviderNotTrusted, BadSignInFile)
_SENTENCES = {
    Refusal.NO_SECOND_FACTOR: "The sign-in of your force did not ask you for a second factor, such as a code or a key. "
    "Waypost needs one. Ask your IT service desk to switch it on for your account.",
    Refusal.NOT_SAID_WHO: "The sign-in of your force did not say your collar number or your force. "
    "Ask your IT service desk to add them to your account.",
    Refusal.UNKNOWN: "Waypost does not know your collar number. "
    "Ask whoever looks after Waypost in your force to add you.",
    Refusal.SOMEBODY_ELSE: "Another account has signed in with your collar number before. "
    "Ask whoever looks after Waypost in your force to look at it.",
    Refusal.NO_ROLE: "Your account has no role in Waypost. Ask whoever looks after Waypost in your force.",
}


class SignIn(ConsoleView):
    """The way to the provider."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Lead there, and remember which page was wanted."""
        wanted = _page_of_ours(request.GET.get("next", ""))
        if self.staff is not None:
            return redirect(wanted)
        request.session[_WANTED] = wanted
        return_url = f"{settings.BASE_URL}{reverse('console:return')}"
        try:
            return lead_to_provider(request, return_url=return_url, again="again" in request.GET)
        except _CANNOT_ASK as fault:
            return _cannot_ask(self, fault)


class Return(ConsoleView):
    """Where the provider sends the browser back to."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Let in whom the provider proves and the directory knows."""
        try:
            claimed = read_claims(proven_claims(request), rules=claim_rules())
        except _CANNOT_ASK as fault:
            return _cannot_ask(self, fault)
        except NotProven as fault:
            logger.warning("staff sign-in not proven: %s", fault)
            return self.problem(
                403, "You are not signed in", "Something went wrong on the way. Nothing was changed.", may_try=True
            )
        entered = enter_staff(claimed, now=self.now)
        if isinstance(entered, Refusal):
            return self.problem(403, "You cannot sign in", _SENTENCES[entered], may_try=True)
        wanted = _page_of_ours(request.session.get(_WANTED, ""))
        begin_staff_session(request, staff=entered, now=self.now)
        return redirect(wanted)


class SignOut(ConsoleView):
    """The end of a visit."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Lead to the first page and end nothing: a browser comes here when it opens an address again."""
        return redirect("console:home")

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session."""
        if self.staff is not None:
            leave_desk(self.staff, now=self.now)
        end_staff_session(request)
        return redirect("console:signed-out")


class SignedOut(ConsoleView):
    """Where somebody stands who has signed out."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Say so."""
        return self.page("signed-out")


def _page_of_ours(wanted: str) -> str:
    """Return a page of staff that somebody wanted, else the first one: nobody is led elsewhere after signing in."""
    try:
        is_ours = resolve(urlsplit(wanted).path).namespace == "console" and wanted.startswith("/staff/")
    except (Resolver404, ValueError):
        is_ours = False
    return wanted if is_ours else reverse("console:home")


def _cannot_ask(view: ConsoleView, fault: Exception) -> HttpResponse:
    logger.error("staff sign-in cannot be asked: %s: %s", type(fault).__name__, fault)
    return view.problem(
        503, "Sign-in does not work now", "The sign-in of your force does not answer as it should.", may_try=True
    )
