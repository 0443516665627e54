"""What staff announce that no record says: first the page says who would be told, then there is a button."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.permissions import Action
from waypost.console.case_doors import CaseView
from waypost.console.case_page.views import SAID
from waypost.console.doors import StaffView
from waypost.console.matters.foreseen import NOBODY, SAMPLE, Foreseen, People, foresee, people_of
from waypost.console.matters.forms import AnnounceForm, BreachForm
from waypost.worklist.announcements import operations
from waypost.worklist.announcements.queries import newest_announcements
from waypost.worklist.announcements.values import (
    AnnouncementKind,
    AnnouncementState,
    BadAnnouncement,
    Named,
    NewAnnouncement,
    NotWaiting,
    SameOne,
)

_SAID = "announce_said"
_SHOWN = 20
_DONE: Mapping[AnnouncementState, str] = {
    AnnouncementState.WAITING: "It waits for a second person. Nobody is told until they agree.",
    AnnouncementState.GOING: "It is announced. Messages follow within minutes, through every safety check.",
    AnnouncementState.DONE: "It was announced already. Nobody is told twice.",
    AnnouncementState.REFUSED: "Somebody has said no to it. Nobody is told.",
}
KINDS: Mapping[AnnouncementKind, str] = {
    AnnouncementKind.BREACH: "Details were seen, sent or lost",
    AnnouncementKind.APPEAL: "An appeal to the public is planned",
    AnnouncementKind.OUTAGE: "The online pages are down",
}
STATES: Mapping[AnnouncementState, str] = {
    AnnouncementState.WAITING: "Waits for a second person",
    AnnouncementState.GOING: "Under way",
    AnnouncementState.DONE: "Announced",
    AnnouncementState.REFUSED: "Refused",
}


class Announcements(StaffView):
    """What was announced lately, and what waits for a second person."""

    look = Action.ANNOUNCE_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show it."""
        rows = newest_announcements(self.me.force, limit=_SHOWN)
        return self.page(
            "matters/announcements",
            rows=rows,
            kinds=KINDS,
            states=STATES,
            me_is=self.me.collar_number,
            said=request.session.pop(_SAID, None),
        )


class Second(StaffView):
    """Where a second person agrees, or says no."""

    look = Action.ANNOUNCE_VIEWED

    def post(self, request: HttpRequest, announcement: UUID) -> HttpResponse:
        """Take what they say."""
        try:
            if request.POST.get("do") == "agree":
                operations.agree(announcement, by=self.me, now=self.now)
                said = _DONE[AnnouncementState.GOING]
            else:
                operations.say_no(announcement, by=self.me, now=self.now)
                said = _DONE[AnnouncementState.REFUSED]
        except NotWaiting:
            return self.problem(409, "This does not wait any more", "Somebody has decided it meanwhile.")
        except SameOne:
            return self.problem(409, "Somebody else must agree", "You asked for this yourself. Ask a colleague.")
        self._is_noted = True
        request.session[_SAID] = said
        return redirect("console:announcements")


class Announcing(ABC):
    """How something is announced, whatever door its page stands behind: typed, looked at, then done."""

    kind: ClassVar[AnnouncementKind]
    request: HttpRequest
    now: datetime

    def blank(self) -> HttpResponse:
        """Show the form."""
        return self.ask(self.form())

    def take(self, request: HttpRequest) -> HttpResponse:
        """Show what would follow; with `sure` announce it."""
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form)
        people = self.people(form)
        if people.unknown or not self.is_for(people):
            form.add_error(None, _fault(people))
            return self.ask(form)
        if request.POST.get("sure") != "yes":
            return self.ask(form, people=people, foreseen=self.foresee(people))
        new = NewAnnouncement(form.id, self.kind, form.cleaned_data["why"], people.named)
        try:
            return self.done(_DONE[self.announce(new)])
        except BadAnnouncement as fault:
            form.add_error(None, fault.sentence)
            return self.ask(form)

    def is_for(self, people: People) -> bool:
        """Whether there is anybody whom it is for."""
        return bool(people.named)

    @abstractmethod
    def form(self, data: Mapping[str, object] | None = None) -> AnnounceForm:
        """Return the form, as it was posted or blank."""

    @abstractmethod
    def people(self, form: forms.Form) -> People:
        """Return who is meant."""

    @abstractmethod
    def foresee(self, people: People) -> Foreseen:
        """Return what would follow."""

    @abstractmethod
    def ask(
        self, form: AnnounceForm, *, people: People | None = None, foreseen: Foreseen | None = None
    ) -> HttpResponse:
        """Answer with the page."""

    @abstractmethod
    def announce(self, new: NewAnnouncement) -> AnnouncementState:
        """Announce it."""

    @abstractmethod
    def done(self, said: str) -> HttpResponse:
        """Lead on."""


class OfForce(Announcing, StaffView):
    """Something announced to people of the whole force."""

    look = Action.ANNOUNCE_VIEWED

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show the form."""
        return self.blank()

    def post(self, request: HttpRequest) -> HttpResponse:
        """Show what would follow, or do it."""
        return self.take(request)

    def foresee(self, people: People) -> Foreseen:
        """Return what would follow."""
        return foresee(self.kind, people.named, by=self.me, now=self.now)

    def ask(
        self, form: AnnounceForm, *, people: People | None = None, foreseen: Foreseen | None = None
    ) -> HttpResponse:
        """Answer with the page; of whom it was asked is written down, for the answer says something of their cases."""
        if people is not None:
            self.note(self.look, fields=list(dict.fromkeys(f"case:{one.case_id}" for one in people.named)))
        return self.page(
            "matters/announce",
            form=form,
            kind=self.kind,
            title=KINDS[self.kind],
            people=people,
            foreseen=foreseen,
            sample=SAMPLE,
            case=None,
        )

    def announce(self, new: NewAnnouncement) -> AnnouncementState:
        """Announce it."""
        return operations.announce(new, by=self.me, now=self.now)

    def done(self, said: str) -> HttpResponse:
        """Lead to what was announced."""
        self._is_noted = True
        self.request.session[_SAID] = said
        return redirect("console:announcements")


class Breach(OfForce):
    """That details of named people were seen, sent or lost."""

    kind = AnnouncementKind.BREACH

    def form(self, data: Mapping[str, object] | None = None) -> AnnounceForm:
        """Return the form."""
        return BreachForm(data)

    def people(self, form: forms.Form) -> People:
        """Return the victims of the cases that were listed."""
        return people_of(form.cleaned_data["references"], by=self.me)


class Outage(OfForce):
    """That the online pages are down."""

    kind = AnnouncementKind.OUTAGE

    def form(self, data: Mapping[str, object] | None = None) -> AnnounceForm:
        """Return the form."""
        return AnnounceForm(data)

    def people(self, form: forms.Form) -> People:  # noqa: ARG002 - it is for everybody who has signed in
        """Name nobody: it is for all."""
        return NOBODY

    def is_for(self, people: People) -> bool:  # noqa: ARG002 - as above
        """Whether there is anybody: whoever has signed in."""
        return True


class Appeal(Announcing, CaseView):
    """That the public is to be asked for help with a case."""

    kind = AnnouncementKind.APPEAL
    look = Action.ANNOUNCE_VIEWED

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Show the form."""
        return self.blank()

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Show what would follow, or do it."""
        return self.take(request)

    def form(self, data: Mapping[str, object] | None = None) -> AnnounceForm:
        """Return the form."""
        return AnnounceForm(data)

    def people(self, form: forms.Form) -> People:  # noqa: ARG002 - the case says it
        """Return the case: whom it tells, the journey says."""
        return People((Named(self.case.case_id),), (), 0)

    def foresee(self, people: People) -> Foreseen:
        """Return what would follow."""
        return foresee(self.kind, people.named, by=self.me, now=self.now)

    def ask(
        self, form: AnnounceForm, *, people: People | None = None, foreseen: Foreseen | None = None
    ) -> HttpResponse:
        """Answer with the page."""
        self.note_case(self.look, "people")
        return self.page(
            "matters/announce",
            form=form,
            kind=self.kind,
            title=KINDS[self.kind],
            people=people,
            foreseen=foreseen,
            sample=SAMPLE,
            case=self.case,
        )

    def announce(self, new: NewAnnouncement) -> AnnouncementState:
        """Announce it."""
        return operations.announce(new, by=self.me, now=self.now)

    def done(self, said: str) -> HttpResponse:
        """Lead back to the case."""
        self.note_case(Action.ANNOUNCED, self.kind.value)
        self.request.session[SAID] = said
        return redirect("console:case", case_id=self.case.case_id)


def _fault(people: People) -> str:
    if people.unknown:
        return f"There is no crime with this reference: {', '.join(people.unknown[:5])}. Correct it or take it out."
    return "There is no victim in these cases who may be told by Waypost. Tell them yourself."
