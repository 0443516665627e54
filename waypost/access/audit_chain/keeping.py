"""
Keeps the head of the chain over each force's audit log outside the database, every day.

The file is to be carried off the machine with its logs; the log line says the same.
"""

import logging
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from waypost.access.audit import record_audit
from waypost.access.audit_chain.verifying import Head, head
from waypost.access.permissions import Action
from waypost.access.queries import force_names
from waypost.access.values import Actor, ActorKind
from waypost.base.values import ForceName

FOLDER = "audit-heads"
"""Below WAYPOST_HOME."""

_KEEPER = Actor(ActorKind.SYSTEM, "audit")
_log = logging.getLogger(__name__)


def keep_heads(home: Path, *, now: datetime) -> int:
    """Add the newest seal of each force to its file, to the log and to the audit log; return how many there are."""
    kept = 0
    for force in force_names():
        newest = head(force)
        if newest is not None:
            _keep(newest, home / FOLDER, force=force, now=now)
            kept += 1
    return kept


def kept_heads(file: Path) -> Iterator[str]:
    """Yield the heads in a file that `keep_heads` wrote, as `NUMBER:HASH`, the oldest first."""
    for line in file.read_text(encoding="ascii").splitlines():
        yield line.split()[-1]


def _keep(newest: Head, folder: Path, *, force: ForceName, now: datetime) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    said = f"{newest.number}:{newest.hash}"
    with (folder / f"{force}.txt").open("a", encoding="ascii") as file:
        file.write(f"{now:%Y-%m-%dT%H:%M:%SZ} {said}\n")
        file.flush()
        os.fsync(file.fileno())
    _log.info("the audit log of force %s ends in seal %s", force, said)
    record_audit(Action.AUDIT_HEAD_KEPT, by=_KEEPER, force=force, now=now, fields=[said])
