"""The log of messages, on a page and as a file. It holds no name, no number and no words of a message."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from waypost.access.permissions import Action
from waypost.base.clock import LONDON
from waypost.base.csv_cells import csv_table
from waypost.base.pages.dates import say_moment
from waypost.cases.briefs import CaseBrief, briefs_of
from waypost.cases.whose import cases_called
from waypost.console.administering.choosing import Choice, read_choice
from waypost.console.administering.queries import text_names
from waypost.console.administering.views import AdminView
from waypost.console.administering.words import admin_words
from waypost.messages.log_queries import LogChoice, LogLine, LogPlace, log_page
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import Reason

PAGE_SIZE = 50
MOST_EXPORTED = 20_000
"""Lines in one file: who needs more asks for fewer days."""
COLUMNS = ("planned", "state", "why", "channel", "text", "journey", "case", "sent", "arrived", "message")
_SEALED = "A sealed case"


@dataclass(frozen=True)
class Row:
    """One message as the page and the file show it."""

    line: LogLine
    case: str

    @property
    def planned(self) -> str:
        """When it was planned, in London."""
        return say_moment(self.line.planned_at)

    @property
    def state(self) -> str:
        """Where it stands."""
        words = admin_words().message_states[self.line.state.value]
        return f"{words}, as nothing came back" if self.line.is_inferred else words

    @property
    def why(self) -> str:
        """Why it stands still, or never goes."""
        return MEANINGS[self.line.reason].sentence if self.line.reason else ""

    @property
    def channel(self) -> str:
        """By which channel."""
        return admin_words().channels[self.line.channel.value]

    @property
    def cells(self) -> Sequence[object]:
        """The row of the CSV file, in the order of `COLUMNS`."""
        line = self.line
        moments = [
            moment.astimezone(LONDON).isoformat(timespec="seconds") if moment else ""
            for moment in (line.planned_at, line.handed_over_at, line.delivered_at)
        ]
        planned, sent, arrived = moments
        return (
            planned,
            self.state,
            self.why,
            self.channel,
            line.template,
            line.journey,
            self.case,
            sent,
            arrived,
            line.message_id,
        )


class LogView(AdminView):
    """A page about the messages of the force."""

    look = Action.STAFF_LOG_VIEWED

    def choice(self) -> Choice:
        """Return what the address asks for."""
        return read_choice(self.request.GET.dict(), now=self.now)

    def rows(self, choice: Choice, *, after: LogPlace | None, size: int) -> tuple[Sequence[Row], LogPlace | None]:
        """Return up to `size` lines, and where the next ones begin; three queries."""
        force, cases = self.me.force, None
        if choice.case:
            found = briefs_of(cases_called(choice.case, force=force), force=force)
            # Whoever may not know that there is such a case learns nothing by asking.
            cases = [brief.case_id for brief in found.values() if not brief.is_sealed]
        wanted = LogChoice(
            since=choice.since,
            until=choice.until,
            state=choice.state,
            channel=choice.channel,
            template=choice.template,
            reason=choice.reason,
            cases=cases,
        )
        lines = log_page(wanted, force=force, after=after, limit=size + 1)
        briefs = briefs_of([line.case_id for line in lines[:size]], force=force)
        rows = [Row(line, called(briefs.get(line.case_id))) for line in lines[:size]]
        return rows, lines[size - 1].place if len(lines) > size else None

    def note_look(self, choice: Choice, *more: str) -> None:
        """Write down which filters were used, and for which days."""
        self.note(self.look, fields=[*more, *choice.used, choice.first.isoformat(), choice.last.isoformat()])


class Log(LogView):
    """The log, filtered."""

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Show one page of it."""
        choice = self.choice()
        rows, more = self.rows(choice, after=choice.after, size=PAGE_SIZE)
        self.note_look(choice)
        return self.page(
            "administering/log",
            choice=choice,
            faults=dict(choice.faults),
            rows=rows,
            words=admin_words(),
            reasons=reason_words(),
            texts=[(name, name) for name in text_names()],
            next=choice.going_on(more).query if more else "",
            first=choice.going_on(None).query if choice.after else "",
            download=choice.going_on(None).query,
        )


class LogFile(LogView):
    """The log as a file for a spreadsheet."""

    look = Action.STAFF_LOG_EXPORTED

    def get(self, _request: HttpRequest) -> HttpResponse:
        """Answer with the file; more lines than one may hold are refused, never cut off unseen."""
        choice = self.choice()
        rows, more = self.rows(choice, after=None, size=MOST_EXPORTED)
        if more is not None:
            self.note_look(choice, "refused")
            return self.problem(
                400,
                "That is too much for one file",
                f"A file holds {MOST_EXPORTED:,} lines at most. Choose fewer days, or one text or state.",
            )
        self.note_look(choice, f"{len(rows)} lines")
        name = f"messages-{choice.first.isoformat()}-{choice.last.isoformat()}.csv"
        return HttpResponse(
            csv_table(COLUMNS, (row.cells for row in rows)),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
        )


def reason_words() -> Sequence[tuple[str, str]]:
    """Return the reasons for a list to choose from, in few words; the sentence stands with each message."""
    return sorted((reason.value, reason.value.replace("_", " ").capitalize()) for reason in Reason)


def called(brief: CaseBrief | None) -> str:
    """Return what a case is called here: of a sealed one nothing is said."""
    if brief is None:
        return ""
    return _SEALED if brief.is_sealed else brief.reference
