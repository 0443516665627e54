"""The pages of staff. Each parses, makes one call, answers."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from waypost.access.permission_map import scope_of
from waypost.access.permissions import Action, Permission
from waypost.cases.same_person.values import Decision, PairState
from waypost.console import operations, queries
from waypost.console.choosing import first_choice, read_choice
from waypost.console.doors import StaffView
from waypost.console.forms import LONGEST_NOTE, CallForm, ConfirmForm, DoneForm, RefuseForm, new_call_form
from waypost.console.navigation import first_page
from waypost.console.presentation import ItemView
from waypost.worklist.rules.mending import chosen
from waypost.worklist.rules.same_people import decision_of, pair_of_matter
from waypost.worklist.values import Answer, CallOutcome, ItemFacts, ItemKind, ItemState

_CHOSEN, _SAID = "staff_chosen", "staff_said"
_WRITTEN = ("text", "note", "why")


class Home(StaffView):
    """The first page of staff, by what they do."""

    look = Action.STAFF_HOME_VIEWED

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Lead to where their day begins."""
        return redirect(first_page(self.me.roles))


class Worklist(StaffView):
    """What must be done, the most urgent first."""

    look = Action.STAFF_WORKLIST_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of it."""
        choice = read_choice(request.GET.dict(), otherwise=first_choice(self.me.roles))
        shown = queries.worklist_page(choice, by=self.me, now=self.now)
        self.note(self.look, fields=[str(line.item_id) for line in shown.lines])
        request.session[_CHOSEN] = choice.query
        return self.page("worklist", shown=shown, said=request.session.pop(_SAID, None))


class ItemPage(StaffView):
    """A page about one item: one that the viewer may not see is not found, and the asking is written down."""

    look = Action.STAFF_ITEM_VIEWED

    def show(self, item_id: UUID, *, typed: forms.Form | None = None) -> HttpResponse:
        """Answer with the page of an item; `typed` is what could not be taken as it was."""
        shown = queries.item_page(item_id, by=self.me, now=self.now)
        if shown is None:
            return self.not_there()
        self.note(self.look, case_id=shown.case_id, person_id=shown.person_id, fields=[str(item_id), *shown.seen])
        if typed is not None and not shown.item.is_open:
            return self.too_late(shown.item)
        blank = {
            "confirm": ConfirmForm(initial={"text": shown.item.draft}),
            "refuse": RefuseForm(),
            "call": new_call_form(self.now),
            "done": DoneForm(),
        }
        filled = {name: typed if type(typed) is type(form) else form for name, form in blank.items()}
        return self.page(
            "item",
            item=shown.item,
            form=typed,
            forms=filled,
            way_back=self.way_back(),
            longest_note=LONGEST_NOTE,
            about=(shown.case_id, shown.person_id),
            may_see_case=shown.case_id is not None and scope_of(self.me.roles, Permission.SEE_CASE) is not None,
        )

    def not_there(self) -> HttpResponse:
        """Answer alike for what is not there and for what is not this person's to see."""
        self.note(Action.STAFF_ITEM_REFUSED)
        return self.problem(
            404,
            "We cannot find this item",
            "It may be with somebody else now, or it was never here.",
            "Go to the worklist to see what is there for you.",
        )

    def too_late(self, item: ItemView) -> HttpResponse:
        """Show what became of the item, beside what was typed: nothing of it is lost."""
        response = self.page("too-late", item=item, typed=_typed(self.request), way_back=self.way_back())
        response.status_code = 409
        return response

    def way_back(self) -> str:
        """Return the list as this browser last had it."""
        chosen = self.request.session.get(_CHOSEN, "")
        return f"{reverse('console:worklist')}?{chosen}" if chosen else reverse("console:worklist")


class Item(ItemPage):
    """One item: what is asked, why, about whom, and where to answer."""

    def get(self, _request: HttpRequest, item: UUID) -> HttpResponse:
        """Show it; who must give a reason for its case is led there first."""
        case_id = queries.case_to_open_first(item, by=self.me, now=self.now)
        if case_id is None:
            return self.show(item)
        self.note(Action.STAFF_REASON_ASKED, case_id=case_id, fields=[str(item)])
        return redirect("console:case-reason", case_id=case_id)


class AnswerPage(ItemPage, ABC):
    """Where an answer is posted, for items of some `kinds`; `said` is what the list says afterwards."""

    kinds: ClassVar[frozenset[ItemKind]]
    said: ClassVar[str]

    def get(self, _request: HttpRequest, item: UUID) -> HttpResponse:
        """Lead to the item: a browser comes here when it opens an address again."""
        return redirect("console:item", item=item)

    def post(self, request: HttpRequest, item: UUID) -> HttpResponse:
        """Take the answer, and lead back to the list."""
        form = self.read(request)
        if not form.is_valid():
            return self.show(item, typed=form)
        answer = self.answer(form)
        try:
            answered = operations.answer_item(item, answer, kinds=self.kinds, by=self.me, now=self.now)
        except operations.NotThere:
            return self.not_there()
        except operations.AnsweredMeanwhile:
            return self.show(item, typed=form)
        except operations.NotTaken as fault:
            for sentence in fault.sentences:
                form.add_error(next(iter(form.fields)), sentence)
            return self.show(item, typed=form)
        self._is_noted = True
        request.session[_SAID] = self.sentence(answer, answered)
        return redirect(self.way_back())

    @abstractmethod
    def read(self, request: HttpRequest) -> forms.Form:
        """Return the form as it was posted."""

    @abstractmethod
    def answer(self, form: forms.Form) -> Answer:
        """Return the answer that a form without faults holds."""

    def sentence(self, _answer: Answer, _item: ItemFacts) -> str:
        """Return what the list says when the answer was taken."""
        return self.said

    def turn_away(self, permission: Permission) -> HttpResponse | None:
        """Show what was typed to whoever was signed out meanwhile, before they sign in again: nothing of it is lost."""
        if self.staff is not None or self.request.method != "POST":
            return super().turn_away(permission)
        response = self.page("signed-out-meanwhile", typed=_typed(self.request), item=str(self.kwargs["item"]))
        response.status_code = 403
        return response


class Confirm(AnswerPage):
    """A draft is confirmed, as it is or as the officer changed it."""

    kinds = frozenset({ItemKind.CONFIRM})
    said = "The message is confirmed. It goes when every safety check has passed once more."

    def read(self, request: HttpRequest) -> forms.Form:
        """Return the form as it was posted."""
        return ConfirmForm(request.POST)

    def answer(self, form: forms.Form) -> Answer:
        """Return the confirmation; whether the text was changed is seen behind `operations`."""
        return Answer(ItemState.DONE, self.now, by=self.me.collar_number, text=form.cleaned_data["text"] or None)


class Refuse(AnswerPage):
    """Nothing is sent, or nobody is told."""

    kinds = frozenset({ItemKind.CONFIRM, ItemKind.CALL, ItemKind.MEND})
    said = "It is refused. Nothing of it will be sent."

    def read(self, request: HttpRequest) -> forms.Form:
        """Return the form as it was posted."""
        return RefuseForm(request.POST)

    def answer(self, form: forms.Form) -> Answer:
        """Return the refusal with its reason."""
        why = form.cleaned_data["why"]
        return Answer(ItemState.REFUSED, self.now, by=self.me.collar_number, note=why)


class Call(AnswerPage):
    """A call is recorded."""

    kinds = frozenset({ItemKind.CALL})
    said = "The call is recorded. What waited for it goes in writing when every safety check has passed once more."
    otherwise: ClassVar[Mapping[CallOutcome | None, str]] = {
        CallOutcome.NO_ANSWER: "The call is recorded. It stays in the list until somebody has spoken to them.",
        CallOutcome.UNSAFE: "The call is recorded. Nothing is written to them, and the officer in the case is asked.",
    }

    def read(self, request: HttpRequest) -> forms.Form:
        """Return the form as it was posted."""
        return CallForm(request.POST, now=self.now)

    def answer(self, form: forms.Form) -> Answer:
        """Return what became of the call, at the moment of the call."""
        return Answer(
            ItemState.DONE,
            form.cleaned_data["moment"],
            by=self.me.collar_number,
            note=form.cleaned_data["note"] or None,
            call=CallOutcome(form.cleaned_data["outcome"]),
        )

    def sentence(self, answer: Answer, _item: ItemFacts) -> str:
        """Return what the list says when the answer was taken."""
        return self.otherwise.get(answer.call, self.said)


class Done(AnswerPage):
    """A victim was answered in the crime system, or a record was put right there."""

    kinds = frozenset({ItemKind.REPLY, ItemKind.MEND})
    said = "It is marked as done."
    joined: ClassVar[str] = "The two count as one person from now on."
    not_joined: ClassVar[str] = "It is marked as done. The two count as two: only the word same joins them."
    confirmed: ClassVar[str] = "The contact is confirmed. It is used when every safety check has passed."
    not_confirmed: ClassVar[str] = "It is marked as done. No contact was confirmed: what Waypost suggested is not used."

    def read(self, request: HttpRequest) -> forms.Form:
        """Return the form as it was posted."""
        return DoneForm(request.POST)

    def sentence(self, answer: Answer, item: ItemFacts) -> str:
        """Return what the list says: whether a contact that was suggested is used now is never left open."""
        if pair_of_matter(item.matter) is not None:
            is_same = decision_of(answer.state, answer.note, PairState.PROPOSED) is Decision.CONFIRM
            return self.joined if is_same else self.not_joined
        if not item.offers:
            return self.said
        return self.confirmed if chosen(item.offers, answer.note) else self.not_confirmed

    def answer(self, form: forms.Form) -> Answer:
        """Return what was done."""
        return Answer(ItemState.DONE, self.now, by=self.me.collar_number, note=form.cleaned_data["note"])


def _typed(request: HttpRequest) -> list[str]:
    """Return what somebody wrote in a form, whatever became of it."""
    return [words for name in _WRITTEN if (words := request.POST.get(name, "").strip())]
