"""`waypost worklist`: what people must do, for who runs Waypost: no words about anybody, nothing of sealed cases."""

import json
from collections.abc import Iterator
from uuid import UUID

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.base.clock import now
from waypost.base.values import ForceName, JsonValue
from waypost.worklist import people_commands
from waypost.worklist.queries import Filter, Page, history, item_by_id, items_of_force
from waypost.worklist.values import HistoryEntry, ItemFacts, ItemKind, ItemState, UnknownItem

_FORCE = click.option("--force", required=True, metavar="FORCE", help="The force whose worklist it is.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON Lines.")
_STATE = click.Choice([state.value for state in ItemState])
_KIND = click.Choice([kind.value for kind in ItemKind])
_PAGE = 200


@click.group()
def worklist() -> None:
    """Show what people must do before somebody is told."""


@worklist.command("list")
@_FORCE
@click.option("--state", type=_STATE, default=ItemState.OPEN.value, show_default=True, help="In this state.")
@click.option("--kind", type=_KIND, help="Only of this kind.")
@click.option("--late", is_flag=True, help="Only what should have been done by now.")
@_JSON
def list_(force: str, state: str, kind: str | None, late: bool, as_json: bool) -> None:
    """List items of a force, what is due first first."""
    name = _known(force)
    wanted = Filter(ItemState(state), ItemKind(kind) if kind else None, is_overdue=late)
    for facts in _all(name, wanted):
        click.echo(json.dumps(_to_json(facts)) if as_json else _line(facts))


@worklist.command("show")
@click.argument("item_id", metavar="ITEM", type=click.UUID)
@_FORCE
@_JSON
def show(item_id: UUID, force: str, as_json: bool) -> None:
    """Show one item and what happened to it, in order."""
    facts = _found(item_id, _known(force))
    entries = history(item_id, force=ForceName(force))
    if as_json:
        click.echo(json.dumps({**_to_json(facts), "history": [_entry_json(entry) for entry in entries]}))
        return
    click.echo(_line(facts))
    for entry in entries:
        details = ", ".join(f"{name} {value}" for name, value in entry.details.items() if value not in (None, ""))
        click.echo(f"  {entry.at.isoformat()}  {entry.what}  {entry.by.kind}:{entry.by.id}  {details}".rstrip())


def _known(force: str) -> ForceName:
    try:
        return force_settings(ForceName(force)).name
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None


def _found(item_id: UUID, force: ForceName) -> ItemFacts:
    try:
        facts = item_by_id(item_id, force=force)
    except UnknownItem:
        raise _no_item(item_id, force) from None
    if facts.is_sealed:
        raise _no_item(item_id, force)
    return facts


def _no_item(item_id: UUID, force: ForceName) -> click.ClickException:
    return click.ClickException(f"{force} has no item {item_id} to show: `waypost worklist list` says which it has.")


def _all(force: ForceName, wanted: Filter) -> Iterator[ItemFacts]:
    moment, page = now(), Page(_PAGE)
    while True:
        found = items_of_force(force=force, wanted=wanted, page=page, now=moment)
        yield from found.items
        if found.after is None:
            return
        page = Page(_PAGE, found.after)


def _line(facts: ItemFacts) -> str:
    who = facts.owner or f"desk {facts.at_desk}"
    cover = f" (covered by {facts.cover})" if facts.cover else ""
    about = facts.reference or "the force"
    return (
        f"{facts.item_id}  {facts.state}  {facts.kind}  {about}  {facts.reason}  {who}{cover}"
        f"  due {facts.due_at.isoformat()}  level {facts.level}"
    )


def _to_json(facts: ItemFacts) -> dict[str, JsonValue]:
    return {
        "item": str(facts.item_id),
        "state": facts.state.value,
        "kind": facts.kind.value,
        "case": facts.reference or None,
        "person": facts.person_ref or None,
        "reason": facts.reason,
        "duty": facts.duty,
        "owner": facts.owner or None,
        "desk": facts.at_desk.value if facts.at_desk else None,
        "cover": facts.cover or None,
        "level": facts.level,
        "opened_at": facts.opened_at.isoformat(),
        "due_at": facts.due_at.isoformat(),
        "handed_out_at": facts.handed_out_at.isoformat() if facts.handed_out_at else None,
        "call": facts.answer.call.value if facts.answer and facts.answer.call else None,
    }


def _entry_json(entry: HistoryEntry) -> dict[str, JsonValue]:
    return {
        "at": entry.at.isoformat(),
        "what": entry.what.value,
        "by": f"{entry.by.kind}:{entry.by.id}",
        "details": dict(entry.details),
    }


COMMANDS: list[click.Command] = [worklist, *people_commands.COMMANDS]
