"""Complaints, reviews and data-protection complaints. Each page parses, makes one call, answers."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.permissions import Action
from waypost.base.clock import LONDON
from waypost.base.values import PersonId
from waypost.console.case_doors import CaseView
from waypost.console.case_page.views import SAID
from waypost.console.doors import StaffView
from waypost.console.matters import presentation, queries
from waypost.console.matters.forms import DecideForm, EndForm, RecordForm
from waypost.worklist.matters import operations
from waypost.worklist.matters.values import BadMatter, MatterFacts, MatterKind, NewMatter, NoSuchMatter, NotPossible

_SAID = "matter_said"


class Matters(StaffView):
    """What is open, for whoever decides it."""

    look = Action.MATTERS_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show a page of it."""
        said = request.GET.get("from", "")
        skip = int(said) if said.isascii() and said.isdecimal() and len(said) < 5 else 0
        today = self.now.astimezone(LONDON).date()
        lines, after = queries.open_lines(self.me, scope=self.scope, skip=skip, now=self.now, today=today)
        self.note(self.look, fields=[str(one.matter_id) for one in lines])
        return self.page("matters/list", lines=lines, after=after, is_first=skip == 0)


class Record(CaseView):
    """Where one that came by phone or letter is taken down."""

    look = Action.MATTER_VIEWED

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Show the form."""
        return self._show(self._form())

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Record it, and say what follows."""
        form = self._form(request.POST)
        if not form.is_valid():
            return self._show(form)
        new = NewMatter(
            matter_id=form.id,
            case_id=self.case.case_id,
            person_id=PersonId(int(form.cleaned_data["person"])),
            kind=form.cleaned_data["kind"],
            came_by=form.cleaned_data["came_by"],
            received_on=form.cleaned_data["received_on"],
            text=form.cleaned_data["text"],
        )
        try:
            operations.record_matter(new, by=self.me, now=self.now)
        except BadMatter as fault:
            form.add_error(None, fault.sentence)
            return self._show(form)
        self._is_noted = True
        request.session[SAID] = f"{presentation.what(new.kind)} recorded. {_follows('recorded', new.kind)}"
        return redirect("console:case", case_id=self.case.case_id)

    def _form(self, data: Mapping[str, object] | None = None) -> RecordForm:
        return RecordForm(
            data,
            kinds=presentation.kinds(),
            people=presentation.people(self.case),
            ways=presentation.ways(),
            today=self.now.astimezone(LONDON).date(),
        )

    def _show(self, form: RecordForm) -> HttpResponse:
        self.note_case(self.look, "people")
        follows = [(presentation.what(kind), _follows("recorded", kind)) for kind in MatterKind]
        return self.page("matters/record", case=self.case, form=form, follows=follows)


class MatterPage(CaseView):
    """A page about one of them."""

    look = Action.MATTER_VIEWED

    def found(self) -> tuple[MatterFacts, presentation.Shown] | None:
        """Return which one, or None where the case has none of that id."""
        return queries.one_matter(self.matter_id, self.case, today=self.now.astimezone(LONDON).date())

    @property
    def matter_id(self) -> UUID:
        """Return its id."""
        found: UUID = self.kwargs["matter"]
        return found

    def note_matter(self) -> None:
        """Write down that it was looked at."""
        self.note_case(self.look, str(self.matter_id))


class Matter(MatterPage):
    """One of them: what they say, by when what is owed, what may be done."""

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Show it."""
        found = self.found()
        if found is None:
            return self.not_there()
        self.note_matter()
        return self.page("matters/matter", case=self.case, shown=found[1], said=request.session.pop(_SAID, None))


class Step(MatterPage, ABC):
    """A page on which one of them is brought one step on: first it says what follows, then there is a button."""

    title: ClassVar[str]
    button: ClassVar[str]

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Show what will happen."""
        found = self.found()
        return self.show(found[0], found[1], self.form(found[0])) if found else self.not_there()

    def post(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Do it, and lead back."""
        found = self.found()
        if found is None:
            return self.not_there()
        form = self.form(found[0], request.POST)
        if not form.is_valid():
            return self.show(found[0], found[1], form)
        try:
            said = self.act(found[0], form)
        except NoSuchMatter:
            return self.not_there()
        except (BadMatter, NotPossible) as fault:
            form.add_error(None, fault.sentence)
            return self.show(found[0], found[1], form)
        self._is_noted = True
        request.session[_SAID] = said
        return redirect("console:matter", case_id=self.case.case_id, matter=self.matter_id)

    def show(self, matter: MatterFacts, shown: presentation.Shown, form: forms.Form) -> HttpResponse:
        """Answer with the page; `form` may hold what could not be taken."""
        self.note_matter()
        says = self.says(matter)
        return self.page("matters/step", case=self.case, shown=shown, step=self, form=form, says=says)

    @abstractmethod
    def form(self, matter: MatterFacts, data: Mapping[str, object] | None = None) -> forms.Form:
        """Return the form, as it was posted or blank."""

    @abstractmethod
    def says(self, matter: MatterFacts) -> str:
        """Return what will happen."""

    @abstractmethod
    def act(self, matter: MatterFacts, form: forms.Form) -> str:
        """Do it, and return what the next page says of it."""


class Acknowledge(Step):
    """The person was told that we have it."""

    title, button = "Mark it as acknowledged", "Mark it as acknowledged"

    def form(self, matter: MatterFacts, data: Mapping[str, object] | None = None) -> forms.Form:  # noqa: ARG002
        """Return a form without fields."""
        return forms.Form(data)

    def says(self, matter: MatterFacts) -> str:  # noqa: ARG002 - the same of all
        """Return what will happen."""
        return (
            "Do this when the person has been told that we have it: see on the page of the case what was sent, or tell "
            "them yourself. You are asked for the answer next."
        )

    def act(self, matter: MatterFacts, form: forms.Form) -> str:  # noqa: ARG002 - it holds nothing
        """Mark it."""
        operations.acknowledge_matter(matter.matter_id, case_id=self.case.case_id, by=self.me, now=self.now)
        return "It is marked as acknowledged."


class Decide(Step):
    """What was found."""

    title, button = "Decide it", "Keep the decision"

    def form(self, matter: MatterFacts, data: Mapping[str, object] | None = None) -> forms.Form:
        """Return the form."""
        return DecideForm(data, findings=presentation.findings(matter))

    def says(self, matter: MatterFacts) -> str:
        """Return what will happen."""
        return f"It cannot be changed afterwards. {_follows('decided', matter.kind)}"

    def act(self, matter: MatterFacts, form: forms.Form) -> str:
        """Decide it."""
        operations.decide_matter(
            matter.matter_id,
            form.cleaned_data["finding"],
            found=form.cleaned_data["found"],
            case_id=self.case.case_id,
            by=self.me,
            now=self.now,
        )
        return f"The decision is kept. {_follows('decided', matter.kind)}"


class Close(Step):
    """Nothing more is to be done."""

    title, button = "Close it", "Close it"

    def form(self, matter: MatterFacts, data: Mapping[str, object] | None = None) -> forms.Form:
        """Return the form."""
        return EndForm(data, endings=presentation.endings(matter))

    def says(self, matter: MatterFacts) -> str:  # noqa: ARG002 - the same of all
        """Return what will happen."""
        return "It leaves the list and nobody is asked about it any more. What was sent already is not taken back."

    def act(self, matter: MatterFacts, form: forms.Form) -> str:
        """Close it."""
        operations.close_matter(
            matter.matter_id, form.cleaned_data["ending"], case_id=self.case.case_id, by=self.me, now=self.now
        )
        return "It is closed."


def _follows(when: str, kind: MatterKind) -> str:
    return str(presentation.words()[when][kind.value])
