"""Which pages somebody finds in the navigation: one line a page, in the order of the house. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from waypost.access.permission_map import scope_of
from waypost.access.permissions import permission_for
from waypost.access.values import StaffRole


@dataclass(frozen=True)
class Entry:
    """
    One page of the navigation: its words, the name of its address, and the names of those below it.

    `within` names another entry whose page leads here: who may open that one does not find this one beside it.
    """

    text: str
    address: str
    below: frozenset[str] = frozenset()
    within: str = ""


ENTRIES: Final[Sequence[Entry]] = (
    Entry("Worklist", "console:worklist", frozenset({"console:item"})),
    Entry("My victims", "console:my-victims", frozenset({"console:reply"})),
    Entry(
        "My team",
        "console:supervising",
        frozenset(
            {
                "console:team-clocks",
                "console:team-held",
                "console:team-absence",
                "console:hand-over",
            }
        ),
    ),
    Entry(
        "Hearings",
        "console:hearings",
        frozenset({"console:hearings-changed", "console:hearings-results"}),
    ),
    Entry(
        "Records",
        "console:records",
        frozenset(
            {
                "console:suggestions",
                "console:suggestions-check",
                "console:suggestions-waiting",
                "console:same-people",
                "console:same-pair",
                "console:set-aside",
            }
        ),
    ),
    Entry("Find", "console:find", frozenset({"console:text-check", "console:case", "console:message"})),
    Entry("Waiting for an answer", "console:threads", frozenset({"console:thread"})),
    Entry("Complaints", "console:matters", frozenset({"console:matter"})),
    Entry(
        "Administering",
        "console:admin",
        frozenset(
            {
                "console:admin-settings",
                "console:admin-change",
                "console:admin-journeys",
                "console:admin-journey",
                "console:admin-sources",
                "console:admin-source",
                "console:admin-providers",
                "console:stops",
                "console:lift",
                "console:recall",
                "console:first-ones",
                "console:let-go",
                "console:second",
                "console:log",
            }
        ),
    ),
    Entry("New here", "console:first-ones", frozenset({"console:let-go", "console:second"}), within="console:admin"),
    Entry("Message log", "console:log", within="console:admin"),
    Entry(
        "Audit log",
        "console:audit",
        frozenset({"console:audit-person", "console:audit-case", "console:audit-alarms"}),
    ),
    Entry("Contactability", "console:contactability"),
    Entry("Absence", "console:absence"),
)

_FIRST: Final[Sequence[tuple[StaffRole, str]]] = (
    # What danger, a victim's question or a clock asks of somebody stands in the worklist, and comes before all else.
    (StaffRole.SUPERVISOR, "console:worklist"),
    (StaffRole.OFFICER, "console:worklist"),
    (StaffRole.CALL_HANDLER, "console:find"),
    (StaffRole.WITNESS_CARE, "console:hearings"),
    (StaffRole.DATA_QUALITY, "console:records"),
    (StaffRole.ADMINISTRATOR, "console:admin"),
    (StaffRole.APPROVER, "console:first-ones"),
    (StaffRole.AUDITOR, "console:audit"),
    (StaffRole.ANALYST, "console:contactability"),
)


def first_page(roles: Iterable[StaffRole]) -> str:
    """Return the name of the address at which the day of somebody in these roles begins."""
    held = frozenset(roles)
    return next((address for role, address in _FIRST if role in held), "console:worklist")


def entries_for(roles: Iterable[StaffRole]) -> tuple[Entry, ...]:
    """Return the pages that somebody in these roles may open."""
    held = frozenset(roles)
    return tuple(
        entry
        for entry in ENTRIES
        if _may_open(held, entry.address) and not (entry.within and _may_open(held, entry.within))
    )


def _may_open(roles: Iterable[StaffRole], address: str) -> bool:
    return scope_of(roles, permission_for(address)) is not None


def is_here(entry: Entry, view_name: str) -> bool:
    """Whether a page is the entry's own, or one below it."""
    return view_name == entry.address or view_name in entry.below
