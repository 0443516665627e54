"""Commands about what every room stands on."""

import click
from django.conf import settings

from waypost.base import postgres


@click.group("postgres")
def embedded_postgres() -> None:
    """Look at or stop the embedded PostgreSQL of WAYPOST_HOME."""


@embedded_postgres.command()
def status() -> None:
    """Say whether the server runs and where its data is."""
    _show(_server())


@embedded_postgres.command()
def stop() -> None:
    """Stop the server; the data stays. The next command that needs it starts it again."""
    server = _server()
    try:
        server.stop()
    except postgres.EmbeddedServerError as error:
        raise click.ClickException(str(error)) from error
    _show(server)


def _server() -> postgres.EmbeddedServer:
    try:
        return postgres.find_server(settings.WAYPOST_HOME)
    except postgres.EmbeddedServerError as error:
        raise click.ClickException(str(error)) from error


def _show(server: postgres.EmbeddedServer) -> None:
    click.echo(f"{server.state()}: {server.place.data}")


COMMANDS: list[click.Command] = [embedded_postgres]
