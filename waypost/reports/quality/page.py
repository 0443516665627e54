"""The report as one page that holds everything it needs: to be read, printed and handed round."""

from datetime import datetime
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from waypost.base.clock import LONDON
from waypost.journeys.simulate.report import report_style
from waypost.reports.quality.figures import Figures
from waypost.reports.quality.plots import plots_of
from waypost.reports.quality.small import LEAST
from waypost.reports.quality.words import WAYS


def page_of(figures: Figures, *, extract: str, note: str, made_at: datetime) -> str:
    """Return the page; `extract` names what was measured, `note` is printed below its title where it is not empty."""
    template = _environment().get_template("quality.html")
    return template.render(
        style=report_style(), figures=figures, plots=plots_of(figures), extract=extract, note=note, made_at=made_at,
        least=LEAST, ways=list(WAYS.values()),
    )  # fmt: skip


@cache
def _environment() -> Environment:
    # The pieces that pages of figures share stand with the simulation.
    loader = ChoiceLoader([PackageLoader("waypost.reports.quality"), PackageLoader("waypost.journeys.simulate")])
    environment = Environment(
        loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["moment"] = _moment
    return environment


def _moment(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"
