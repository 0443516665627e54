"""A thread is closed, or opened again: the page says what follows, then there is a button."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest

from waypost.base.values import PersonId
from waypost.cases.operations import NewEvent
from waypost.cases.values import PersonFacts
from waypost.console.case_page.act import Act
from waypost.console.case_page.forms import SureForm
from waypost.console.case_page.people import person_name
from waypost.console.matters.foreseen import foreseen
from waypost.messages.operations.closing_threads import CLOSED, close_thread, closed_threads, reopen_thread
from waypost.messages.operations.in_hand import NotDone


class OfThread(Act):
    """One thing done about one person's thread."""

    @property
    def person(self) -> PersonFacts | None:
        """Return whose it is, or None where the case has nobody of that id."""
        return next((one for one in self.case.people if one.person_id == self.kwargs["person"]), None)

    def form(self, request: HttpRequest | None = None) -> forms.Form:
        """Return the form."""
        return SureForm(request.POST if request else None)

    def is_closed(self) -> bool:
        """Whether it is closed now."""
        return bool(closed_threads([PersonId(self.kwargs["person"])], force=self.me.force))


class CloseThread(OfThread):
    """A person can no longer write online."""

    title = "Close this thread"
    button = "Close the thread"

    def says(self) -> Sequence[str] | None:
        """Return what will happen, and who would be told how."""
        person = self.person
        if person is None:
            return None
        if self.is_closed():
            return (f"{person_name(person)} cannot write to us online about this case: the thread is closed already.",)
        event = NewEvent(CLOSED, self.now, person.ref)
        told = foreseen({self.case.case_id: [event]}, count=1, by=self.me, now=self.now)
        follows = [f"{row.channel} {row.what}. {row.why}".strip() for row in told.rows]
        return (
            f"{person_name(person)} can no longer write to us online about this case. What was written stays, and they "
            "can still read it. You can open the thread again.",
            *(follows or ["Nobody is told by itself that the thread is closed. Tell them how to reach us."]),
        )

    def act(self, form: forms.Form) -> str:  # noqa: ARG002 - a tick is all that it holds
        """Close it."""
        person = PersonId(self.kwargs["person"])
        if not close_thread(person, case_id=self.case.case_id, by=self.me, now=self.now):
            raise NotDone("The thread is closed already.")
        return "The thread is closed. They can no longer write to us online."


class ReopenThread(OfThread):
    """A person can write online again."""

    title = "Open this thread again"
    button = "Open the thread"

    def says(self) -> Sequence[str] | None:
        """Return what will happen."""
        person = self.person
        if person is None:
            return None
        return (
            f"{person_name(person)} can write to us online about this case again, where the force has switched it on.",
            "Nobody is told by this. Write to them, or call, if they should know.",
        )

    def act(self, form: forms.Form) -> str:  # noqa: ARG002 - as above
        """Open it."""
        person = PersonId(self.kwargs["person"])
        if not reopen_thread(person, case_id=self.case.case_id, by=self.me, now=self.now):
            raise NotDone("The thread is open already.")
        return "The thread is open again."
