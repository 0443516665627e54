"""`waypost people`: who seems to be one human in several cases, and the index of people: no names, no contacts."""

import json
from collections.abc import Iterator

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.access.values import Actor, ActorKind
from waypost.base.clock import now
from waypost.base.values import ForceName, JsonValue
from waypost.cases.finding.indexing import index_people
from waypost.cases.same_person import pairs
from waypost.cases.same_person.values import (
    WORDS,
    CannotDecide,
    Decision,
    EntryOfPair,
    NoSuchPair,
    Pair,
    PairState,
    Said,
)
from waypost.worklist.operations.same_people import decide_pair

_FORCE = click.option("--force", required=True, metavar="FORCE", help="The force's short name, e.g. anyshire.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
_BY = click.option("--by", required=True, metavar="WHO", help="Who decided it: a collar or staff number.")
_STATE = click.Choice([state.value for state in PairState])
_PAIR = click.argument("pair", type=click.IntRange(min=1), metavar="PAIR")
_PAGE = 200


@click.group()
def people() -> None:
    """Say who is one human in several cases, and make the index of people. Nothing is merged by itself."""


@people.command("proposals")
@_FORCE
@click.option("--state", type=_STATE, default=PairState.PROPOSED.value, show_default=True, help="In this state.")
@_JSON
def proposals(force: str, *, state: str, as_json: bool) -> None:
    """List pairs of entries, the oldest first; of sealed cases none."""
    for pair in _all(_known(force), PairState(state)):
        _show(pair, as_json=as_json)


@people.command("confirm")
@_PAIR
@_FORCE
@_BY
@_JSON
def confirm(pair: int, force: str, by: str, *, as_json: bool) -> None:
    """Say that two entries are one human. First find out in a way that you know to be safe."""
    _decide(pair, Decision.CONFIRM, force=force, by=by, as_json=as_json)


@people.command("refuse")
@_PAIR
@_FORCE
@_BY
@_JSON
def refuse(pair: int, force: str, by: str, *, as_json: bool) -> None:
    """Say that two entries are two humans: they are not proposed again on the same evidence."""
    _decide(pair, Decision.REFUSE, force=force, by=by, as_json=as_json)


@people.command("split")
@_PAIR
@_FORCE
@_BY
@_JSON
def split(pair: int, force: str, by: str, *, as_json: bool) -> None:
    """Undo a confirmation, at once."""
    _decide(pair, Decision.SPLIT, force=force, by=by, as_json=as_json)


@people.command("index")
@_FORCE
def index(force: str) -> None:
    """
    Make anew what people and cases are searched by, from the record; to stop and begin again does no harm.

    Needed once for who was on record before there was a search, and after an upgrade that says so.
    """
    name, after, count = _known(force), 0, 0
    while True:
        done = index_people(force=name, after=after)
        count += done.people
        if done.next_after is None:
            break
        after = done.next_after
    click.echo(f"Indexed: {count} {'person' if count == 1 else 'people'}.")


def _decide(pair_id: int, decision: Decision, *, force: str, by: str, as_json: bool) -> None:
    actor = Actor(ActorKind.STAFF, by)
    try:
        pair = decide_pair(pair_id, decision, said=Said(by), force=_known(force), by=actor, now=now())
    except (NoSuchPair, CannotDecide) as error:
        raise click.ClickException(f"{error}.") from None
    _show(pair, as_json=as_json)


def _known(force: str) -> ForceName:
    try:
        return force_settings(ForceName(force)).name
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None


def _all(force: ForceName, state: PairState) -> Iterator[Pair]:
    after: int | None = 0
    while after is not None:
        page = pairs(force=force, state=state, after=after, limit=_PAGE)
        yield from page.pairs
        after = page.next_after


def _show(pair: Pair, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(_to_json(pair)))
        return
    evidence = " and ".join(WORDS[one] for one in pair.evidence)
    again = ", to be looked at again" if pair.asked_again_at else ""
    click.echo(
        f"{pair.pair_id}  {pair.state}{again}  {_entry(pair.first)} and {_entry(pair.second)}: "
        f"name and date of birth, and {evidence}"
    )
    for doubt in pair.doubts:
        click.echo(f"    {WORDS[doubt]}")


def _entry(entry: EntryOfPair) -> str:
    return f"person {entry.person_ref} of {entry.reference}"


def _to_json(pair: Pair) -> dict[str, JsonValue]:
    return {
        "pair": pair.pair_id,
        "state": pair.state.value,
        "entries": [{"case": one.reference, "person": one.person_ref} for one in (pair.first, pair.second)],
        "evidence": [one.value for one in pair.evidence],
        "doubts": [one.value for one in pair.doubts],
        "proposed_at": pair.proposed_at.isoformat(),
        "decided_at": pair.decided_at.isoformat() if pair.decided_at else None,
        "decided_by": pair.decided_by or None,
        "asked_again_at": pair.asked_again_at.isoformat() if pair.asked_again_at else None,
    }


COMMANDS: list[click.Command] = [people]
