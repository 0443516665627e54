"""Every write of this room: decide what is due, switch journeys, move their runs to a newer version."""

from waypost.journeys.operations.draining import BATCH, DrainReport, drain
from waypost.journeys.operations.moving import Moved, NothingToMoveBy, move_runs, preview_move
from waypost.journeys.operations.switching import resume, switch, wake_forgotten

__all__ = [
    "BATCH",
    "DrainReport",
    "Moved",
    "NothingToMoveBy",
    "drain",
    "move_runs",
    "preview_move",
    "resume",
    "switch",
    "wake_forgotten",
]
