"""What officers type into forms, read into the columns of the crime system."""

import re
from collections.abc import Collection, Mapping
from datetime import datetime, time
from typing import Any, Final

from demo.rms.codes import (
    APPOINTMENT_STATUSES,
    APPOINTMENT_TYPES,
    CALL_ENDS,
    CHANNELS,
    DECIDED_BY,
    ENHANCED,
    ROLES,
)
from demo.typed import EMAIL, MOBILE, Reader, at
from demo.web import LONDON

Values = dict[str, Any]

POSTCODE: Final = re.compile(r"[A-Za-z]{1,2}[0-9][0-9A-Za-z]? *[0-9][A-Za-z]{2}")
CONTACT_FIELDS: Final = (
    "channels", "never", "hours_from", "hours_to", "discreet", "no_contact", "safe_confirmed", "code_word",
    "two_way", "update_days", "review_date", "contact_note",
)  # fmt: skip


def read_crime(reader: Reader, *, offences: Collection[str], now: datetime) -> Values:
    """Return the columns of a new occurrence."""
    offence = reader.choice("offence", among=offences, ask="Choose the offence")
    start, end = _read_period(reader, now=now)
    return {
        "off_cd": offence,
        "from_dttm": start,
        "to_dttm": end,
        "loc_desc": reader.text("place", longest=200),
        "ward_nm": reader.text("ward", longest=60),
        "inc_no": reader.text("incident", longest=20),
        "summ_txt": reader.needed("summary", longest=4000, ask="Say what happened, for the victim to read"),
        "mo_txt": reader.text("method", longest=4000),
    }


def _read_period(reader: Reader, *, now: datetime) -> tuple[datetime | None, datetime | None]:
    start = at(reader.day("from_date"), reader.hour("from_time") or time())
    end = at(reader.day("to_date"), reader.hour("to_time") or time())
    if start is None:
        reader.fault("from_date", "Give the date on which it happened")
    elif start > now:
        reader.fault("from_date", "Give a date and time that have passed")
    if start and end and end < start:
        reader.fault("to_date", "Give an end that is not before the start")
    return start, end


def read_person(reader: Reader, *, prefix: str, now: datetime) -> Values:
    """Return the columns of a person; the fields' names begin with `prefix`."""
    return {
        "fname": reader.text(f"{prefix}first", longest=100),
        "sname": reader.needed(f"{prefix}last", longest=100, ask="Give the last name"),
        "dob": reader.birth(f"{prefix}dob", today=now.astimezone(LONDON).date()),
        "mob_no": reader.pattern(
            f"{prefix}mobile", like=MOBILE, longest=60, ask="Give a mobile number, such as 07700 900123"
        ),
        "email_addr": reader.pattern(
            f"{prefix}email", like=EMAIL, longest=254, ask="Give an e-mail address such as name@example.org"
        ),
        "addr_txt": reader.text(f"{prefix}address", longest=400),
        "pcode": reader.pattern(
            f"{prefix}postcode", like=POSTCODE, longest=12, ask="Give a full postcode, such as AN1 4QT"
        ),
    }  # fmt: skip


def read_victim(reader: Reader, *, now: datetime) -> Values:
    """Return the columns of a new victim, whose contact details were confirmed just now."""
    reader.needed("victim_first", longest=100, ask="Give the victim's first name")
    return read_person(reader, prefix="victim_", now=now) | {"cont_conf_dttm": now}


def read_suspect(reader: Reader, *, now: datetime) -> Values | None:
    """Return the columns of a suspect, or None when nothing about one was typed."""
    names = ("first", "last", "dob", "mobile", "email", "address", "postcode")
    if not any(str(reader.form.get(f"suspect_{name}") or "").strip() for name in names):
        return None
    return read_person(reader, prefix="suspect_", now=now)


def read_contact(reader: Reader, *, now: datetime) -> Values | None:
    """Return the columns of a safe-contact agreement, or None when nothing was filled in."""
    if not any(str(reader.form.get(name) or "").strip() for name in CONTACT_FIELDS):
        return None
    channels = reader.choices("channels", among=CHANNELS)
    never = reader.choices("never", among=CHANNELS)
    if set(channels) & set(never):
        reader.fault("never", "A way of contact cannot be both agreed and never to be used")
    hours = reader.hour("hours_from"), reader.hour("hours_to")
    if (hours[0] is None) != (hours[1] is None):
        reader.fault("hours_from", "Give both times, or leave both empty")
    return {
        "chan_cds": "".join(channels),
        "never_cds": "".join(never),
        "hrs_from": hours[0],
        "hrs_to": hours[1],
        "disc_ind": reader.ticked("discreet"),
        "no_cont_ind": reader.ticked("no_contact"),
        "safe_conf_dttm": now if reader.ticked("safe_confirmed") else None,
        "code_word": reader.text("code_word", longest=40),
        "two_way_ind": reader.ticked("two_way"),
        "upd_days": reader.number("update_days", lowest=1, highest=365),
        "review_dt": reader.day("review_date"),
        "note_txt": reader.text("contact_note", longest=1000),
    }


def read_enhanced(reader: Reader) -> str | None:
    """Return why a victim has enhanced rights under the Victims' Code, or None where she has none."""
    if not reader.form.get("enhanced"):
        return None
    return reader.choice("enhanced", among=ENHANCED, ask="Choose why, or that there are none")


def read_role(reader: Reader) -> str:
    """Return the role of a person who is added."""
    return reader.choice("role", among=ROLES, ask="Choose what this person is in the occurrence")


def read_appointment(reader: Reader, *, victims: Collection[str], now: datetime) -> Values:
    """Return the columns of an appointment."""
    day, start, end = reader.day("date"), reader.hour("start"), reader.hour("end")
    status = reader.choice("status", among=APPOINTMENT_STATUSES, ask="Choose what became of it")
    values: Values = {
        "appt_type_cd": reader.choice("kind", among=APPOINTMENT_TYPES, ask="Choose the kind of appointment"),
        "per_id": _person(reader, victims=victims),
        "start_dttm": at(day, start),
        "end_dttm": at(day, end),
        "place_txt": reader.text("place", longest=300),
        "stat_cd": status,
        "mis_by_cd": reader.choice("missed_by", among=("POL", "VIC"), ask="Choose who missed it")
        if status == "MIS"
        else None,
    }
    if day is None:
        reader.fault("date", "Give the date")
    if start is None:
        reader.fault("start", "Give the time at which it starts, or the window opens")
    if start and end and end <= start:
        reader.fault("end", "Give an end that is later than the start")
    if status == "BKD" and values["start_dttm"] and values["start_dttm"] <= now:
        reader.fault("date", "Give a date and time that are still to come")
    return values


def read_outcome(reader: Reader, *, outcomes: Collection[str]) -> Values:
    """Return the columns of an outcome."""
    return {
        "oc_cd": reader.choice("outcome", among=outcomes, ask="Choose the outcome"),
        "oc_by_cd": reader.choice("decided_by", among=DECIDED_BY, ask="Choose who decided"),
        "oc_rsn": reader.needed("reason", longest=4000, ask="Give the reason, for the victim to read"),
    }


def read_message(reader: Reader, *, victims: Collection[str]) -> Values:
    """Return the columns of a log entry to the victim."""
    return {
        "type_cd": "OFF_TO_VIC",
        "per_id": _person(reader, victims=victims),
        "entry_txt": reader.needed("text", longest=10000, ask="Write the message"),
    }


def read_log_entry(reader: Reader) -> Values:
    """Return the columns of an internal log entry."""
    text = reader.needed("text", longest=10000, ask="Write the entry")
    return {"type_cd": "INT", "entry_txt": text}


def read_task(reader: Reader, *, task: Mapping[str, Any]) -> Values:
    """Return the columns of a task as the officer leaves it, by its kind and the button that was pressed."""
    note = reader.text("note", longest=3000)
    match reader.form.get("action"):
        case "close":
            return {"stat_cd": "REF", "note_txt": note or "No longer needed"}
        case "refuse":
            return _refused(reader, note=note)
        case _ if task["type_cd"] == "CALL":
            return _read_call(reader, note=note)
        case _:
            return {"stat_cd": "DON", "note_txt": note, "done_txt": _read_done(reader, task=task)}


def _refused(reader: Reader, *, note: str | None) -> Values:
    if note is None:
        reader.fault("note", "Say why this is not to be done")
    return {"stat_cd": "REF", "note_txt": note}


def _read_call(reader: Reader, *, note: str | None) -> Values:
    """Whoever was not spoken to has not been told: the task stays open, with a remark of the attempt."""
    match reader.choice("call", among=CALL_ENDS, ask="Say what came of the call"):
        case "NOBODY":
            return {"stat_cd": "OPN", "note_txt": note}
        case "NOT":
            return _refused(reader, note=note)
        case _:
            return {"stat_cd": "DON", "note_txt": note}


def _read_done(reader: Reader, *, task: Mapping[str, Any]) -> str | None:
    """Return the reply, or a draft as the officer changed it; a draft that is confirmed as it is comes back empty."""
    text = reader.text("text", longest=10000)
    if task["type_cd"] == "RPLY" and text is None:
        reader.fault("text", "Write the reply. To close this without one, give a remark and press the other button")
    if task["type_cd"] == "CNFM" and text is None:
        reader.fault("text", "Write the text. To have nothing sent, give a remark and press the other button")
    return None if task["type_cd"] == "CNFM" and text == task["task_txt"].strip() else text


def _person(reader: Reader, *, victims: Collection[str]) -> int | None:
    """Return the chosen victim's key. With one victim there is nothing to choose."""
    if not victims:
        return None
    if len(victims) == 1:
        return int(next(iter(victims)))
    chosen = reader.choice("person", among=victims, ask="Choose for which victim")
    return int(chosen) if chosen in victims else None
