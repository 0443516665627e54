"""The pages of one occurrence: read it, and every change that an officer makes to it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from starlette.datastructures import FormData
from starlette.responses import Response

from demo.rms import forms, reading, writing
from demo.rms.codes import STATUSES
from demo.rms.values import Occurrence, Record
from demo.rms.visits import Visit
from demo.typed import Reader, show_day
from demo.web import LONDON

Values = dict[str, Any]


def new_occurrence(visit: Visit) -> Response:
    """Record a crime with its victim, what was agreed about contact, flags and perhaps a suspect."""
    connection, now = visit.connection, visit.now
    offences, flags = reading.offences(connection), reading.flags(connection)
    reader = Reader(visit.form)
    if visit.posted:
        crime = forms.read_crime(reader, offences=offences, now=now)
        victim = forms.read_victim(reader, now=now)
        contact = forms.read_contact(reader, now=now)
        enhanced = forms.read_enhanced(reader)
        suspect = forms.read_suspect(reader, now=now)
        if not reader.errors:
            people = {"VIC": victim, "SUS": suspect}
            occ_no = _record(visit, crime=crime, people=people, agreed=(contact, enhanced))
            return visit.done(f"/occurrences/{occ_no}", message=f"Recorded as {occ_no}")
    return visit.form_page(
        "new_occurrence.html", errors=reader.errors, typed=visit.form, offences=offences, flags=flags
    )


def show_occurrence(visit: Visit) -> Response:
    """Show all of one occurrence."""
    found = _occurrence(visit)
    return visit.page(
        "occurrence.html",
        found=found,
        occ=found.occ,
        officers=reading.officers(visit.connection),
        outcomes=reading.outcomes(visit.connection),
        agreed={
            person["per_id"]: reading.get_safe_contact(
                visit.connection, occ_id=found.occ["occ_id"], per_id=person["per_id"]
            )
            for person in found.victims
        },
    )


def allocate(visit: Visit) -> Response:
    """Choose the officer in the case."""
    found, choices = _occurrence(visit), reading.officers(visit.connection)
    reader = Reader(visit.form)
    if visit.posted:
        chosen = reader.choice("officer", among=choices, ask="Choose an officer")
        if not reader.errors:
            to = choices[chosen]
            writing.allocate(visit.connection, occ_id=found.occ["occ_id"], to=to, by=visit.officer)
            return _back(visit, found, message=f"Allocated to {to.name}")
    typed = visit.form if visit.posted else FormData({"officer": found.occ["oic_coll_no"] or ""})
    return visit.form_page("allocate.html", errors=reader.errors, typed=typed, found=found, choices=choices)


def change_status(visit: Visit) -> Response:
    """Move to another status. Finalising has a page of its own, since it needs an outcome."""
    found = _occurrence(visit)
    choices = {code: words for code, words in STATUSES.items() if code != "FIN"}
    reader = Reader(visit.form)
    if visit.posted:
        chosen = reader.choice("status", among=choices, ask="Choose a status")
        if not reader.errors:
            writing.set_status(visit.connection, occ_id=found.occ["occ_id"], stat_cd=chosen, by=visit.officer)
            return _back(visit, found, message=f"Status is now: {choices[chosen]}")
    typed = visit.form if visit.posted else FormData({"status": found.occ["stat_cd"]})
    return visit.form_page("status.html", errors=reader.errors, typed=typed, found=found, choices=choices)


def finalise(visit: Visit) -> Response:
    """Give an outcome and finalise."""
    found, outcomes = _occurrence(visit), reading.outcomes(visit.connection)

    def save(values: Values) -> None:
        writing.finalise(visit.connection, occ_id=found.occ["occ_id"], values=values, by=visit.officer)

    def read(reader: Reader) -> Values:
        return forms.read_outcome(reader, outcomes=outcomes)

    return _form(
        visit, "outcome.html", found=found, read=read, save=save, message="Outcome saved; finalised",
        typed=FormData({"decided_by": "POL"}), choices=outcomes,
    )  # fmt: skip


def write_to_victim(visit: Visit) -> Response:
    """Add a log entry that the victim will read."""
    found = _occurrence(visit)

    def save(values: Values) -> None:
        writing.add_entry(visit.connection, occ_id=found.occ["occ_id"], values=values, by=visit.officer)

    def read(reader: Reader) -> Values:
        return forms.read_message(reader, victims=_victim_keys(found))

    message = "Your message is in the log; the victim will be told"
    return _form(visit, "message.html", found=found, read=read, save=save, message=message, typed=FormData())


def write_log_entry(visit: Visit) -> Response:
    """Add a log entry that stays inside the force."""
    found = _occurrence(visit)

    def save(values: Values) -> None:
        writing.add_entry(visit.connection, occ_id=found.occ["occ_id"], values=values, by=visit.officer)

    return _form(
        visit, "log_entry.html", found=found, read=forms.read_log_entry, save=save,
        message="Entry added", typed=FormData(),
    )  # fmt: skip


def new_appointment(visit: Visit) -> Response:
    """Book an appointment."""
    found = _occurrence(visit)

    def save(values: Values) -> None:
        occ_id = found.occ["occ_id"]
        writing.book_appointment(visit.connection, occ_id=occ_id, values=values, by=visit.officer)

    def read(reader: Reader) -> Values:
        return forms.read_appointment(reader, victims=_victim_keys(found), now=visit.now)

    return _form(
        visit, "appointment.html", found=found, read=read, save=save, message="Appointment booked",
        typed=FormData({"status": "BKD"}), appointment=None,
    )  # fmt: skip


def change_appointment(visit: Visit) -> Response:
    """Move or cancel an appointment, or say what became of it."""
    found, appt_id = _occurrence(visit), visit.number("appt_id")
    appointment = next((one for one in found.appointments if one["appt_id"] == appt_id), None)
    if appointment is None:
        raise reading.NotFound

    def save(values: Values) -> None:
        occ_id = found.occ["occ_id"]
        writing.change_appointment(visit.connection, occ_id=occ_id, appt_id=appt_id, values=values, by=visit.officer)

    def read(reader: Reader) -> Values:
        return forms.read_appointment(reader, victims=_victim_keys(found), now=visit.now)

    return _form(
        visit, "appointment.html", found=found, read=read, save=save, message="Appointment changed",
        typed=_typed_appointment(appointment), appointment=appointment,
    )  # fmt: skip


def change_flags(visit: Visit) -> Response:
    """Set a flag."""
    found = _occurrence(visit)
    standing = {flag["flag_cd"] for flag in found.flags}
    choices = {code: words for code, words in reading.flags(visit.connection).items() if code not in standing}

    def save(values: Values) -> None:
        occ_id = found.occ["occ_id"]
        writing.add_flag(visit.connection, occ_id=occ_id, flag_cd=values["flag"], by=visit.officer)

    def read(reader: Reader) -> Values:
        return {"flag": reader.choice("flag", among=choices, ask="Choose a flag")}

    return _form(
        visit, "flags.html", found=found, read=read, save=save, message="Flag set",
        typed=FormData(), choices=choices,
    )  # fmt: skip


def remove_flag(visit: Visit) -> Response:
    """Remove a flag."""
    found = _occurrence(visit)
    writing.remove_flag(visit.connection, occ_id=found.occ["occ_id"], flag_id=visit.number("flag_id"), by=visit.officer)
    return _back(visit, found, message="Flag removed")


def add_person(visit: Visit) -> Response:
    """Add a person to the occurrence."""
    found = _occurrence(visit)

    def save(values: Values) -> None:
        role = values.pop("role_cd")
        occ_id = found.occ["occ_id"]
        writing.add_person(visit.connection, occ_id=occ_id, role_cd=role, values=values, by=visit.officer)

    def read(reader: Reader) -> Values:
        role = forms.read_role(reader)
        return forms.read_person(reader, prefix="", now=visit.now) | {"role_cd": role}

    return _form(
        visit, "person.html", found=found, read=read, save=save, message="Person added",
        typed=FormData(), person=None,
    )  # fmt: skip


def change_person(visit: Visit) -> Response:
    """Change a person's details and, for a victim, what was agreed about contact."""
    found, per_id = _occurrence(visit), visit.number("per_id")
    person = next((one for one in (*found.victims, *found.people) if one["per_id"] == per_id), None)
    if person is None:
        raise reading.NotFound
    occ_id = found.occ["occ_id"]
    is_victim = person["role_cd"] == "VIC"

    def save(values: Values) -> None:
        contact, enhanced = values.pop("contact"), values.pop("enhanced")
        writing.change_person(visit.connection, occ_id=occ_id, per_id=per_id, values=values, by=visit.officer)
        if contact is not None:
            writing.agree_contact(visit.connection, occ_id=occ_id, per_id=per_id, values=contact, by=visit.officer)
        if is_victim:
            writing.set_enhanced(visit.connection, occ_id=occ_id, per_id=per_id, enh_cd=enhanced, by=visit.officer)

    def read(reader: Reader) -> Values:
        values = forms.read_person(reader, prefix="", now=visit.now)
        values["dec_ind"] = reader.ticked("deceased")
        if reader.ticked("contact_confirmed"):
            values["cont_conf_dttm"] = visit.now
        values["enhanced"] = forms.read_enhanced(reader) if is_victim else None
        return values | {"contact": forms.read_contact(reader, now=visit.now) if is_victim else None}

    agreed = reading.get_safe_contact(visit.connection, occ_id=occ_id, per_id=per_id)
    return _form(
        visit, "person.html", found=found, read=read, save=save, message="Details saved",
        typed=_typed_person(person, agreed=agreed), person=person, is_victim=is_victim,
    )  # fmt: skip


def _form(
    visit: Visit,
    template: str,
    *,
    found: Occurrence,
    read: Callable[[Reader], Values],
    save: Callable[[Values], None],
    message: str,
    typed: FormData,
    **values: Any,
) -> Response:
    """Show a form, or read and save what was posted and go back to the occurrence."""
    reader = Reader(visit.form)
    if visit.posted:
        read_values = read(reader)
        if not reader.errors:
            save(read_values)
            return _back(visit, found, message=message)
    shown = visit.form if visit.posted else typed
    return visit.form_page(template, errors=reader.errors, typed=shown, found=found, **values)


def _record(
    visit: Visit, *, crime: Values, people: dict[str, Values | None], agreed: tuple[Values | None, str | None]
) -> str:
    """Write down a crime; `agreed` holds what was agreed about contact, and why the victim's rights are enhanced."""
    connection, by = visit.connection, visit.officer
    contact, enhanced = agreed
    occ_id, occ_no = writing.record_crime(connection, values=crime, by=by)
    for role, person in people.items():
        if person is None:
            continue
        per_id = writing.add_person(connection, occ_id=occ_id, role_cd=role, values=person, by=by)
        if role == "VIC":
            writing.set_enhanced(connection, occ_id=occ_id, per_id=per_id, enh_cd=enhanced, by=by)
        if role == "VIC" and contact is not None:
            writing.agree_contact(connection, occ_id=occ_id, per_id=per_id, values=contact, by=by)
    for code in Reader(visit.form).choices("flags", among=reading.flags(connection)):
        writing.add_flag(connection, occ_id=occ_id, flag_cd=code, by=by)
    return occ_no


def _occurrence(visit: Visit) -> Occurrence:
    return reading.get_occurrence(visit.connection, visit.request.path_params["occ_no"])


def _back(visit: Visit, found: Occurrence, *, message: str) -> Response:
    return visit.done(f"/occurrences/{found.occ['occ_no']}", message=message)


def _victim_keys(found: Occurrence) -> list[str]:
    return [str(victim["per_id"]) for victim in found.victims]


def _typed_appointment(appointment: Record) -> FormData:
    start: datetime = appointment["start_dttm"].astimezone(LONDON)
    end: datetime | None = appointment["end_dttm"]
    return FormData(
        {
            "kind": appointment["appt_type_cd"],
            "person": str(appointment["per_id"] or ""),
            "date": show_day(start.date()),
            "start": f"{start:%H:%M}",
            "end": f"{end.astimezone(LONDON):%H:%M}" if end else "",
            "place": appointment["place_txt"] or "",
            "status": appointment["stat_cd"],
            "missed_by": appointment["mis_by_cd"] or "",
        }
    )


def _typed_person(person: Record, *, agreed: Record | None) -> FormData:
    names = {
        "first": "fname", "last": "sname", "mobile": "mob_no", "email": "email_addr", "address": "addr_txt",
        "postcode": "pcode",
    }  # fmt: skip
    pairs = [(name, str(person[column] or "")) for name, column in names.items()]
    pairs.extend((("dob", show_day(person["dob"])), ("enhanced", person["enh_cd"] or "")))
    if person["dec_ind"]:
        pairs.append(("deceased", "yes"))
    return FormData([*pairs, *(_typed_contact(agreed) if agreed else [])])


def _typed_contact(agreed: Record) -> list[tuple[str, str]]:
    ticks = {
        "discreet": agreed["disc_ind"],
        "no_contact": agreed["no_cont_ind"],
        "safe_confirmed": agreed["safe_conf_dttm"],
        "two_way": agreed["two_way_ind"],
    }
    return [
        *(("channels", code) for code in agreed["chan_cds"]),
        *(("never", code) for code in agreed["never_cds"]),
        *((name, "yes") for name, ticked in ticks.items() if ticked),
        ("hours_from", f"{agreed['hrs_from']:%H:%M}" if agreed["hrs_from"] else ""),
        ("hours_to", f"{agreed['hrs_to']:%H:%M}" if agreed["hrs_to"] else ""),
        ("code_word", agreed["code_word"] or ""),
        ("update_days", str(agreed["upd_days"] or "")),
        ("review_date", show_day(agreed["review_dt"])),
        ("contact_note", agreed["note_txt"] or ""),
    ]
