"""Commands on the audit log: check that nobody has changed it, and show its head."""

import json
import sys
from pathlib import Path

import click

from waypost.access.audit_chain.keeping import kept_heads
from waypost.access.audit_chain.verifying import Check, Head, Verified, head, verify
from waypost.access.queries import UnknownForce, force_settings
from waypost.base.clock import now
from waypost.base.values import ForceName, JsonValue

_FORCE = click.option("--force", required=True, metavar="FORCE", help="The force's short name, e.g. anyshire.")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
_HASH_LENGTH = 64


@click.group()
def audit() -> None:
    """Check that nobody has changed the log of who looked at what, and show the newest seal."""


@audit.command("verify")
@_FORCE
@click.option("--head", "heads", multiple=True, metavar="N:HASH", help="A head kept elsewhere; may be repeated.")
@click.option(
    "--heads",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Heads kept every night: a copy of WAYPOST_HOME/audit-heads/FORCE.txt from elsewhere.",
)
@_JSON
def verify_(force: str, heads: tuple[str, ...], file: Path | None, *, as_json: bool) -> None:
    """Walk the chain of a force and say where it breaks; ends with a status other than 0 if it does."""
    name = _known(force)
    kept = [_head(one) for one in (*heads, *(kept_heads(file) if file else ()))]
    newest = head(name)
    hidden = as_json or not sys.stderr.isatty()
    with click.progressbar(length=newest.number if newest else 0, label="Seals", file=sys.stderr, hidden=hidden) as bar:
        found = verify(Check(name, kept, now(), progress=bar.update))
    click.echo(json.dumps(_as_json(found)) if as_json else _in_words(found))
    if found.broken:
        raise click.ClickException(_first(found))


@audit.command("head")
@_FORCE
@_JSON
def head_(force: str, *, as_json: bool) -> None:
    """Print number and hash of the newest seal: keep it where nobody who can write here can write."""
    newest = head(_known(force))
    if as_json:
        click.echo(json.dumps(_head_json(newest)))
    else:
        click.echo(f"{newest.number}:{newest.hash}" if newest else "Nothing is sealed yet.")


def _head(written: str) -> tuple[int, str]:
    number, _, said = written.partition(":")
    if not number.isdecimal() or len(said) != _HASH_LENGTH or set(said) - set("0123456789abcdef"):
        raise click.ClickException("Write a head as `waypost audit head` prints it: NUMBER:HASH.")
    return int(number), said


def _first(found: Verified) -> str:
    more = f" And {found.broken - 1} more." if found.broken > 1 else ""
    return found.breaks[0].sentence + more


def _in_words(found: Verified) -> str:
    checked = f"{found.seals} seals and {found.lines} lines checked, {found.unsealed} unsealed."
    return f"The audit log is broken: {checked}" if found.broken else f"The audit log is whole: {checked}"


def _as_json(found: Verified) -> dict[str, JsonValue]:
    return {
        "whole": not found.broken,
        "head": _head_json(found.head),
        "seals": found.seals,
        "lines": found.lines,
        "unsealed": found.unsealed,
        "broken": found.broken,
        "breaks": [
            {"kind": one.kind.name.lower(), "seal": one.seal, "line": one.line, "sentence": one.sentence}
            for one in found.breaks
        ],
    }


def _head_json(newest: Head | None) -> JsonValue:
    if newest is None:
        return None
    return {"number": newest.number, "hash": newest.hash, "sealed_at": newest.sealed_at.isoformat()}


def _known(force: str) -> ForceName:
    try:
        return force_settings(ForceName(force)).name
    except UnknownForce as error:
        raise click.ClickException(str(error)) from None
