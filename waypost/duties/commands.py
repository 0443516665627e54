"""Commands on the clocks of the Victims' Code: list them, foresee breaches, count, say why one was late."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.access.values import OPERATOR
from waypost.base.clock import LONDON, now
from waypost.base.pages.dates import say_moment
from waypost.base.values import ForceName, JsonValue
from waypost.cases.queries import case_id_by_reference
from waypost.cases.values import CaseKind
from waypost.duties.library import live_duties
from waypost.duties.operations import NoSuchClock, NotLate, UnknownReason, record_reason
from waypost.duties.queries import (
    Behind,
    By,
    ClockFacts,
    Figures,
    cases_behind,
    clocks_of_case,
    compliance,
    forecast,
    open_clocks,
)
from waypost.duties.values import ClockState
from waypost.duties.words import late_reasons

_FORCE = click.option("--force", required=True, metavar="FORCE", help="The force whose clocks they are.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON Lines, one clock or figure a line.")
_MOST = 1_000


@click.group()
def duty() -> None:
    """Look at the clocks of the Victims' Code, foresee what will be late, count, say why something was."""


@duty.command("list")
@_FORCE
@click.option("--case", "reference", metavar="REF", help="Every clock of one case; else what is open in the force.")
@_JSON
def list_(force: str, reference: str | None, as_json: bool) -> None:
    """List clocks: of one case all of them, else those that are open, what is due first first."""
    name = _known(force)
    _show(_of_case(reference, name) if reference else open_clocks(name, limit=_MOST), as_json=as_json)


@duty.command("forecast")
@_FORCE
@_JSON
def forecast_(force: str, as_json: bool) -> None:
    """List what will be late by the end of tomorrow if nobody is told."""
    _show(forecast(_known(force), now=now()), as_json=as_json)


@duty.command("compliance")
@_FORCE
@click.option("--month", metavar="YYYY-MM", help="The month in which they were due; without it, this one.")
@click.option("--by", type=click.Choice([each.value for each in By]), default=By.DUTY.value, help="Told apart by.")
@click.option("--behind", type=click.Choice([each.value for each in ClockState]), help="List the clocks in this state.")
@click.option("--duty", "only", metavar="ID", help="With --behind: only this duty's.")
@_JSON
def compliance_(force: str, month: str | None, by: str, behind: str | None, only: str | None, as_json: bool) -> None:
    """Count how many duties of a month were met, met late, are open, breached or stopped; or list which."""
    name, first = _known(force), _month(month)
    if only is not None and only not in live_duties().versions:
        raise click.ClickException(f"there is no duty {only}: `waypost duty compliance` without --behind names them")
    if behind is not None:
        wanted = Behind(month=first, state=ClockState(behind), duty=only)
        _show(tuple(all_behind(name, wanted=wanted, at_once=_MOST)), as_json=as_json)
        return
    for figures in compliance(name, month=first, by=By(by)):
        click.echo(json.dumps(_figures_json(figures)) if as_json else _figures_line(figures))


@duty.command("reason")
@click.argument("clock", type=int)
@click.argument("reason")
@_FORCE
@click.option("--words", default="", metavar="WORDS", help="What happened, in words; needed for `other`.")
def reason_(clock: int, reason: str, force: str, words: str) -> None:
    """Record why a duty was not met in time. REASON is a code of content/words/duties.yaml."""
    try:
        record_reason(clock, reason=reason, words=words, force=_known(force), by=OPERATOR, now=now())
    except (NoSuchClock, NotLate, UnknownReason) as error:
        raise click.ClickException(str(error)) from None
    click.echo(f"Recorded for clock {clock}: {late_reasons()[reason]}")


def all_behind(force: ForceName, *, wanted: Behind, at_once: int) -> Iterator[ClockFacts]:
    """Yield every clock behind a figure, so many read at once: they add up to it."""
    after = 0
    while found := cases_behind(force, wanted=wanted, after=after, limit=at_once):
        yield from found
        after = found[-1].id


def _known(force: str) -> ForceName:
    try:
        return force_settings(ForceName(force)).name
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None


def _of_case(reference: str, force: ForceName) -> Sequence[ClockFacts]:
    found = [case_id_by_reference(reference, kind=kind, force=force) for kind in CaseKind]
    if not any(found):
        raise click.ClickException(
            f"the force {force} has no record {reference}: write the reference as the force's own system does."
        )
    return [clock for case_id in found if case_id is not None for clock in clocks_of_case(case_id, force=force)]


def _month(text: str | None) -> date:
    try:
        return datetime.strptime(text, "%Y-%m").date() if text else now().astimezone(LONDON).date().replace(day=1)  # noqa: DTZ007
    except ValueError:
        raise click.ClickException(f"{text} is no month: write it as 2026-11") from None


def _show(found: Sequence[ClockFacts], *, as_json: bool) -> None:
    for one in found:
        click.echo(json.dumps(_clock_json(one)) if as_json else _clock_line(one))
    if not found and not as_json:
        click.echo("There is none.")


def _clock_line(one: ClockFacts) -> str:
    clock = one.clock
    # The end of a duty is the midnight after its last day.
    due = f"due by {say_moment(clock.due_at - timedelta(minutes=1))}" if clock.due_at else "no limit"
    length = ", enhanced" if clock.enhanced else ""
    told = f", by {clock.proof.by} on {say_moment(clock.proof.at)}" if clock.proof else ""
    why = f", because: {clock.why_late}" if clock.why_late else ""
    return f"{one.id}: {one.reference} {one.person_ref} {clock.key.duty}: {clock.state}, {due}{length}{told}{why}"


def _clock_json(one: ClockFacts) -> dict[str, JsonValue]:
    clock = one.clock
    return {
        "clock": one.id,
        "case": one.reference,
        "person": one.person_ref,
        "team": one.team,
        "duty": clock.key.duty,
        "item": clock.key.item,
        "state": clock.state.value,
        "enhanced": clock.enhanced,
        "starts_at": clock.starts_at.isoformat(),
        "due_at": clock.due_at.isoformat() if clock.due_at else None,
        "breached_at": clock.breached_at.isoformat() if clock.breached_at else None,
        "told_at": clock.proof.at.isoformat() if clock.proof else None,
        "told_by": clock.proof.by.value if clock.proof else None,
        "channel": clock.proof.channel if clock.proof else None,
        "proof": clock.proof.reference if clock.proof else None,
        "inferred": clock.proof.is_inferred if clock.proof else False,
        "why_late": clock.why_late or None,
    }


def _figures_line(figures: Figures) -> str:
    what = " ".join(part for part in (figures.duty, figures.team) if part) or "no team"
    length = "enhanced" if figures.enhanced else "standard"
    return (
        f"{what}, {length}: {figures.met} met, {figures.late} late, {figures.open} open, {figures.breached} breached,"
        f" {figures.stopped} stopped"
    )


def _figures_json(figures: Figures) -> dict[str, JsonValue]:
    return {
        "duty": figures.duty,
        "team": figures.team,
        "enhanced": figures.enhanced,
        "met": figures.met,
        "late": figures.late,
        "open": figures.open,
        "breached": figures.breached,
        "stopped": figures.stopped,
    }


COMMANDS: list[click.Command] = [duty]
