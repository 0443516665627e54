"""The permission map as a table that an auditor can read aloud: one line an action, one column a role. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from waypost.access.permission_map import MAY, Scope
from waypost.access.permissions import PERMISSIONS, Permission
from waypost.access.values import StaffRole

_SCOPES = {Scope.OWN: "own", Scope.TEAM: "team", Scope.FORCE: "force"}
_INTRODUCTION = """\
# Who may do what

Made by `waypost staff permissions --markdown`; a test fails when it is not what the code does. One line is one
thing that staff do, one column one role. **own**: for cases in their own hands, and of colleagues whom they
cover. **team**: for cases of their team as well. **force**: for all cases of their force. Empty: not at all.
Somebody with several roles may do what any of them may, as far as the widest of them reaches.

Beyond the table:

- A case out of somebody's reach is opened for a written reason, if they may give one, and stays open to them
  for 12 hours.
- A case with a flag that makes contact dangerous, out of somebody's reach, is opened behind glass only: the
  officer in the case, the supervisor and the auditor are told at once.
- A sealed case is for its own people; supervisors may open it behind glass. For everybody else it is not there:
  not in any list, not found, and asking for it reads like asking for what never was.
- Who opens more than a figure of unrelated cases within an hour is shown to the auditor
  (`content/staff/alarms.yaml`).
- Every look, search, download and change is a line of the audit log, which is sealed (`waypost audit verify`).
- Nobody sees another force.

The code: `waypost/access/permission_map.py`, `waypost/console/standing.py`.
"""


@dataclass(frozen=True)
class Line:
    """One thing that staff do, and how far each role may do it, in the order of `StaffRole`; empty: not at all."""

    what: str
    reach: tuple[str, ...]
    addresses: tuple[str, ...]


def roles() -> Sequence[str]:
    """Return the names of the columns."""
    return [role.value.replace("_", " ") for role in StaffRole]


def permission_lines() -> Sequence[Line]:
    """Return what staff may do, in the order in which the permissions are written."""
    listed = {permission for given in MAY.values() for permission in given}
    return [_line(permission) for permission in Permission if permission in listed]


def as_text() -> str:
    """Return the table for a terminal: for each thing who may do it, as a sentence."""
    return "\n".join(_sentences())


def as_markdown() -> str:
    """Return the page of the documentation."""
    head = f"| | {' | '.join(roles())} |"
    rule = f"|---|{'---|' * len(StaffRole)}"
    rows = [f"| {line.what} | {' | '.join(line.reach)} |" for line in permission_lines()]
    return "\n".join([_INTRODUCTION, head, rule, *rows, ""])


def _line(permission: Permission) -> Line:
    reach = tuple(_SCOPES[MAY[role][permission]] if permission in MAY[role] else "" for role in StaffRole)
    addresses = tuple(sorted(name for name, needed in PERMISSIONS.items() if needed is permission))
    return Line(permission.value, reach, addresses)


def _sentences() -> Iterator[str]:
    for line in permission_lines():
        yield f"{line.what[0].upper()}{line.what[1:]}"
        for said in _SCOPES.values():
            who = [role for role, reach in zip(roles(), line.reach, strict=True) if reach == said]
            if who:
                yield f"    {said:<6}{', '.join(who)}"
