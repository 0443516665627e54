"""
The `waypost` program: gathers each room's commands.

Each room's `commands.py` exports `COMMANDS`; a command parses, makes one call, prints, and exits.
"""

import gc
import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import click

from waypost.config.environment import BadEnvironment, prepare

_WITHOUT_DATABASE = {"police-uk", "postgres"}
_NO_DATABASE = "the database does not answer or is not migrated: start it, then run `waypost migrate`."
_ROOMS = ("base", "access", "cases", "worklist", "messages", "duties", "journeys", "connectors", "portal", "config")


class Program(click.Group):
    """The group of all commands; loads the rooms only when one is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click calls it so
        """Return the names of all commands, sorted."""
        return sorted(self._load())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        """Return the command of that name, or None."""
        return self._load().get(cmd_name)

    def _load(self) -> Mapping[str, click.Command]:
        if not self.commands:
            with _nothing_to_collect():
                _set_up(sys.argv[1:])
                for room in _ROOMS:
                    for command in _commands_of(room):
                        self._add(command)
        return self.commands

    def _add(self, command: click.Command) -> None:
        """Add a command; a group that another room has begun gets this one's commands too."""
        known = self.commands.get(command.name or "")
        if isinstance(known, click.Group) and isinstance(command, click.Group):
            for each in command.commands.values():
                known.add_command(each)
        else:
            self.add_command(command)


program = Program(
    help="Waypost: tells victims of crime what happens in their case.",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the program; an anticipated error is one plain sentence on standard error, and a status other than 0."""
    try:
        sys.exit(program.main(args=arguments, prog_name="waypost", standalone_mode=False))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(error.exit_code)
    except click.ClickException as error:
        _refuse(_typed_wrong(error), status=error.exit_code)
    except click.Abort:
        sys.exit(130)
    except (BadEnvironment, OSError) as error:
        _refuse(_unreachable(error), status=1)
    except Exception as error:
        # Django's errors can be imported only once its settings are there.
        if not _is_of_the_database(error):
            raise
        _refuse(_NO_DATABASE, status=1)


def _typed_wrong(error: click.ClickException) -> str:
    if not isinstance(error, click.UsageError):
        return error.format_message()
    where = error.ctx.command_path if error.ctx else "waypost"
    # One sentence: what click says of a wrong value may end in a list of lines.
    said = " ".join(error.format_message().split()).rstrip(".")
    return f"{said}: `{where} --help` shows what to write."


def _unreachable(error: BadEnvironment | OSError) -> str:
    if isinstance(error, BadEnvironment):
        return str(error)
    # The last name of the path says which file, and nothing of how the machine is laid out.
    named = f"{Path(error.filename).name}: " if isinstance(error.filename, str) else ""
    return f"{named}{error.strerror or 'the system refused'}: check that it is there and may be read and written."


def _is_of_the_database(error: Exception) -> bool:
    from django.db import OperationalError, ProgrammingError

    return isinstance(error, OperationalError | ProgrammingError)


def _refuse(sentence: str, *, status: int) -> NoReturn:
    click.echo(f"Error: {sentence}", err=True)
    sys.exit(status)


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Load code without looking through it for rubbish, now and later: that took two fifths of a short command."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


def _set_up(arguments: Sequence[str]) -> None:
    import django

    if _needs_database(arguments):
        prepare()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "waypost.config.settings")
    django.setup()


def _needs_database(arguments: Sequence[str]) -> bool:
    """Return whether a database must answer: help and what works on files alone must not start one."""
    if not arguments or {"-h", "--help"} & set(arguments):
        return False
    return arguments[0] not in _WITHOUT_DATABASE and tuple(arguments[:2]) != ("content", "check")


def _commands_of(room: str) -> Sequence[click.Command]:
    name = f"waypost.{room}.commands"
    if importlib.util.find_spec(name) is None:
        return []
    commands: Sequence[click.Command] = importlib.import_module(name).COMMANDS
    return commands


if __name__ == "__main__":
    main()
