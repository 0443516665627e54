"""
Places where a drill kills this process: before and after every commit and every call that leaves the house.

Without `WAYPOST_CRASHPOINT` nothing happens here. *Source:* trust.md, "Crash points".
"""

import os
import signal

_NAMED = os.environ.get("WAYPOST_CRASHPOINT", "")


def crashpoint(name: str) -> None:
    """Die at once, as from `kill -9`, if the drill names this place."""
    if _NAMED and name == _NAMED:
        os.kill(os.getpid(), signal.SIGKILL)
