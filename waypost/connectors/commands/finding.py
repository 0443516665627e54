"""What all commands on sources have in common: whose source it is, and mistakes as one sentence."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

import click

from waypost.access.queries import UnknownForce, force_settings
from waypost.base.values import ForceName
from waypost.cases.operations import SourceExists
from waypost.cases.sources import UnknownSource, source_named
from waypost.cases.values import SourceFacts
from waypost.connectors.kinds import BAD_SETTINGS
from waypost.connectors.leases import AlreadyPolled, LeaseLost
from waypost.connectors.polling.poll import PollFailed
from waypost.connectors.polling.values import CannotRead, CannotRewind
from waypost.connectors.writeback.rules import UnusableUrl

FORCE = click.option("--force", required=True, metavar="FORCE", help="The force whose system it is.")
NAME = click.option("--name", required=True, metavar="NAME", help="What people call the system, such as rms.")
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")

_SAID_AS_IT_IS: Final = (*BAD_SETTINGS, SourceExists, UnknownForce, UnknownSource, CannotRewind, PollFailed)


def known_source(force: str, name: str) -> SourceFacts:
    """
    Return the source of a force.

    :raises UnknownForce: if there is no such force.
    :raises UnknownSource: if it has no such source.
    """
    return source_named(name, force=force_settings(ForceName(force)).name)


@contextmanager
def as_sentences() -> Iterator[None]:
    """Tell what went wrong in one sentence, without a trace."""
    try:
        yield
    except UnusableUrl as error:
        raise click.ClickException(f"--write-back-url: {error}") from None
    except CannotRead as error:
        raise click.ClickException(
            f"The system cannot be read ({error.code}): check its address, that it runs, and the rights of the role."
        ) from None
    except AlreadyPolled:
        raise click.ClickException("A worker reads this source just now: pause it first, or wait.") from None
    except LeaseLost:
        raise click.ClickException("A worker has taken over this source: pause it first, and begin again.") from None
    except _SAID_AS_IT_IS as error:
        raise click.ClickException(str(error)) from None


def told(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a command tell its mistakes as `as_sentences` does."""
    return as_sentences()(function)
