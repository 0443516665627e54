"""My victims: who waits for what, since when, and which clock ends next."""

from django.http import HttpRequest, HttpResponse

from waypost.access.permissions import Action
from waypost.console.doors import StaffView
from waypost.console.officer.victims import victims_page
from waypost.console.officer.waiting import read_victim_choice


class MyVictims(StaffView):
    """The victims of somebody's own cases and of those that they cover, the most urgent first."""

    look = Action.STAFF_VICTIMS_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        shown = victims_page(read_victim_choice(request.GET.dict()), by=self.me, now=self.now)
        self.note(self.look, fields=[f"case:{line.case_id}" for line in shown.lines])
        return self.page("officer/my-victims", shown=shown)
