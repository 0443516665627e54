"""
Whose an item is: the officer in the case, else the supervisor of the case, else a desk; and who covers. Never nobody.

*Source:* issue 4, section 2.
"""

from dataclasses import dataclass
from datetime import datetime

from waypost.access.values import Directory, Staff
from waypost.cases.values import CaseFacts, Officer
from waypost.cases.vocabulary import Flag
from waypost.worklist.values import Desk

_OF_PERSONS = frozenset({Desk.OIC, Desk.SUPERVISOR})
_OF_CASES = frozenset({Desk.RECORDS, Desk.WITNESS_CARE})
"""Desks that read a case to do their work: not one that is sealed, which is the supervisor's instead."""


@dataclass(frozen=True)
class Holder:
    """
    Who has an item: `owner`, a collar number, or the people of `at_desk`, never both and never neither.

    `cover` does it while the owner is away; where it is empty then, everybody in `team` does.
    """

    owner: str = ""
    at_desk: Desk | None = None
    team: str = ""
    cover: str = ""


@dataclass(frozen=True)
class Circumstances:
    """What decides who has an item; `last_desk` has what is nobody else's, or what all others are late with."""

    case: CaseFacts | None
    directory: Directory
    last_desk: Desk
    now: datetime

    @property
    def officer(self) -> Officer | None:
        """The officer in the case, if there is one."""
        return self.case.officer if self.case else None

    @property
    def supervisor(self) -> Officer | None:
        """The supervisor of the case, if there is one."""
        return self.case.supervisor if self.case else None

    @property
    def is_sealed(self) -> bool:
        """Whether only supervisors may stand in for the owner."""
        return self.case is not None and Flag.SEALED in self.case.flags

    def is_here(self, staff: Staff | None) -> bool:
        """Whether somebody of the directory can do something now."""
        return staff is not None and staff.is_active and not staff.is_away(self.now)


def holder(desk: Desk, level: int, around: Circumstances) -> Holder:
    """Return who has an item of `desk` that was escalated `level` times."""
    first = _first_holder(desk, around)
    if level == 0:
        return first
    supervisor = _held_by(around.supervisor, around)
    is_next = desk is Desk.OIC and supervisor is not None and supervisor.owner != first.owner
    return supervisor if level == 1 and is_next and supervisor else _at_last_desk(around)


def _first_holder(desk: Desk, around: Circumstances) -> Holder:
    if (desk in _OF_CASES and around.is_sealed) or desk in _OF_PERSONS:
        officer = around.officer if desk is Desk.OIC else None
        return _held_by(officer, around) or _held_by(around.supervisor, around) or _at_last_desk(around)
    return Holder(at_desk=desk)


def _at_last_desk(around: Circumstances) -> Holder:
    return Holder(at_desk=around.last_desk, team=_team(around.officer, around) if around.officer else "")


def _held_by(officer: Officer | None, around: Circumstances) -> Holder | None:
    """
    Return the officer as owner, with cover; one who has left is replaced by the deputy that they named, else by None.

    Somebody of the crime system whom the directory does not know is taken to be there.
    """
    if officer is None:
        return None
    known = around.directory.by_collar(officer.collar_number)
    if known is None or known.is_active:
        return Holder(officer.collar_number, team=_team(officer, around), cover=_cover(known, around) if known else "")
    deputy = around.directory.by_collar(known.deputy)
    if deputy is None or not deputy.is_active or around.is_sealed:
        return None
    return Holder(deputy.collar_number, team=deputy.team, cover=_cover(deputy, around))


def _cover(owner: Staff, around: Circumstances) -> str:
    """Return who does the work of an owner who is away: the deputy, or empty for the team, else the supervisor."""
    if not owner.is_away(around.now):
        return ""
    deputy = around.directory.by_collar(owner.deputy)
    if deputy is not None and deputy is not owner and around.is_here(deputy) and not around.is_sealed:
        return deputy.collar_number
    if _is_anybody_here(owner.team, around) and not around.is_sealed:
        return ""
    supervisor = around.supervisor.collar_number if around.supervisor else ""
    return "" if supervisor == owner.collar_number else supervisor


def _is_anybody_here(team: str, around: Circumstances) -> bool:
    return bool(team) and any(
        member.team == team and around.is_here(member) for member in around.directory.staff.values()
    )


def _team(officer: Officer, around: Circumstances) -> str:
    known = around.directory.by_collar(officer.collar_number)
    return (known.team if known else officer.team) or ""


def is_settled(held: Holder, directory: Directory, *, now: datetime) -> bool:
    """
    Whether owner and cover of an item fit the directory, as far as it can be said without the case.

    Asked of all that is open whenever somebody may have left, gone or come back; what does not fit is assigned anew.
    """
    owner = directory.by_collar(held.owner)
    cover = directory.by_collar(held.cover)
    if owner is None:
        return not held.cover
    if not owner.is_active or (cover is not None and not cover.is_active):
        return False
    around = Circumstances(case=None, directory=directory, last_desk=Desk.SUPERVISOR, now=now)
    if held.cover == _cover(owner, around):
        # Empty fits while the team is there; where nobody is, the case may name a supervisor.
        return bool(held.cover) or not owner.is_away(now) or _is_anybody_here(owner.team, around)
    return False
