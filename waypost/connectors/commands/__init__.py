"""Commands on the systems of a force."""

import click

from waypost.connectors.commands.adding import add
from waypost.connectors.commands.quality import COMMANDS as QUALITY
from waypost.connectors.commands.reading import load, rewind
from waypost.connectors.commands.rotating import rotate
from waypost.connectors.commands.set_aside import set_aside
from waypost.connectors.commands.settings import pause, resume, set_
from waypost.connectors.commands.status import status
from waypost.connectors.commands.trying import test
from waypost.connectors.police_uk.commands import COMMANDS as POLICE_UK


@click.group()
def source() -> None:
    """Add and look after the systems that tell us about cases."""


for _command in (add, test, load, status, set_, pause, resume, rewind, rotate, set_aside):
    source.add_command(_command)

COMMANDS: list[click.Command] = [source, *POLICE_UK, *QUALITY]
