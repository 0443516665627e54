"""The victim's pages. A view parses, makes one call, answers."""

import secrets
from functools import partial

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.devices import kind_of_device
from waypost.access.grants import grants_of
from waypost.access.queries import force_settings
from waypost.access.sessions import begin_session, end_session
from waypost.access.sign_in_rules import Entry, FactKind
from waypost.messages.thread_rules import EmptyText, TooManyMessages
from waypost.portal import choosing, operations, queries
from waypost.portal.courier import run_beside
from waypost.portal.doors import OwnCaseView, PortalView, SignedInView
from waypost.portal.forms import (
    ENTRY_FORMS,
    ChoicesForm,
    EntryForm,
    MessageForm,
    NotMeForm,
    new_message_form,
    words_of,
)

_BROWSER = "browser"
_JUST_SENT = "just_sent"
_JUST_CHOSEN = "just_chosen"


class Home(PortalView):
    """The first page, and the one that Back finds after "Exit this page"."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Say how to get in; who is in goes to their cases."""
        return _to_cases(self) if self.who else self.page("home")


class Invite(PortalView):
    """Where the address in a text leads. Opening it changes nothing; scanners may."""

    def get(self, _request: HttpRequest, token: str) -> HttpResponse:
        """Offer a code; the page is the same for every token, so nothing is looked up."""
        return self.page("invite", token=token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Send a code to the contact on record, beside this request."""
        browser = request.session.setdefault(_BROWSER, secrets.token_urlsafe(32))
        run_beside(partial(operations.send_code, token, browser=browser, now=self.now))
        return redirect("portal:code", token=token)


class Code(PortalView):
    """Where the code and the answer are typed."""

    def get(self, _request: HttpRequest, token: str) -> HttpResponse:
        """Ask for both."""
        return self._ask(self._form(token), token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Try them."""
        form = self._form(token, request)
        if not form.is_valid():
            return self._ask(form, token)
        browser, device = request.session.get(_BROWSER, ""), kind_of_device(request.headers.get("User-Agent", ""))
        entry = Entry(form.cleaned_data["code"], form.answer, browser=browser, device=device)
        entered = operations.enter(token, entry=entry, now=self.now)
        if entered is None or entered.account_id is None:
            form.refuse()
            return self._ask(form, token)
        begin_session(request, account_id=entered.account_id, now=self.now)
        return redirect("portal:case", grant=entered.grant_id)

    def _form(self, token: str, request: HttpRequest | None = None) -> EntryForm:
        kind = queries.asked_fact(token, now=self.now) or FactKind.DATE_OF_BIRTH
        return ENTRY_FORMS[kind](request.POST if request else None)

    def _ask(self, form: EntryForm, token: str) -> HttpResponse:
        return self.page("code", form=form, token=token)


class NotMe(PortalView):
    """Where whoever got a message that was not for them says so."""

    def get(self, _request: HttpRequest, token: str) -> HttpResponse:
        """Ask; opening the page changes nothing, and it is the same for every token."""
        return self.page("not-me", form=NotMeForm(), token=token)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        """Stop using the contact, beside this request; nothing is said of whose it was thought to be."""
        form = NotMeForm(request.POST)
        if not form.is_valid():
            return self.page("not-me", form=form, token=token)
        if not form.is_not_me:
            return redirect("portal:invite", token=token)
        run_beside(partial(choosing.disown, token, now=self.now))
        return redirect("portal:not-me-done")


class Cases(SignedInView):
    """The cases of one account."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """List them."""
        lines = queries.case_lines(self.me, now=self.now)
        return self.page("cases", cases=lines, phone=force_settings(self.me.force).phone)


class Case(OwnCaseView):
    """One case: where it stands, who deals with it, what was written, what happened."""

    def get(self, request: HttpRequest, grant: str) -> HttpResponse:
        """Show it."""
        was_sent = request.session.pop(_JUST_SENT, None) == grant
        return _case_page(self, new_message_form(), was_sent=was_sent)


class Write(OwnCaseView):
    """Where a message to the officer is posted."""

    def get(self, _request: HttpRequest, grant: str) -> HttpResponse:
        """Lead back to the case: a browser comes here when it opens an address again."""
        return redirect("portal:case", grant=grant)

    def post(self, request: HttpRequest, grant: str) -> HttpResponse:
        """Take the message; the same one posted twice is taken once."""
        form = MessageForm(request.POST)
        if not form.is_valid():
            return _case_page(self, form, was_sent=False)
        try:
            operations.write_message(self.grant, words_of(form), by=self.me, now=self.now)
        except operations.MayNotWrite:
            raise Http404 from None
        except operations.HasNotAgreed:
            form.add_error("agrees", "Tick the box if you want to write to the police here")
            return _case_page(self, form, was_sent=False)
        except TooManyMessages:
            form.add_error("text", "You have written a lot today. Write again tomorrow, or call us")
            return _case_page(self, form, was_sent=False)
        except EmptyText:
            form.add_error("text", "Write your message")
            return _case_page(self, form, was_sent=False)
        request.session[_JUST_SENT] = grant
        return redirect("portal:case", grant=grant)


class Choices(OwnCaseView):
    """What a victim does not want to be sent."""

    def get(self, request: HttpRequest, grant: str) -> HttpResponse:
        """Show what is refused now."""
        refused = choosing.refused(self.grant, by=self.me, now=self.now)
        if refused is None:
            raise Http404
        was_saved = request.session.pop(_JUST_CHOSEN, None) == grant
        return self._ask(ChoicesForm(initial={"refused": refused}), was_saved=was_saved)

    def post(self, request: HttpRequest, grant: str) -> HttpResponse:
        """Keep the choices; the same form posted twice changes nothing more."""
        form = ChoicesForm(request.POST)
        if not form.is_valid():
            return self._ask(form, was_saved=False)
        try:
            choosing.choose(self.grant, refused=form.refused_now, by=self.me, now=self.now)
        except choosing.MayNotChoose:
            raise Http404 from None
        except choosing.OnlyByOfficer:
            form.add_error(
                "refused", "Ask your officer to start these messages again. They check first that it is safe"
            )
            return self._ask(form, was_saved=False)
        request.session[_JUST_CHOSEN] = grant
        return redirect("portal:choices", grant=grant)

    def _ask(self, form: ChoicesForm, *, was_saved: bool) -> HttpResponse:
        phone = force_settings(self.grant.force).phone
        return self.page("choices", form=form, grant=self.grant.id, was_saved=was_saved, phone=phone)


class SignOut(PortalView):
    """The end of a visit, without haste."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Lead to the first page and end nothing: a browser comes here when it opens an address again."""
        return redirect("portal:home")

    def post(self, request: HttpRequest) -> HttpResponse:
        """End the session."""
        if self.who:
            operations.note_signed_out(self.who, now=self.now)
        end_session(request)
        return redirect("portal:home")


class Leave(PortalView):
    """
    "Exit this page": end the session, leave nothing to go back to, show something harmless.

    It is a link, so that it works without scripts and at once; that it changes state on GET is its purpose.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go."""
        target = force_settings(self.who.force).leave_url if self.who else settings.PORTAL_LEAVE_URL
        end_session(request)
        response = redirect(target)
        response["Clear-Site-Data"] = '"cache", "storage"'
        response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
        return response


class StaticPage(PortalView):
    """A page that is the same for everybody."""

    template = ""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show it."""
        names = {"session_cookie": settings.SESSION_COOKIE_NAME, "csrf_cookie": settings.CSRF_COOKIE_NAME}
        return self.page(self.template, **names)


def _to_cases(view: PortalView) -> HttpResponse:
    grants = grants_of(view.who.account_id) if view.who else ()
    if len(grants) == 1:
        return redirect("portal:case", grant=grants[0].id)
    return redirect("portal:cases")


def _case_page(view: OwnCaseView, form: MessageForm, *, was_sent: bool) -> HttpResponse:
    shown = queries.case_page(view.grant, by=view.me, now=view.now)
    if shown is None:
        raise Http404
    return view.page(
        "incident" if shown.is_incident else "case",
        case=shown.case,
        grant=view.grant.id,
        may_write=shown.may_write,
        has_agreed=shown.has_agreed,
        answered_by=shown.answered_by,
        expected=shown.expected,
        phone=shown.phone,
        force_title=shown.force_title,
        form=form,
        was_sent=was_sent,
    )
