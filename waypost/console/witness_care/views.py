"""The pages of the witness care unit. Each parses, makes one call, answers; nothing is changed here."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse

from waypost.access.permissions import Action
from waypost.base.csv_cells import csv_table
from waypost.base.pages.dates import say_day, say_moment
from waypost.console.doors import StaffView
from waypost.console.witness_care import queries
from waypost.console.witness_care.choosing import place_text, read_choice, read_place
from waypost.console.witness_care.presentation import HearingLine

COLUMNS = ("When", "Court", "Case", "Hearing", "Stands", "Was", "Who must attend", "Needs", "Warned", "Told", "Result")


class HearingsView(StaffView):
    """A page of hearings; which cases stood on it is written down."""

    look = Action.STAFF_HEARINGS_VIEWED

    def note_lines(self, lines: Iterable[HearingLine], *what: str) -> None:
        """Write down what was looked at: the kind of list, and the cases by our ids."""
        cases = dict.fromkeys(f"case:{one.case_id}" for one in lines)
        self.note(self.look, fields=[*what, *cases])


class Week(HearingsView):
    """The hearings of a week."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page of them, day by day."""
        choice = read_choice(request.GET.dict(), now=self.now)
        found = queries.week(choice, by=self.me, limit=queries.PAGE_SIZE, now=self.now)
        self.note_lines(found.lines, "week", choice.monday.isoformat())
        days = [(say_day(next_.at), [next_, *rest]) for _, (next_, *rest) in groupby(found.lines, lambda one: one.day)]
        return self.page(
            "witness_care/week",
            choice=choice,
            monday=say_day(choice.since),
            days=days,
            courts=queries.courts(choice, by=self.me),
            before=choice.moved(-1).query,
            later=choice.moved(1).query,
            first=choice.going_on(None).query if choice.after else "",
            next=choice.going_on(found.after).query if found.after else "",
            file=choice.going_on(None).query,
        )


class WeekFile(HearingsView):
    """The same as a file for a spreadsheet."""

    look = Action.STAFF_HEARINGS_EXPORTED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer with the file; more lines than one may hold are refused, never cut off unseen."""
        choice = read_choice(request.GET.dict(), now=self.now).going_on(None)
        found = queries.week(choice, by=self.me, limit=queries.MOST_IN_A_FILE, now=self.now)
        if found.after is not None:
            self.note(self.look, fields=["refused"])
            return self.problem(
                400,
                "That is too much for one file",
                f"A file holds {queries.MOST_IN_A_FILE:,} hearings at most. Choose one court.",
            )
        self.note_lines(found.lines, "file", choice.monday.isoformat())
        name = f"hearings-{choice.monday.isoformat()}.csv"
        return HttpResponse(
            csv_table(COLUMNS, map(cells, found.lines)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )


class Changed(HearingsView):
    """What is new, moved or off."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page, the last first."""
        after = read_place(request.GET.get("after", ""))
        found = queries.changed(after=after, by=self.me, now=self.now)
        self.note_lines(found.lines, "changed")
        return self.page("witness_care/changed", lines=found.lines, is_first=after is None, next=_next(found))


class Results(HearingsView):
    """What courts have decided, and who has to be told."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show one page, the last first."""
        after = read_place(request.GET.get("after", ""))
        found = queries.results(after=after, by=self.me, now=self.now)
        self.note_lines(found.lines, "results")
        return self.page("witness_care/results", lines=found.lines, is_first=after is None, next=_next(found))


def cells(line: HearingLine) -> Sequence[str]:
    """Return one line of the file."""
    return (
        say_moment(line.at),
        line.court,
        line.reference,
        line.kind,
        line.status,
        line.was,
        "; ".join(one.who for one in line.attend),
        "; ".join(need for one in line.attend for need in one.needs),
        "; ".join(one.warned for one in line.attend),
        "; ".join(f"{one.who}: {one.sentence}" for one in line.told),
        line.result,
    )


def _next(found: queries.Lines) -> str:
    return urlencode({"after": place_text(found.after)}) if found.after else ""
