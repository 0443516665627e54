"""Commands on sources."""

import json
from pathlib import Path

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.base.clock import now
from waypost.base.values import ForceName, JsonValue
from waypost.cases.operations import NewSource, SourceExists, add_source
from waypost.cases.values import SourceState
from waypost.connectors.config_file import BadConfig
from waypost.connectors.mapping.language import BadMapping
from waypost.connectors.mapping.yaml_file import BadYaml
from waypost.connectors.police_uk.commands import COMMANDS as POLICE_UK
from waypost.connectors.sql.client import BadDatabaseUrl
from waypost.connectors.sql.config import read_config
from waypost.connectors.values import SourceKind
from waypost.connectors.writeback.rules import UnusableUrl, checked_url

_LATER = ("dataverse", "files", "storm")
_LONGEST_NAME = 60


@click.group()
def source() -> None:
    """Add a system that tells us about cases."""


@source.command("add")
@click.option("--force", required=True, help="The force whose system it is.")
@click.option("--name", required=True, help="What people call the system, such as rms.")
@click.option(
    "--kind",
    required=True,
    type=click.Choice([*(kind.value for kind in SourceKind), *_LATER]),
    help="How it is reached.",
)
@click.option("--write-back-url", default="", metavar="URL", help="Where a pushing system takes signed POSTs.")
@click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="Settings of a polled system.")
@click.option("--state", type=click.Choice([state.value for state in SourceState]), default="shadow", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the source and its secrets as JSON.")
def add(force: str, name: str, kind: str, write_back_url: str, config: Path | None, state: str, as_json: bool) -> None:
    """Add a source. It starts in shadow: its cases are recorded, and nothing is sent."""
    try:
        force_settings(ForceName(force))
        new = NewSource(
            force=ForceName(force),
            name=_name(name),
            kind=kind,
            state=SourceState(state),
            write_back_url=_url(kind, write_back_url),
            config=_config(kind, config),
        )
        added = add_source(new, now=now())
    except UnusableUrl as error:
        raise click.ClickException(f"--write-back-url: {error}") from None
    except (BadConfig, BadDatabaseUrl, BadMapping, BadYaml, SourceExists, UnknownForce) as error:
        raise click.ClickException(str(error)) from None
    told = {"source": added.name}
    if kind == SourceKind.PUSH:
        told |= {"key": added.key, "signing_secret": added.signing_secret}
    if as_json:
        click.echo(json.dumps(told))
        return
    for label, value in told.items():
        click.echo(f"{label}: {value}")
    if kind == SourceKind.PUSH:
        click.echo("Keep the key and the secret now: they are not shown again.", err=True)


def _name(name: str) -> str:
    if not name.isprintable() or not name.strip() or len(name) > _LONGEST_NAME:
        raise click.ClickException(f"--name: write 1 to {_LONGEST_NAME} printable characters")
    return name


def _url(kind: str, url: str) -> str:
    if not url:
        return ""
    if kind != SourceKind.PUSH:
        raise click.ClickException("--write-back-url is for a system that pushes; say the rest in --config")
    return checked_url(url)


def _config(kind: str, path: Path | None) -> dict[str, JsonValue] | None:
    if kind in _LATER:
        raise click.ClickException(f"--kind {kind}: there is no such connector yet; use push or sql")
    if kind == SourceKind.PUSH:
        if path is not None:
            raise click.ClickException("--config is for a system that is polled; a pushing one needs none")
        return None
    if path is None:
        raise click.ClickException("--kind sql needs --config FILE: see docs/howto/connect-a-source.md")
    return read_config(path)


COMMANDS: list[click.Command] = [source, *POLICE_UK]
