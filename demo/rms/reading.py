"""Every read of the crime system's pages."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from demo.rms.tables import (
    action_task,
    appt,
    ge_person,
    hr_officer,
    occ,
    occ_flag,
    occ_hist,
    occ_per_link,
    oel_entry,
    ref_flag,
    ref_offence,
    ref_outcome,
    safe_contact,
)
from demo.rms.values import Found, Occurrence, Officer, Record, Search, Show

PAGE_SIZE: Final = 20

OFFICER_COLUMNS: Final = (
    hr_officer.c.coll_no,
    hr_officer.c.rank_cd,
    hr_officer.c.forenames,
    hr_officer.c.surname,
    hr_officer.c.team_desc,
)


class NotFound(LookupError):
    """There is no such row in this occurrence, or no such occurrence."""


def officers(connection: Connection) -> dict[str, Officer]:
    """Return the active officers by collar number, in order of name."""
    query = select(*OFFICER_COLUMNS).where(hr_officer.c.actv_ind)
    rows = _records(connection, query.order_by("surname", "forenames", "coll_no"))
    return {row["coll_no"]: Officer(**row) for row in rows}


def offences(connection: Connection) -> dict[str, str]:
    """Return the offence codes with their words, in order of the words."""
    rows = connection.execute(
        select(ref_offence.c.off_cd, ref_offence.c.off_desc)
        .where(ref_offence.c.actv_ind)
        .order_by("off_desc", "off_cd")
    )
    return {row.off_cd: row.off_desc for row in rows}


def outcomes(connection: Connection) -> dict[str, str]:
    """Return the outcome codes with their words, in the force's order."""
    rows = connection.execute(
        select(ref_outcome.c.oc_cd, ref_outcome.c.oc_desc)
        .where(ref_outcome.c.actv_ind)
        .order_by(ref_outcome.c.sort_no, ref_outcome.c.oc_cd)
    )
    return {row.oc_cd: row.oc_desc for row in rows}


def flags(connection: Connection) -> dict[str, str]:
    """Return the flag codes with their words, in the force's order."""
    rows = connection.execute(
        select(ref_flag.c.flag_cd, ref_flag.c.flag_desc).order_by(ref_flag.c.sort_no, ref_flag.c.flag_cd)
    )
    return {row.flag_cd: row.flag_desc for row in rows}


def search(connection: Connection, *, wanted: Search, officer: Officer) -> Found:
    """Return one page of the occurrences that are asked for, the newest report first."""
    condition = and_(_shown(wanted.show, officer=officer), _matching(wanted.words))
    total = connection.scalar(select(func.count()).select_from(occ).where(condition)) or 0
    pages = max(1, -(-total // PAGE_SIZE))
    page = min(max(1, wanted.page), pages)
    rows = _records(connection, _listed(condition).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Found(rows=rows, total=total, page=page, pages=pages)


def get_occurrence(connection: Connection, occ_no: str) -> Occurrence:
    """
    Return one occurrence with all that belongs to it.

    :raises NotFound: when no occurrence has this number.
    """
    found = _one(connection, select(occ).where(occ.c.occ_no == occ_no))
    occ_id = found["occ_id"]
    return Occurrence(
        occ=found,
        people=_people(connection, occ_id),
        flags=_flags(connection, occ_id),
        entries=_all(connection, select(oel_entry).where(oel_entry.c.occ_id == occ_id), newest="entry_id"),
        tasks=_all(connection, select(action_task).where(action_task.c.occ_id == occ_id), newest="task_id"),
        appointments=_all(connection, select(appt).where(appt.c.occ_id == occ_id), newest="start_dttm"),
        history=_all(connection, select(occ_hist).where(occ_hist.c.occ_id == occ_id), newest="hist_id"),
    )


def open_tasks(connection: Connection, *, officer: Officer) -> Sequence[Record]:
    """Return the open tasks that are the officer's, the most urgent first."""
    query = (
        select(action_task, occ.c.occ_no, occ.c.off_desc, ge_person.c.fname, ge_person.c.sname)
        .select_from(action_task.join(occ).outerjoin(ge_person))
        .where(_is_task_of(officer))
        .order_by(action_task.c.due_dttm.asc().nulls_last(), action_task.c.task_id)
    )
    return _records(connection, query)


def count_open_tasks(connection: Connection, *, officer: Officer) -> int:
    """Return how many open tasks are the officer's."""
    query = select(func.count()).select_from(action_task.join(occ)).where(_is_task_of(officer))
    return connection.scalar(query) or 0


def get_task(connection: Connection, task_id: int) -> Record:
    """
    Return one task with its occurrence's number, whom it is about, and their numbers.

    :raises NotFound: when there is none.
    """
    reached = (ge_person.c.fname, ge_person.c.sname, ge_person.c.mob_no, ge_person.c.tel_no)
    query = (
        select(action_task, occ.c.occ_no, occ.c.off_desc, *reached)
        .select_from(action_task.join(occ).outerjoin(ge_person))
        .where(action_task.c.task_id == task_id)
    )
    return _one(connection, query)


def get_safe_contact(connection: Connection, *, occ_id: int, per_id: int) -> Record | None:
    """Return what was agreed with a victim of this occurrence, if anything was."""
    query = select(safe_contact).where(safe_contact.c.occ_id == occ_id, safe_contact.c.per_id == per_id)
    return next(iter(_records(connection, query)), None)


def _is_task_of(officer: Officer) -> ColumnElement[bool]:
    whose = func.coalesce(action_task.c.coll_no, occ.c.oic_coll_no)
    mine = whose == officer.coll_no
    return and_(action_task.c.stat_cd == "OPN", or_(mine, whose.is_(None)) if officer.supervises else mine)


def _shown(show: Show, *, officer: Officer) -> ColumnElement[bool]:
    if show is Show.MINE:
        return occ.c.oic_coll_no == officer.coll_no
    if show is Show.UNALLOCATED:
        return and_(occ.c.oic_coll_no.is_(None), occ.c.stat_cd.not_in(["FIN", "CAN", "TRF"]))
    return occ.c.occ_id.is_not(None)


def _matching(words: str) -> ColumnElement[bool]:
    conditions = [_matching_word(word) for word in words.split()]
    return and_(occ.c.occ_id.is_not(None), *conditions)


def _matching_word(word: str) -> ColumnElement[bool]:
    named = (
        select(occ_per_link.c.occ_id)
        .join(ge_person, ge_person.c.per_id == occ_per_link.c.per_id)
        .where(
            or_(
                *(
                    column.icontains(word, autoescape=True)
                    for column in (ge_person.c.fname, ge_person.c.sname, ge_person.c.org_nm, ge_person.c.pcode)
                )
            )
        )
    )
    columns = (occ.c.occ_no, occ.c.inc_no, occ.c.off_desc, occ.c.loc_desc, occ.c.ward_nm)
    return or_(*(column.icontains(word, autoescape=True) for column in columns), occ.c.occ_id.in_(named))


def _listed(condition: ColumnElement[bool]) -> Select[Any]:
    tasks = (
        select(func.count())
        .where(action_task.c.occ_id == occ.c.occ_id, action_task.c.stat_cd == "OPN")
        .scalar_subquery()
    )
    warnings = (
        select(func.count()).where(occ_flag.c.occ_id == occ.c.occ_id, occ_flag.c.clr_dttm.is_(None)).scalar_subquery()
    )
    name = func.coalesce(ge_person.c.org_nm, func.concat_ws(" ", ge_person.c.fname, ge_person.c.sname))
    victims = (
        select(func.string_agg(name, ", "))
        .select_from(occ_per_link.join(ge_person, ge_person.c.per_id == occ_per_link.c.per_id))
        .where(occ_per_link.c.occ_id == occ.c.occ_id, occ_per_link.c.role_cd == "VIC")
        .scalar_subquery()
    )
    return (
        select(occ, tasks.label("open_tasks"), warnings.label("flags"), victims.label("victims"))
        .where(condition)
        .order_by(occ.c.rep_dttm.desc(), occ.c.occ_id.desc())
    )


def _people(connection: Connection, occ_id: int) -> Sequence[Record]:
    query = (
        select(ge_person, occ_per_link.c.role_cd, occ_per_link.c.link_id, occ_per_link.c.enh_cd)
        .join(occ_per_link, occ_per_link.c.per_id == ge_person.c.per_id)
        .where(occ_per_link.c.occ_id == occ_id)
        .order_by(occ_per_link.c.link_id)
    )
    return _records(connection, query)


def _flags(connection: Connection, occ_id: int) -> Sequence[Record]:
    query = (
        select(occ_flag, ref_flag.c.flag_desc)
        .join(ref_flag)
        .where(occ_flag.c.occ_id == occ_id, occ_flag.c.clr_dttm.is_(None))
        .order_by(ref_flag.c.sort_no, occ_flag.c.flag_id)
    )
    return _records(connection, query)


def _all(connection: Connection, query: Select[Any], *, newest: str) -> Sequence[Record]:
    column = query.selected_columns[newest]
    key = query.selected_columns[0]
    return _records(connection, query.order_by(column.desc(), key.desc()))


def _one(connection: Connection, query: Select[Any]) -> Record:
    found = _records(connection, query)
    if not found:
        raise NotFound
    return found[0]


def _records(connection: Connection, query: Select[Any]) -> Sequence[Record]:
    return [{str(name): value for name, value in row.items()} for row in connection.execute(query).mappings()]
