"""
Places where a drill kills this process: before and after every commit and every call that leaves the house.

Without `WAYPOST_CRASHPOINT` nothing happens here. It names a place, and after a colon a signal where it should be
another than `SIGKILL`: `send.before_call:SIGSTOP` makes the process sleep there. *Source:* trust.md, "Crash points".
"""

import os
import signal


def crashpoint(name: str) -> None:
    """Die at once, as from `kill -9`, if the drill names this place."""
    wanted, _, how = os.environ.get("WAYPOST_CRASHPOINT", "").partition(":")
    if wanted == name:
        os.kill(os.getpid(), signal.Signals[how or "SIGKILL"])
