"""Every write of the crime system's pages. Each adds its line to the occurrence's history."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from demo.rms.codes import APPOINTMENT_STATUSES, ROLES, STATUSES
from demo.rms.reading import NotFound
from demo.rms.tables import (
    action_task,
    appt,
    ge_person,
    hr_officer,
    occ,
    occ_flag,
    occ_hist,
    occ_no_seq,
    occ_per_link,
    oel_entry,
    ref_offence,
    safe_contact,
)
from demo.rms.values import Officer, Record
from demo.web import moment

Values = Mapping[str, Any]

FORCE_NUMBER: Final = "42"
LONGEST_NOTE: Final = 4000


class AlreadyDone(RuntimeError):
    """Somebody closed this task in the meantime."""


def record_crime(connection: Connection, *, values: Values, by: Officer) -> tuple[int, str]:
    """Record an occurrence and return its key and its new number."""
    offence = connection.execute(select(ref_offence).where(ref_offence.c.off_cd == values["off_cd"])).one()
    occ_no = _next_number(connection)
    occ_id = connection.scalar(
        occ.insert()
        .values(rep_dttm=func.now(), stat_cd="REC")
        .values(**values, off_desc=offence.off_desc, off_grp_cd=offence.off_grp_cd)
        .values(occ_no=occ_no, rec_coll_no=by.coll_no)
        .returning(occ.c.occ_id)
    )
    add_history(connection, occ_id=int(occ_id or 0), text="Recorded", by=by)
    return int(occ_id or 0), occ_no


def add_person(connection: Connection, *, occ_id: int, role_cd: str, values: Values, by: Officer) -> int:
    """Add a person in a role and return the person's key."""
    per_id = connection.scalar(ge_person.insert().values(**values).returning(ge_person.c.per_id))
    connection.execute(occ_per_link.insert().values(occ_id=occ_id, per_id=per_id, role_cd=role_cd))
    add_history(connection, occ_id=occ_id, text=f"{ROLES[role_cd]} added", by=by)
    return int(per_id or 0)


def set_enhanced(connection: Connection, *, occ_id: int, per_id: int, enh_cd: str | None, by: Officer) -> None:
    """Set why a victim of this occurrence has enhanced rights, or None for none; what is so already is no change."""
    is_other = occ_per_link.c.enh_cd.is_distinct_from(enh_cd)
    changed = connection.execute(
        occ_per_link.update()
        .where(occ_per_link.c.occ_id == occ_id, occ_per_link.c.per_id == per_id)
        .where(occ_per_link.c.role_cd == "VIC", is_other)
        .values(enh_cd=enh_cd)
    )
    if changed.rowcount:
        add_history(connection, occ_id=occ_id, text="Enhanced rights changed", by=by)


def change_person(connection: Connection, *, occ_id: int, per_id: int, values: Values, by: Officer) -> None:
    """Change what is known about a person of this occurrence."""
    connection.execute(ge_person.update().where(ge_person.c.per_id == per_id).values(**values))
    add_history(connection, occ_id=occ_id, text="Person's details changed", by=by)


def agree_contact(connection: Connection, *, occ_id: int, per_id: int, values: Values, by: Officer) -> None:
    """Set what was agreed with a victim about contact."""
    row = {"occ_id": occ_id, "per_id": per_id, "agr_dttm": func.now(), **values}
    statement = upsert(safe_contact).values(**row)
    changes = {name: statement.excluded[name] for name in row if name not in {"occ_id", "per_id"}}
    connection.execute(statement.on_conflict_do_update(constraint="uq_sc", set_=changes))
    add_history(connection, occ_id=occ_id, text="Safe contact agreed", by=by)


def allocate(connection: Connection, *, occ_id: int, to: Officer, by: Officer) -> None:
    """Make somebody the officer in the case; their supervisor becomes the occurrence's."""
    supervisor = select(hr_officer.c.sup_coll_no).where(hr_officer.c.coll_no == to.coll_no).scalar_subquery()
    connection.execute(
        occ.update()
        .where(occ.c.occ_id == occ_id)
        .values(oic_coll_no=to.coll_no, sup_coll_no=func.coalesce(supervisor, occ.c.sup_coll_no))
    )
    connection.execute(
        occ.update().where(occ.c.occ_id == occ_id, occ.c.stat_cd.in_(["REC", "SCR"])).values(stat_cd="ALL")
    )
    add_history(connection, occ_id=occ_id, text=f"Allocated to {to.name}", by=by)


def set_status(connection: Connection, *, occ_id: int, stat_cd: str, by: Officer) -> None:
    """Move an occurrence to another status; leaving `FIN` takes its outcome away."""
    connection.execute(
        occ.update()
        .where(occ.c.occ_id == occ_id)
        .values(stat_cd=stat_cd, oc_cd=None, oc_dttm=None, oc_rsn=None, oc_by_cd=None)
    )
    add_history(connection, occ_id=occ_id, text=f"Status: {STATUSES[stat_cd]}", by=by)


def finalise(connection: Connection, *, occ_id: int, values: Values, by: Officer) -> None:
    """Set the outcome and finalise."""
    connection.execute(occ.update().where(occ.c.occ_id == occ_id).values(stat_cd="FIN", oc_dttm=func.now(), **values))
    add_history(connection, occ_id=occ_id, text=f"Finalised with outcome {values['oc_cd']}", by=by)


def book_appointment(connection: Connection, *, occ_id: int, values: Values, by: Officer) -> None:
    """Book an appointment."""
    connection.execute(appt.insert().values(occ_id=occ_id, coll_no=by.coll_no, **values))
    add_history(connection, occ_id=occ_id, text="Appointment booked", by=by)


def change_appointment(connection: Connection, *, occ_id: int, appt_id: int, values: Values, by: Officer) -> None:
    """
    Change an appointment of this occurrence.

    :raises NotFound: when it is none of this occurrence.
    """
    changed = connection.execute(
        appt.update().where(appt.c.occ_id == occ_id, appt.c.appt_id == appt_id).values(**values)
    )
    if not changed.rowcount:
        raise NotFound
    status = APPOINTMENT_STATUSES[values["stat_cd"]].lower()
    add_history(connection, occ_id=occ_id, text=f"Appointment changed: {status}", by=by)


def add_flag(connection: Connection, *, occ_id: int, flag_cd: str, by: Officer) -> None:
    """Set a flag; one that stands already stays as it is."""
    standing = occ_flag.c.clr_dttm.is_(None)
    statement = upsert(occ_flag).values(occ_id=occ_id, flag_cd=flag_cd, set_coll_no=by.coll_no)
    connection.execute(statement.on_conflict_do_nothing(index_elements=["occ_id", "flag_cd"], index_where=standing))
    add_history(connection, occ_id=occ_id, text=f"Flag set: {flag_cd}", by=by)


def remove_flag(connection: Connection, *, occ_id: int, flag_id: int, by: Officer) -> None:
    """
    Clear a flag of this occurrence.

    :raises NotFound: when it does not stand.
    """
    cleared = connection.execute(
        occ_flag.update()
        .where(occ_flag.c.occ_id == occ_id, occ_flag.c.flag_id == flag_id, occ_flag.c.clr_dttm.is_(None))
        .values(clr_dttm=func.now(), clr_coll_no=by.coll_no)
    )
    if not cleared.rowcount:
        raise NotFound
    add_history(connection, occ_id=occ_id, text="Flag removed", by=by)


def add_entry(connection: Connection, *, occ_id: int, values: Values, by: Officer) -> None:
    """Add an officer's entry to the log."""
    connection.execute(oel_entry.insert().values(occ_id=occ_id, coll_no=by.coll_no, **values))


def close_task(connection: Connection, *, task: Record, values: Values, by: Officer) -> None:
    """
    Close a task as done or refused, and write the reply, if there is one, to the victim.

    :raises AlreadyDone: when it is open no more.
    """
    note = _remarks(task, values["note_txt"])
    _change_task(connection, task=task, values={**values, "note_txt": note, **_done(by)})
    if task["type_cd"] == "RPLY" and values.get("done_txt"):
        reply = {"type_cd": "OFF_TO_VIC", "per_id": task["per_id"], "entry_txt": values["done_txt"]}
        add_entry(connection, occ_id=task["occ_id"], values=reply, by=by)
    add_history(connection, occ_id=task["occ_id"], text="Task closed", by=by)


def note_attempt(connection: Connection, *, task: Record, note: str | None, at: datetime, by: Officer) -> None:
    """
    Write down that somebody was called and not spoken to; the task stays open.

    :raises AlreadyDone: when it is open no more.
    """
    attempt = f"{moment(at)}, {by.name}: called, could not speak to them. {note or ''}".strip()
    _change_task(connection, task=task, values={"note_txt": _remarks(task, attempt)})
    add_history(connection, occ_id=task["occ_id"], text="Called, not spoken to", by=by)


def _change_task(connection: Connection, *, task: Record, values: Values) -> None:
    changed = connection.execute(
        action_task.update()
        .where(action_task.c.task_id == task["task_id"], action_task.c.stat_cd == "OPN")
        .values(**values)
    )
    if not changed.rowcount:
        raise AlreadyDone


def _done(by: Officer) -> Values:
    return {"done_dttm": func.now(), "done_coll_no": by.coll_no}


def _remarks(task: Record, new: str | None) -> str | None:
    """Return the remarks with a new one; of more than fit, the newest."""
    return "\n".join(filter(None, (task["note_txt"], new)))[-LONGEST_NOTE:] or None


def add_history(connection: Connection, *, occ_id: int, text: str, by: Officer) -> None:
    """Add a line to the occurrence's history."""
    connection.execute(occ_hist.insert().values(occ_id=occ_id, coll_no=by.coll_no, hist_txt=text))


def _next_number(connection: Connection) -> str:
    """Return the next crime number: the force's number, the year, and seven figures."""
    number = connection.scalar(select(occ_no_seq.next_value()))
    year = connection.scalar(select(func.to_char(func.now(), "YY")))
    return f"{FORCE_NUMBER}{year}{number:07d}"
