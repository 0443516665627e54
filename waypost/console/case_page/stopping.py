"""What may be stopped, and let go on: all messages about a case, and those to a person's number or address."""

from collections.abc import Sequence

from django import forms
from django.http import HttpRequest

from waypost.base.values import PersonId
from waypost.cases.choices import ContactKind, contacts_of
from waypost.cases.values import PersonFacts
from waypost.console.case_page.act import Act
from waypost.console.case_page.forms import ContactsForm, WhyForm
from waypost.console.case_page.people import person_name
from waypost.messages.case_messages import ending
from waypost.messages.operations import freezing, stopping
from waypost.messages.operations.in_hand import NotDone
from waypost.messages.stops import StopKind
from waypost.messages.values import Channel

_CHANNELS = {ContactKind.PHONE: Channel.SMS, ContactKind.EMAIL: Channel.EMAIL, ContactKind.ADDRESS: Channel.LETTER}
_CALLED = {
    ContactKind.PHONE: "The phone number",
    ContactKind.EMAIL: "The e-mail address",
    ContactKind.ADDRESS: "The home address, with a postcode",
}


class StopCase(Act):
    """All messages about a case are stopped."""

    title = "Stop all messages about this case"
    button = "Stop all messages"
    is_warning = True

    def form(self, request: HttpRequest | None = None) -> forms.Form:
        """Return the form."""
        return WhyForm(request.POST if request else None)

    def says(self) -> Sequence[str]:
        """Return what will happen."""
        return (
            "Nothing leaves any more to anybody in this case, from this moment on. What waits is kept, and is asked "
            "again when a supervisor lets messages go on.",
            "The clocks of the Victims' Code run on: whoever must be told is told by the officer.",
        )

    def act(self, form: forms.Form) -> str:
        """Stop it."""
        target = stopping.Target(StopKind.CASE, self.case.reference)
        try:
            stopping.stop(target, reason=form.cleaned_data["why"], force=self.me.force, by=self.me.actor, now=self.now)
        except stopping.AlreadyStopped:
            raise NotDone("All messages about this case are stopped already.") from None
        return "All messages about this case are stopped."


class GoOn(Act):
    """Messages about a case go on."""

    title = "Let messages about this case go on"
    button = "Let messages go on"

    def form(self, request: HttpRequest | None = None) -> forms.Form:
        """Return the form."""
        return WhyForm(request.POST if request else None)

    def says(self) -> Sequence[str]:
        """Return what will happen."""
        return ("What was held by the stop is asked again at once, and goes if it is still of use and safe.",)

    def act(self, form: forms.Form) -> str:
        """Let it go on."""
        target = stopping.Target(StopKind.CASE, self.case.reference)
        try:
            stopping.lift(target, reason=form.cleaned_data["why"], force=self.me.force, by=self.me.actor, now=self.now)
        except stopping.NotStopped:
            raise NotDone("Messages about this case are not stopped.") from None
        return "Messages about this case go on."


class ActOnContacts(Act):
    """One thing done about numbers and addresses of one person."""

    @property
    def person(self) -> PersonFacts | None:
        """Return who is meant, or None where the case has nobody of that id."""
        return next((one for one in self.case.people if one.person_id == self.kwargs["person"]), None)

    def form(self, request: HttpRequest | None = None) -> ContactsForm:
        """Return the form, with what is on record."""
        return ContactsForm(request.POST if request else None, offered=self._offered())

    def more(self, form: forms.Form) -> dict[str, object]:
        """Return the boxes to tick."""
        chosen = form["kinds"].value() or ()
        return {
            "kinds": [
                {"value": kind.value, "text": text, "checked": kind.value in chosen} for kind, text in self._offered()
            ]
        }

    def _offered(self) -> Sequence[tuple[ContactKind, str]]:
        """Return the kinds of contacts on record, each with the end of what is meant."""
        found: dict[ContactKind, list[str]] = {}
        for key, kind in contacts_of(self.person).items() if self.person else ():
            said = (self.person.contact.postcode or "") if kind is ContactKind.ADDRESS and self.person else key
            found.setdefault(kind, []).append(ending(said, _CHANNELS[kind]))
        return [(kind, f"{_CALLED[kind]} {' and '.join(ends)}") for kind, ends in found.items()]


class Freeze(ActOnContacts):
    """Nothing goes to a contact any more."""

    title = "Stop messages to a number or address"
    button = "Stop messages"
    is_warning = True

    def says(self) -> Sequence[str] | None:
        """Return what will happen."""
        if self.person is None:
            return None
        return (
            f"Nothing goes to what you choose any more, for {person_name(self.person)} or for anybody else in the "
            "force who has it on record.",
            "Their page is shut at once, also where somebody is reading it. The officer is asked how to reach them.",
            "Only a supervisor can let messages go on.",
        )

    def act(self, form: forms.Form) -> str:
        """Freeze it."""
        assert isinstance(form, ContactsForm)  # noqa: S101 - made above
        freezing.freeze(
            PersonId(self.kwargs["person"]),
            kinds=form.chosen(),
            why=form.cleaned_data["why"],
            force=self.me.force,
            by=self.me.actor,
            now=self.now,
        )
        return "Nothing goes there any more, and the page is shut."


class Unfreeze(ActOnContacts):
    """Messages go to a contact again."""

    title = "Let messages go to a number or address again"
    button = "Let messages go on"

    def says(self) -> Sequence[str] | None:
        """Return what will happen."""
        if self.person is None:
            return None
        return (
            f"Do this only when somebody has made sure, in a safe way, that {person_name(self.person)} alone reads "
            "there.",
            "What waits is asked again, and the person can open their page again.",
        )

    def act(self, form: forms.Form) -> str:
        """Lift it."""
        assert isinstance(form, ContactsForm)  # noqa: S101 - made above
        freezing.lift(
            PersonId(self.kwargs["person"]),
            kinds=form.chosen(),
            why=form.cleaned_data["why"],
            force=self.me.force,
            by=self.me.actor,
            now=self.now,
        )
        return "Messages go there again, and the page can be opened."
