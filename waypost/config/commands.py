"""Commands that start and look after the whole program."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence

import click

from waypost.config import migrating
from waypost.config.doctor import findings

_PORT = click.option("--port", type=click.IntRange(1, 65535), envvar="PORT", default=8000, help="Port (PORT, 8000).")
_HOST = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")


@click.command()
def migrate() -> None:
    """Bring the database up to date: roles, tables, and the demo force on a fresh one."""
    try:
        migrating.migrate()
    except migrating.CannotMigrate as error:
        raise click.ClickException(str(error)) from None


@click.command()
def doctor() -> None:
    """Say in plain words what is missing or unsafe in the configuration."""
    found = findings()
    for finding in found:
        click.echo(f"{finding.severity}: {finding.sentence}")
    if any(finding.is_fatal for finding in found):
        sys.exit(1)
    click.echo("Nothing that stops Waypost from running." if found else "All is well.")


@click.command()
@_PORT
@_HOST
def web(port: int, host: str) -> None:
    """Serve the portal and the API."""
    _refuse_taken(host, port)
    _refuse_unsafe()
    _collect_pages()
    os.execv(sys.executable, [sys.executable, "-m", *_web_arguments(host, port)])  # noqa: S606 - no shell is what we want


@click.command()
@click.option("--concurrency", type=click.IntRange(1, 64), default=4, show_default=True, help="Jobs at once.")
def worker(concurrency: int) -> None:
    """Run one worker. Any number may run, on any number of machines."""
    _refuse_unsafe()
    from waypost.config.worker import run_worker

    run_worker(concurrency=concurrency)


@click.command()
@_PORT
@_HOST
def up(port: int, host: str) -> None:
    """Run the web server and one worker, until Ctrl-C."""
    _refuse_taken(host, port)
    _refuse_unsafe()
    _collect_pages()
    commands = [
        [sys.executable, "-m", *_web_arguments(host, port)],
        [sys.executable, "-m", "waypost.config.cli", "worker"],
    ]
    sys.exit(_run_together(commands))


def _web_arguments(host: str, port: int) -> list[str]:
    return [
        "gunicorn", "waypost.config.wsgi:application", "--bind", f"{host}:{port}", "--worker-class", "gthread",
        "--workers", os.environ.get("WEB_CONCURRENCY", "2"), "--threads", os.environ.get("WEB_THREADS", "16"),
        "--timeout", "60",
        "--graceful-timeout", "20", "--keep-alive", "30", "--log-level", "warning",
        "--worker-tmp-dir", _shared_memory(),
    ]  # fmt: skip


def _collect_pages() -> None:
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)


def _shared_memory() -> str:
    # gunicorn's heartbeat file must not wait for a slow disk.
    return "/dev/shm" if os.path.isdir("/dev/shm") else "/tmp"  # noqa: PTH112, S108 - names of the system's own


def _refuse_unsafe() -> None:
    fatal = [finding for finding in findings() if finding.is_fatal]
    if fatal:
        raise click.ClickException("\n".join(finding.sentence for finding in fatal))


def _refuse_taken(host: str, port: int) -> None:
    """Say at once what the web server would say after five tries, and many lines."""
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        reason = os.strerror(error.errno).lower() if error.errno and error.errno > 0 else "no such address"
        raise click.ClickException(
            f"cannot listen on {host}, port {port} ({reason}): stop what listens there, or choose another with --port."
        ) from None


def _run_together(commands: Sequence[Sequence[str]]) -> int:
    """Run the programs until one ends or we are told to stop; then stop all and return the first one's status."""
    children = [subprocess.Popen(command) for command in commands]
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        while all(child.poll() is None for child in children):
            signal.sigtimedwait([signal.SIGCHLD], 0.5)
    except KeyboardInterrupt:
        pass
    ended = [child.returncode for child in children if child.poll() is not None]
    for child in children:
        child.terminate()
    for child in children:
        child.wait()
    return ended[0] if ended else 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


COMMANDS = [migrate, doctor, web, worker, up]
