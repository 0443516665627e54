"""The auditor's pages. Each parses, makes one call, answers; every look at the log is a line of the log."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from waypost.access.alarms import UnknownAlarm, mark_seen
from waypost.access.permissions import Action
from waypost.base.csv_cells import csv_table
from waypost.base.values import CaseId
from waypost.console.auditing import queries
from waypost.console.auditing.choosing import Choice, read_choice
from waypost.console.auditing.presentation import COLUMNS, action_words
from waypost.console.doors import StaffView

_SAID = "staff_said"
_MOST = queries.MOST_TOGETHER
_NOBODY = ("Nobody has looked at this case", "It may never have been here.")


class LogView(StaffView):
    """A page about the log of the force."""

    look = Action.AUDIT_VIEWED

    def choice(self) -> Choice:
        """Return what the address asks for."""
        return read_choice(self.request.GET.dict(), now=self.now)

    def note_look(self, choice: Choice, *more: str, case_id: CaseId | None = None) -> None:
        """Write down which filters were used and which days were asked for, never by which values."""
        days = (choice.first.isoformat(), choice.last.isoformat())
        self.note(self.look, case_id=case_id, fields=[*more, *choice.used, *days])


class Log(LogView):
    """The log, filtered."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show one page of it."""
        choice = self.choice()
        rows, more = queries.log_page(choice, by=self.me)
        self.note_look(choice)
        return self.page(
            "auditing/log",
            choice=choice,
            faults=dict(choice.faults),
            rows=rows,
            actions=sorted(action_words().items(), key=lambda pair: pair[1]),
            next=choice.going_on(more).query if more else "",
            first=choice.going_on(None).query if choice.after else "",
            download=choice.going_on(None).query,
        )


class LogFile(LogView):
    """The log as a file for a spreadsheet."""

    look = Action.AUDIT_EXPORTED

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Answer with the file; more lines than one may hold are refused, never cut off unseen."""
        choice = self.choice()
        rows = queries.export(choice, by=self.me)
        if rows is None:
            self.note_look(choice, "refused")
            return self.problem(
                400,
                "That is too much for one file",
                f"A file holds {queries.MOST_EXPORTED:,} lines at most. Choose fewer days, or one person or case.",
            )
        self.note_look(choice, f"{len(rows)} lines")
        name = f"audit-{choice.first.isoformat()}-{choice.last.isoformat()}.csv"
        body = csv_table(COLUMNS, (row.cells for row in rows))
        return HttpResponse(
            body,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )


class StaffLooks(LogView):
    """What one member of staff looked at."""

    def get(self, _request: HttpRequest, staff_id: UUID) -> HttpResponse:
        """Show the cases, the last first."""
        choice = self.choice()
        found = queries.cases_of_staff(staff_id, choice, by=self.me)
        self.note_look(choice, "one_person", str(staff_id))
        if found is None:
            return self.problem(404, "We cannot find this person", "Go back to the log and choose somebody there.")
        member, rows = found
        return self.page(
            "auditing/person", member=member, rows=rows, choice=choice, faults=dict(choice.faults), most=_MOST
        )


class CaseLooks(LogView):
    """Who looked at one case."""

    def get(self, _request: HttpRequest, case: int) -> HttpResponse:
        """Show them, the last first."""
        case_id = CaseId(case)
        reference, rows = queries.lookers_of_case(case_id, by=self.me)
        self.note(self.look, case_id=case_id, fields=["one_case"])
        if not rows:
            return self.problem(404, *_NOBODY)
        return self.page("auditing/case", reference=reference, rows=rows, most=_MOST)


class Alarms(StaffView):
    """What somebody should look at."""

    look = Action.ALARMS_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them."""
        after = _place(request.GET.get("after", ""))
        rows, more = queries.alarms_page(after=after, by=self.me)
        return self.page(
            "auditing/alarms",
            rows=rows,
            is_first=after is None,
            next=urlencode({"after": more}) if more else "",
            said=request.session.pop(_SAID, None),
        )


class AlarmSeen(StaffView):
    """Where an auditor says that they have looked at an alarm."""

    look = Action.ALARM_SEEN

    def get(self, _request: HttpRequest, alarm: UUID) -> HttpResponse:
        """Lead to the list: a browser comes here when it opens an address again."""
        del alarm
        self._is_noted = True
        return redirect("console:audit-alarms")

    def post(self, request: HttpRequest, alarm: UUID) -> HttpResponse:
        """Note it, and lead back."""
        try:
            mark_seen(alarm, by=self.me, now=self.now)
        except UnknownAlarm:
            self.note(Action.STAFF_PAGE_REFUSED, fields=["alarm"])
            return self.problem(
                404, "We cannot find this alarm", "It was never here, or it is about you and somebody else looks at it."
            )
        self._is_noted = True
        request.session[_SAID] = "The alarm is marked as seen."
        return redirect("console:audit-alarms")


def _place(said: str) -> tuple[datetime, UUID] | None:
    moment, _, alarm_id = said.partition("~")
    try:
        at, found = datetime.fromisoformat(moment), UUID(alarm_id)
    except ValueError:
        return None
    return (at, found) if at.tzinfo else None
