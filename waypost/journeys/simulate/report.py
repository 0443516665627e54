"""The report of a simulation: one page that holds everything it needs, for somebody who decides about content."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from waypost.base.clock import LONDON
from waypost.journeys.simulate import plots
from waypost.journeys.simulate.outcomes import HELD, Tally, share_within
from waypost.journeys.simulate.setting import Setting
from waypost.journeys.simulate.simulation import Outcome
from waypost.journeys.simulate.summary import CHANGES, causes, owner_words, template_rows

_MOST_REASONS = 12
_TABLE_DELAYS = (1, 15, 60, 240, 720, 1440, 2880, 10080, 40320)


def write_report(path: Path, outcome: Outcome, setting: Setting, *, made_at: datetime) -> None:
    """Write the report; what is there under that name is replaced."""
    tally = outcome.tally
    drawn = {
        "days": plots.plot_days(tally, last_day=setting.ends_at.astimezone(LONDON).date()),
        "hours": plots.plot_hours(tally, hours=setting.force.hours),
        "people": plots.plot_people(tally),
        "delays": plots.plot_delays(tally),
        "reasons": plots.plot_reasons(_reasons(tally)),
    }
    page = (
        _environment()
        .get_template("report.html")
        .render(
            style=report_style(),
            tally=tally,
            setting=setting,
            plots=drawn,
            kinds=plots.KINDS,
            days=sorted({day for day, _ in tally.days}),
            delays=_delays(tally),
            causes=causes(tally),
            templates=template_rows(tally),
            owners=[(owner_words(owner), count) for owner, count in tally.owners()],
            faults=outcome.faults,
            contrast=outcome.contrast if setting.against else None,
            changes=CHANGES,
            examples=outcome.examples,
            made_at=made_at,
            held=HELD,
        )
    )
    path.write_text(page, encoding="utf-8")


def _reasons(tally: Tally) -> Sequence[tuple[str, int, str]]:
    found = causes(tally)
    shown = [(cause.words, cause.count, cause.end) for cause in found[:_MOST_REASONS]]
    rest = sum(cause.count for cause in found[_MOST_REASONS:])
    return [*shown, ("all others", rest, "not_sent")] if rest else shown


def _delays(tally: Tally) -> Sequence[tuple[str, int, float]]:
    """Return how many messages had left within which time, and their share in per cent."""
    total, rows = sum(tally.delays.values()), []
    for minutes in _TABLE_DELAYS if total else ():
        within = sum(count for delay, count in tally.delays.items() if delay <= minutes)
        rows.append((_span(minutes), within, 100 * within / total))
    return rows


def _span(minutes: int) -> str:
    for size, one, many in ((1440, "day", "days"), (60, "hour", "hours"), (1, "minute", "minutes")):
        if minutes >= size:
            count = minutes // size
            return f"{count} {one if count == 1 else many}"
    return "at once"


@cache
def report_style() -> Markup:
    """Return the style of a page of figures, for a screen of any width and for paper."""
    # A file of ours, without a value in it.
    return Markup(Path(__file__).with_name("report.css").read_text(encoding="utf-8"))  # noqa: S704


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("waypost.journeys.simulate"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["number"] = lambda value: f"{value:,}"
    environment.filters["moment"] = _moment
    environment.filters["day"] = _day
    environment.globals["within"] = share_within
    return environment


def _moment(at: datetime) -> str:
    local = at.astimezone(LONDON)
    return f"{local.day} {local:%B %Y, %H:%M}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
