"""The page where somebody writes to a victim: write, read it as the victim will, send."""

from dataclasses import replace
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.permissions import Action, Permission
from waypost.base.ids import new_id
from waypost.base.values import PersonId
from waypost.console.case_doors import CaseView
from waypost.console.forms import WrittenField
from waypost.console.officer import writing
from waypost.messages.operations.replying import (
    CannotWrite,
    Reply,
    ReplyOutOfBounds,
    check_reply,
    write_to_victim,
)
from waypost.messages.replies import reply_template
from waypost.messages.thread_rules import LONGEST_TEXT, EmptyText, TextTooLong, TooManyMessages

_SAID = "reply_said"
_SENT = (
    "Your message is on the page of the case. An alert that holds none of your words goes when every safety check "
    "has passed."
)
_TOO_LONG = f"The message can be {LONGEST_TEXT:,} characters at most"
_TOO_MANY = "Twenty messages went to this person in the last day. Write again tomorrow, or call"


class ReplyForm(forms.Form):
    """
    What is written; `begun` is the id of the text that it began with, `once` makes the same form one message.

    `shown` is when the thread above it was read.
    """

    text = WrittenField(
        label="Your message",
        help_text="Say nothing about anybody else in the case. Add no link, phone number or address of your own.",
        max_length=LONGEST_TEXT,
        error_messages={"required": "Write something first", "max_length": _TOO_LONG},
    )
    begun = forms.CharField(max_length=61, required=False)
    shown = forms.DateTimeField(error_messages={"required": "Open the page again", "invalid": "Open the page again"})
    once = forms.UUIDField(error_messages={"required": "Open the page again", "invalid": "Open the page again"})


class WriteToVictim(CaseView):
    """Write to one person of a case. Nothing goes before whoever wrote it has read it as it will be read."""

    look: ClassVar[Action] = Action.STAFF_REPLY_VIEWED

    def get(self, request: HttpRequest, case_id: int, person_id: int) -> HttpResponse:  # noqa: ARG002 - it is open
        """Show what was said, and where to write."""
        begun = request.GET.get("begin", "")
        text = writing.begin_with(begun, self.case, by=self.me)
        form = ReplyForm(
            initial={"text": text, "begun": begun if text else "", "once": new_id(), "shown": self.now.isoformat()}
        )
        return self.show(person_id, form)

    def post(self, request: HttpRequest, case_id: int, person_id: int) -> HttpResponse:  # noqa: ARG002 - as above
        """Show it as it will be read, or send it."""
        if all(one.person_id != person_id for one in self.case.people):
            # Whoever has this case open has not thereby opened the case of somebody else.
            return self.not_there()
        form = ReplyForm(request.POST)
        wants = request.POST.get("do", "")
        if not form.is_valid() or wants == "change":
            return self.show(person_id, form if wants != "change" else ReplyForm(initial=request.POST.dict()))
        reply = self._reply(form, person_id)
        try:
            if wants == "send":
                write_to_victim(reply, by=self.me, now=self.now)
                request.session[_SAID] = _SENT
                self._is_noted = True
                return redirect("console:reply", case_id=self.case.case_id, person_id=person_id)
            text = check_reply(reply, force=self.me.force, now=self.now)
        except CannotWrite:
            # The page itself says why, and keeps what was written.
            return self.show(person_id, form)
        except (EmptyText, TextTooLong, TooManyMessages, ReplyOutOfBounds) as fault:
            for sentence in _sentences(fault):
                form.add_error("text", sentence)
            return self.show(person_id, form)
        return self.show(person_id, form, read=text)

    def show(self, person_id: int, form: forms.Form, *, read: str = "") -> HttpResponse:
        """Answer with the page; `read` is the message to be read before it goes."""
        shown = writing.writing(self.case, PersonId(person_id), by=self.me, now=self.now)
        if shown is None:
            return self.not_there()
        seen = ("person", "thread", "contact_plan")
        self.note(self.look, case_id=self.case.case_id, person_id=PersonId(person_id), fields=seen)
        said = self.request.session.pop(_SAID, None) if self.request.method == "GET" else None
        values = {"shown": shown, "form": form, "said": said, "case": self.case, "person_id": person_id}
        if read:
            return self.page("officer/read", **values, text=read)
        begun = self.request.GET.get("begin", "")
        beginnings = [replace(one, selected=one.value == begun) for one in shown.beginnings]
        return self.page("officer/reply", **values, longest=LONGEST_TEXT, beginnings=beginnings)

    def turn_away(self, permission: Permission) -> HttpResponse | None:
        """Show what was written to whoever was signed out meanwhile: nothing of it is lost."""
        if self.staff is not None or self.request.method != "POST":
            return super().turn_away(permission)
        text = self.request.POST.get("text", "").strip()
        response = self.page("officer/signed-out-meanwhile", text=text, address=self.request.path)
        response.status_code = 403
        return response

    def _reply(self, form: forms.Form, person_id: int) -> Reply:
        begun = str(form.cleaned_data["begun"])
        known = begun if reply_template(begun) else ""
        once: UUID = form.cleaned_data["once"]
        return Reply(
            waypost_id=once,
            person_id=PersonId(person_id),
            text=str(form.cleaned_data["text"]),
            template=known,
            began_with=writing.begin_with(known, self.case, by=self.me),
            shown_at=form.cleaned_data["shown"],
        )


def _sentences(fault: Exception) -> tuple[str, ...]:
    if isinstance(fault, ReplyOutOfBounds):
        return fault.sentences
    if isinstance(fault, TooManyMessages):
        return (_TOO_MANY,)
    return (_TOO_LONG,) if isinstance(fault, TextTooLong) else ("Write something first",)
