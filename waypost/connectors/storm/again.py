"""What stands aside of sources that push messages is tried again by itself; a poll does so for a folder."""

from collections.abc import Callable
from datetime import datetime

from waypost.cases.values import SourceFacts
from waypost.connectors.set_aside import begin_try
from waypost.connectors.storm.config import is_dropped
from waypost.connectors.storm.system import open_storm

MOST_AGAIN = 50
"""Of what was set aside of one source, in one run of the job."""


def try_again(source: SourceFacts, *, now_fn: Callable[[], datetime]) -> None:
    """
    Take what is due, each alone, its try counted before it is made.

    :raises CannotRead: if the source's mapping cannot be used any more.
    """
    if is_dropped(source.config):
        return
    system = open_storm(source)
    for _ in range(MOST_AGAIN):
        due = begin_try(source, now=now_fn())
        if due is None:
            return
        system.again([due])
