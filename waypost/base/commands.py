"""Commands about what every room stands on."""

import os
from pathlib import Path

import click

from waypost.base import postgres


def _server() -> postgres.EmbeddedServer:
    home = Path(os.environ.get("WAYPOST_HOME") or "var")
    try:
        return postgres.find_server(home)
    except postgres.EmbeddedServerError as error:
        raise click.ClickException(str(error)) from error


@click.group("postgres")
def embedded_postgres() -> None:
    """Look at or stop the embedded PostgreSQL of WAYPOST_HOME."""


@embedded_postgres.command()
def status() -> None:
    """Say whether the server runs and where its data is."""
    server = _server()
    click.echo(f"{server.state()}: {server.place.data}")


@embedded_postgres.command()
def stop() -> None:
    """Stop the server; the data stays. The next command that needs it starts it again."""
    server = _server()
    server.stop()
    click.echo(f"{server.state()}: {server.place.data}")


COMMANDS: list[click.Command] = [embedded_postgres]
