"""The page of figures. It parses, makes one call, answers."""

from django.http import HttpRequest, HttpResponse

from waypost.access.permissions import Action
from waypost.base.clock import LONDON
from waypost.console.doors import StaffView
from waypost.console.figures.queries import figures_of
from waypost.reports.lines import line_plot
from waypost.reports.plots import bar_plot

_WEEKS = (4, 8, 13)


class Figures(StaffView):
    """Why people call, how many of the calls could have been avoided, how long answers take."""

    look = Action.STAFF_FIGURES_VIEWED

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the weeks that were chosen."""
        wanted = request.GET.get("weeks", "")
        weeks = int(wanted) if wanted in map(str, _WEEKS) else _WEEKS[0]
        found = figures_of(self.me.force, weeks=weeks, today=self.now.astimezone(LONDON).date())
        calls = found.calls
        return self.page(
            "figures/figures",
            weeks=weeks,
            choices=_WEEKS,
            found=found,
            trend=line_plot("avoidable", "Calls that could have been avoided", calls.points, unit="avoidable"),
            bars=bar_plot("reasons", "Why people call", calls.bars, unit="calls", late="could have been avoided"),
        )
