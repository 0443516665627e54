"""`waypost source set-aside`: what could not be taken, its bytes for whoever mends it, and another try."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

import click

from waypost.base.clock import now
from waypost.base.values import JsonValue
from waypost.cases.values import SourceFacts
from waypost.connectors.commands.finding import AS_JSON, FORCE, NAME, as_sentences, known_source
from waypost.connectors.polling import poll
from waypost.connectors.push import poison
from waypost.connectors.set_aside import Aside, listed
from waypost.connectors.values import SourceKind

_FOR_THE_OWNER_ONLY = 0o600
_ONE = click.option("--id", "aside_id", type=int, required=True, help="Which, as `list` shows it.")


@click.group("set-aside")
def set_aside() -> None:
    """Look at what a source has sent that could not be taken, and try it again after mending."""


@set_aside.command("list")
@FORCE
@NAME
@click.option("--all", "everything", is_flag=True, help="Also what has been taken since.")
@AS_JSON
def list_(force: str, name: str, everything: bool, as_json: bool) -> None:
    """List what stands aside, the newest first: which, why, how often it was tried. Nothing of a person is shown."""
    with as_sentences():
        found = listed(known_source(force, name), is_open_only=not everything)
    if as_json:
        click.echo(json.dumps([_told(one) for one in found]))
        return
    for one in found:
        click.echo(f"{one.id}  {_state(one)}  tried {one.tries}  {one.last_at:%Y-%m-%d %H:%M}  {one.error}")
    if not found:
        click.echo("Nothing stands aside.")


@set_aside.command("show")
@FORCE
@NAME
@_ONE
@click.option("--raw", type=click.Path(path_type=Path, dir_okay=False), help="Write what came to this new file.")
def show(force: str, name: str, aside_id: int, raw: Path | None) -> None:
    """Show one. Its bytes hold what was recorded of people: they are written only to a file, for you alone."""
    with as_sentences():
        (one,) = _chosen(known_source(force, name), [aside_id])
    for label, value in _told(one).items():
        click.echo(f"{label}: {value}")
    if raw is not None:
        _write(raw, one.raw)
        click.echo(f"{len(one.raw)} bytes are in {raw}. They are personal data: delete the file when you are done.")


@set_aside.command("replay")
@FORCE
@NAME
@click.option("--id", "ids", type=int, multiple=True, help="Only this one; may be given again. Left out: all.")
def replay(force: str, name: str, ids: Sequence[int]) -> None:
    """Try again what stands aside, parked or not, after what was wrong has been mended."""
    with as_sentences():
        source = known_source(force, name)
        chosen = [one.id for one in _chosen(source, ids)]
        of_kind = poison.replay if source.kind == SourceKind.PUSH else poll.replay
        report = of_kind(source, chosen, now_fn=now)
    click.echo(f"Tried {len(chosen)}: {report.read - report.set_aside} could be taken, {report.set_aside} stay aside.")


def _chosen(source: SourceFacts, ids: Sequence[int]) -> Sequence[Aside]:
    found = [one for one in listed(source, is_open_only=not ids) if not ids or one.id in ids]
    if missing := sorted(set(ids) - {one.id for one in found}):
        raise click.ClickException(f"Nothing stands aside under {missing[0]}: `set-aside list` shows what does.")
    return found


def _told(one: Aside) -> dict[str, JsonValue]:
    return {
        "id": one.id,
        "state": _state(one),
        "tries": one.tries,
        "error": one.error,
        "bytes": len(one.raw),
        "first_at": one.first_at.isoformat(),
        "last_at": one.last_at.isoformat(),
    }


def _state(one: Aside) -> str:
    if one.mended_at is not None:
        return "mended"
    return "parked" if one.parked_at is not None else "waiting"


def _write(path: Path, raw: bytes) -> None:
    try:
        # Never over a file that is there, and for nobody else to read from its first moment.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FOR_THE_OWNER_ONLY), "wb") as file:
            file.write(raw)
    except OSError as error:
        raise click.ClickException(f"--raw: {path} cannot be written ({error.strerror}): name a new file") from None
