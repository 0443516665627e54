"""The page of one case, of one message, and of why. Each parses, makes one call, answers."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from waypost.access.permissions import Action, Permission
from waypost.console.case_doors import CaseView
from waypost.console.case_page import queries
from waypost.console.case_page.presentation import read_place
from waypost.console.finding.calls import call_control
from waypost.console.standing import Standing, standing

SAID = "case_said"


class CasePage(CaseView):
    """A page about one case, with what the viewer may do about it."""

    def may(self, permission: Permission) -> bool:
        """Whether the viewer may do this about this case."""
        return standing(self.looker, self.case, permission=permission) is Standing.OPEN

    def powers(self) -> dict[str, bool]:
        """Return what the viewer may do, by the names that the templates use."""
        return {
            "mend": self.may(Permission.MEND_MESSAGES),
            "freeze": self.may(Permission.FREEZE),
            "lift": self.may(Permission.LIFT_FREEZE),
            "reply": self.may(Permission.REPLY),
            "log_call": self.may(Permission.LOG_CALL),
            "record_matter": self.may(Permission.RECORD_MATTER),
            "decide_matter": self.may(Permission.DECIDE_MATTER),
            "plan_appeal": self.may(Permission.PLAN_APPEAL),
        }


class Case(CasePage):
    """What happens with a case: first what a caller may hear."""

    look = Action.STAFF_CASE_VIEWED

    def get(self, request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Show it."""
        after = read_place(request.GET.get("after", ""))
        page = queries.whole_page(self.case, after=after, by=self.me, now=self.now)
        self.note_case(self.look, "people", "contact_plan", "messages", "thread", "timeline")
        said = request.session.pop(SAID, None)
        calls = call_control(request, by=self.me, now=self.now, case_id=self.case.case_id)
        return self.page(
            "case_page/case",
            shown=page.shown,
            may=self.powers(),
            said=said,
            is_first=after is None,
            calls=calls,
            matters=page.matters,
            closed=page.closed,
        )


class Message(CasePage):
    """One message: its exact words, what became of it, and why it went or did not."""

    look = Action.STAFF_MESSAGE_VIEWED

    def get(self, request: HttpRequest, message: UUID, **_kwargs: object) -> HttpResponse:
        """Show it."""
        shown = queries.message_page(message, self.case, by=self.me)
        if shown is None:
            return self.not_there()
        self.note(
            self.look, case_id=self.case.case_id, person_id=shown.person_id, fields=[str(message), "text", "receipts"]
        )
        said = request.session.pop(SAID, None)
        return self.page("case_page/message", shown=shown, case=self.case, may=self.powers(), said=said)


class Explain(CasePage):
    """Everything that was decided in a case, and why."""

    look = Action.STAFF_CASE_EXPLAINED

    def get(self, _request: HttpRequest, **_kwargs: object) -> HttpResponse:
        """Show it."""
        chapters = queries.explained(self.case, by=self.me)
        self.note_case(self.look, "decisions")
        return self.page("case_page/why", chapters=chapters, case=self.case)
