"""What may be done about one message: sent again, taken back, put right, printed and posted."""

from collections.abc import Sequence
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from waypost.access.permissions import Action
from waypost.base.pages.dates import say_moment
from waypost.console.case_page import queries
from waypost.console.case_page.act import Act
from waypost.console.case_page.forms import LONGEST_WRONG, AgainForm, SureForm, WrongForm
from waypost.console.case_page.views import CasePage
from waypost.messages.operations import correcting, printing, resending, taking_back
from waypost.messages.operations.in_hand import NoSuchMessage, NotDone
from waypost.messages.values import MessageState

_PRINTED = "case_printed"


class ActOnMessage(Act):
    """One thing done about one message."""

    @property
    def message_id(self) -> UUID:
        """Return which one."""
        found: UUID = self.kwargs["message"]
        return found

    def way_back(self) -> str:
        """Return the message's page."""
        return reverse("console:message", kwargs={"case_id": self.case.case_id, "message": self.message_id})

    def what(self) -> str | None:
        """Return what the message is, in a few words."""
        return queries.in_few_words(self.message_id, self.case, by=self.me)


class Again(ActOnMessage):
    """The same is told again."""

    title = "Send it again"
    button = "Send it again"

    def form(self, request: HttpRequest | None = None) -> forms.Form:
        """Return the form."""
        return AgainForm(request.POST if request else None)

    def says(self) -> Sequence[str] | None:
        """Return what will happen."""
        what = self.what()
        return what and (
            f"{what}",
            "The same news goes once more by the same way, in a message of its own, to what is on record now.",
            "Every safety check is made first. Where one speaks against it nothing is sent, and you are told why.",
        )

    def act(self, form: forms.Form) -> str:
        """Send it again."""
        resent = resending.resend(
            self.message_id,
            case_id=self.case.case_id,
            is_said_missing=form.cleaned_data["missing"],
            force=self.me.force,
            by=self.me.actor,
            now=self.now,
        )
        match resent.state:
            case MessageState.AWAITING_APPROVAL:
                return "It will be sent again when the officer has read it."
            case MessageState.PLANNED:
                return f"It will be sent again from {say_moment(resent.due_at)} on."
            case _:
                return "It is sent again now."


class Back(ActOnMessage):
    """A message is taken back before it leaves."""

    title = "Do not send this message"
    button = "Do not send it"
    is_warning = True

    def form(self, request: HttpRequest | None = None) -> forms.Form:
        """Return the form."""
        return SureForm(request.POST if request else None)

    def says(self) -> Sequence[str] | None:
        """Return what will happen."""
        what = self.what()
        return what and (
            f"{what}",
            "This one message is never sent. It cannot be put back: send a new one from the crime system, or call.",
            "The clock of a duty behind it runs on, and the same news by another way still goes.",
        )

    def act(self, form: forms.Form) -> str:  # noqa: ARG002 - a tick is all that it holds
        """Take it back."""
        taking_back.take_back(
            self.message_id, case_id=self.case.case_id, force=self.me.force, by=self.me.actor, now=self.now
        )
        return "The message is taken back. It will not be sent."


class Wrong(ActOnMessage):
    """Something that was told is wrong."""

    title = "Something in it is wrong"
    button = "Ask the officer to put it right"
    longest = LONGEST_WRONG

    def form(self, request: HttpRequest | None = None) -> forms.Form:
        """Return the form."""
        return WrongForm(request.POST if request else None)

    def says(self) -> Sequence[str] | None:
        """Return what will happen."""
        what = self.what()
        return what and (
            f"{what}",
            "The officer in the case is asked to put it right and to tell the person. "
            "If it has not left yet, it is taken back.",
            "No message takes back what was told: only somebody who knows what is right can say so.",
        )

    def act(self, form: forms.Form) -> str:
        """Ask the officer."""
        correcting.ask_to_correct(
            self.message_id,
            case_id=self.case.case_id,
            wrong=form.cleaned_data["wrong"],
            force=self.me.force,
            by=self.me.actor,
            now=self.now,
        )
        return "The officer in the case is asked to put it right."


class Letter(ActOnMessage):
    """The letter of it is printed, and marked as posted."""

    title = "Print it as a letter"
    button = "It is in the post"

    def form(self, request: HttpRequest | None = None) -> forms.Form:
        """Return the form."""
        return SureForm(request.POST if request else None)

    def says(self) -> Sequence[str] | None:
        """Return what will happen."""
        what = self.what()
        return what and (
            f"{what}",
            "Print the letter first, put it into an envelope with a window, and post it. Printed, it tells nobody.",
            "When you mark it as posted, it counts as told once the post has had its days, and what was to go in its "
            "place is taken back.",
        )

    def act(self, form: forms.Form) -> str:  # noqa: ARG002 - a tick is all that it holds
        """Mark it as posted."""
        printed = self.request.session.get(_PRINTED, {})
        if str(self.message_id) not in printed:
            raise NotDone("Print the letter first. Then mark it as posted.")
        printing.mark_posted(
            self.message_id,
            case_id=self.case.case_id,
            digest=printed[str(self.message_id)],
            force=self.me.force,
            by=self.me.actor,
            now=self.now,
        )
        self.request.session[_PRINTED] = {}
        return "The letter is marked as posted."

    def more(self, form: forms.Form) -> dict[str, object]:  # noqa: ARG002 - as above
        """Return where the letter is got."""
        where = {"case_id": self.case.case_id, "message": self.message_id}
        return {"letter_file": reverse("console:letter-file", kwargs=where)}


class LetterFile(CasePage):
    """The letter as a file to print: made anew each time, by a button, since it may invite its reader."""

    look = Action.STAFF_CASE_VIEWED

    def get(self, _request: HttpRequest, message: UUID, **_kwargs: object) -> HttpResponse:
        """Lead to the page that says what will happen."""
        return redirect("console:message-letter", case_id=self.case.case_id, message=message)

    def post(self, request: HttpRequest, message: UUID, **_kwargs: object) -> HttpResponse:
        """Answer with the file."""
        try:
            made = printing.print_letter(
                message, case_id=self.case.case_id, force=self.me.force, by=self.me.actor, now=self.now
            )
        except NoSuchMessage:
            return self.not_there()
        except NotDone as no:
            return self.problem(409, "This letter cannot be printed", no.sentence)
        self._is_noted = True
        request.session[_PRINTED] = {str(message): made.digest}
        answer = HttpResponse(made.pdf, content_type="application/pdf")
        answer["Content-Disposition"] = 'attachment; filename="letter.pdf"'
        return answer
