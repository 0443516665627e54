"""The pages of threads: who waits for an answer, one thread, and what staff say of it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.permissions import Action, Permission
from waypost.base.values import PersonId
from waypost.console.case_doors import CaseView
from waypost.console.doors import StaffView
from waypost.console.standing import Standing, standing
from waypost.console.threads.choosing import read_thread_choice
from waypost.console.threads.queries import thread_page, waiting_page
from waypost.messages.operations.reading import UnknownMessage, mark_read, say_not_so
from waypost.messages.triage.values import Label

_SAID = "thread_said"
_READ = "It is written down that you have read this. Whoever was asked for an answer is asked still."
_NOT_SO = "It is written down that it is not so. What was asked for because of it stays open until somebody answers it."


class Threads(StaffView):
    """Who waits for an answer, what is due first first."""

    look = Action.THREADS_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        shown = waiting_page(read_thread_choice(request.GET.dict()), by=self.me, now=self.now)
        self.note(self.look, fields=[f"case:{line.case_id}" for line in shown.lines])
        return self.page("threads/waiting", shown=shown)


class Thread(CaseView):
    """What one person of a case and staff wrote to each other."""

    look = Action.THREAD_VIEWED

    def get(self, request: HttpRequest, case_id: int, person_id: int) -> HttpResponse:  # noqa: ARG002 - it is open
        """Show it, the newest first."""
        shown = thread_page(PersonId(person_id), self.case, by=self.me, now=self.now)
        if shown is None:
            return self.not_there()
        self.note(self.look, case_id=self.case.case_id, person_id=shown.person_id, fields=["thread"])
        said = request.session.pop(_SAID, None)
        may_write = standing(self.looker, self.case, permission=Permission.REPLY) is Standing.OPEN
        return self.page("threads/thread", shown=shown, case=self.case, said=said, may_write=may_write)


class Read(CaseView):
    """Where somebody says that they have read what a victim wrote."""

    look = Action.THREAD_VIEWED

    def get(self, _request: HttpRequest, case_id: int, person_id: int) -> HttpResponse:
        """Lead to the thread: a browser comes here when it opens an address again."""
        return redirect("console:thread", case_id=case_id, person_id=person_id)

    def post(self, request: HttpRequest, case_id: int, person_id: int) -> HttpResponse:
        """Write down what was on the page, and not what came meanwhile."""
        found = [one for one in map(_uuid, request.POST.getlist("message")) if one is not None]
        mark_read(found, PersonId(person_id), case_id=self.case.case_id, by=self.me, now=self.now)
        self._is_noted = True
        request.session[_SAID] = _READ
        return redirect("console:thread", case_id=case_id, person_id=person_id)


class NotSo(CaseView):
    """Where somebody says that a message is not what it sounds like."""

    look = Action.THREAD_VIEWED

    def get(self, _request: HttpRequest, case_id: int, person_id: int) -> HttpResponse:
        """Lead to the thread."""
        return redirect("console:thread", case_id=case_id, person_id=person_id)

    def post(self, request: HttpRequest, case_id: int, person_id: int) -> HttpResponse:
        """Write it down, for who measures the rules."""
        message, label = _uuid(request.POST.get("message", "")), request.POST.get("label", "")
        if message is None or label not in set(Label):
            return self.not_there()
        try:
            say_not_so(message, Label(label), PersonId(person_id), case_id=self.case.case_id, by=self.me, now=self.now)
        except UnknownMessage:
            return self.not_there()
        self._is_noted = True
        request.session[_SAID] = _NOT_SO
        return redirect("console:thread", case_id=case_id, person_id=person_id)


def _uuid(written: str) -> UUID | None:
    try:
        return UUID(written)
    except ValueError:
        return None
