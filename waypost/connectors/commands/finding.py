"""What all commands on sources have in common: whose source it is, and mistakes as one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

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

_SAID_AS_IT_IS: Final = (*BAD_SETTINGS, SourceExists, UnknownForce, UnknownSource, CannotRewind)

_ELSE: Final = "check its address, that it runs, and the rights of the role"
_LET_IN: Final = "it does not let us in: check the key or the sign-in, and what it allows"
_TO_DO: Final = {
    "SealBroken": "its secret was sealed with another key: give the settings again with `waypost source set --config`",
    "http_401": _LET_IN,
    "http_403": _LET_IN,
    "sign_in_400": _LET_IN,
    "sign_in_401": _LET_IN,
    "http_404": "there is nothing at its address: check it, to the last letter",
    "unreachable": "nobody answers there in full: check its address, its certificate, and that it runs",
    "timeout": "it did not answer in time: try again, and ask whoever runs it",
    "throttled": "it is too busy, or refuses so many calls: ask it less often with poll_every_s",
    "redirected": "it sends us on to another address, and we never follow: write that address, if it is right",
    "foreign_link": "it names a next page at another address, and we never follow: ask whoever runs it",
    "no_json": "its answer is not JSON: check its address",
    "no_list": "its answer has no list where the settings say under `records`",
    "no_link": "its answer has no address where the settings say under `next_link`",
    "no_time_of_change": "no record has a time where the settings say under `changed`, or it has no offset",
    "not_oldest_first": "its records are not in the order of their change: ask it for that order in the address",
    "pages_in_a_circle": "its pages lead back to one that was read: check how the settings name the next page",
}


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
        raise click.ClickException(_why(error)) from None
    except PollFailed as error:
        cause = error.__cause__
        raise click.ClickException(_why(cause) if isinstance(cause, CannotRead) else f"{error}.") from None
    except AlreadyPolled:
        raise click.ClickException("A worker reads this source just now: pause it first, or wait.") from None
    except LeaseLost:
        raise click.ClickException("A worker has taken over this source: pause it first, and begin again.") from None
    except _SAID_AS_IT_IS as error:
        raise click.ClickException(str(error)) from None


def _why(error: CannotRead) -> str:
    """Return what to do about a system that cannot be read; the code alone says little to who wrote the settings."""
    if isinstance(error.__cause__, BAD_SETTINGS):
        return str(error.__cause__)
    return f"The system cannot be read ({error.code}): {_TO_DO.get(error.code, _ELSE)}."
