"""
What a fresh crime system holds: four officers, a burglary recorded minutes ago, and older work.

All of them are made up: drama numbers, example.org, and postcodes in an area (AN) that does not exist.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, select, text

from demo.rms import writing
from demo.rms.reading import officers
from demo.rms.tables import hr_officer, occ, occ_flag, occ_hist, oel_entry
from demo.rms.values import Officer

SEED_LOCK: Final = 711_043

OFFICERS: Final = (
    ("2210", "SGT", "Ali", "Shaw", "North CID", None),
    ("4471", "PC", "Jo", "Hall", "North CID", "2210"),
    ("5128", "DC", "Priya", "Nair", "North CID", "2210"),
    ("3907", "PC", "Tom", "Beck", "Neighbourhood South", "2210"),
)


@dataclass(frozen=True)
class Older:
    """An occurrence that was there long before anybody looked."""

    off_cd: str
    days_ago: int
    place: str
    ward: str
    summary: str
    victim: dict[str, Any]
    officer: str | None
    status: str
    outcome: tuple[str, str] | None = None
    suspect: dict[str, Any] | None = None
    flags: tuple[str, ...] = ()
    contact: dict[str, Any] = field(default_factory=dict)
    entries: tuple[tuple[str, str], ...] = ()


def _person(first: str, last: str, born: date, number: int, postcode: str) -> dict[str, Any]:
    return {
        "fname": first,
        "sname": last,
        "dob": born,
        "mob_no": f"07700 900{number:03d}",
        "email_addr": f"{first}.{last}@example.org".lower(),
        "pcode": postcode,
    }


BURGLARY: Final = {
    "off_cd": "028/DWL",
    "inc_no": "A-118822",
    "loc_desc": "14 Chapel Row, Northmoor (made up)",
    "ward_nm": "Northmoor",
    "pcode_dist": "AN1",
    "summ_txt": (
        "Your home was entered through the kitchen window while you were asleep. A laptop and a gold ring were taken."
    ),
    "mo_txt": "Rear kitchen window forced with a bladed tool. Untidy search of the ground floor.",
}
BURGLED: Final = _person("Maya", "Ferris", date(1988, 4, 12), 142, "AN1 4QT") | {"addr_txt": "14 Chapel Row, Northmoor"}

OLDER: Final = (
    Older(
        "045/TFV", 9, "Station car park", "Westgate",
        "A window of your car was broken and a bag was taken from the seat.",
        _person("Owen", "Pryce", date(1979, 9, 2), 201, "AN2 1BD"), "3907", "INV",
        entries=(("INT", "Car park's operator asked for footage of 18:00 to 21:00."),),
    ),
    Older(
        "044/CYC", 11, "High Street cycle rack", "Castle",
        "Your bicycle was taken from the rack outside the library.",
        _person("Hana", "Sato", date(1999, 1, 23), 214, "AN1 2LM"), "4471", "ALL",
    ),
    Older(
        "058/CDV", 15, "Mill Lane", "Southmead",
        "The side of your van was scratched while it was parked outside your home.",
        _person("Derek", "Lowe", date(1964, 11, 30), 233, "AN3 5RE"), "3907", "FIN",
        outcome=("HO18", "We spoke to your neighbours and looked at two cameras. Nobody saw who did it."),
    ),
    Older(
        "030/BUS", 20, "Quayside Unit 6", "Harbour",
        "The shutter of your shop was forced overnight and tools were taken.",
        _person("Leila", "Haddad", date(1982, 6, 17), 250, "AN4 7UW"), "5128", "CPS",
        suspect=_person("Craig", "Sample", date(1990, 1, 15), 555, "AN4 1AA"),
        entries=(("OFF_TO_VIC", "We have sent the file to the prosecutor. I will write when they decide."),),
    ),
    Older(
        "104/CMN", 26, "Old Market bus stop", "Castle",
        "You were pushed and shouted at by a man at the bus stop.",
        _person("Grace", "Okafor", date(1995, 3, 8), 271, "AN1 6HJ"), "4471", "CHG",
        suspect=_person("Neil", "Sample", date(1985, 7, 1), 556, "AN1 6HK"),
        outcome=None,
    ),
    Older(
        "008/HAR", 33, "Northmoor", "Northmoor",
        "You have had unwanted letters and visits since August.",
        _person("Ruth", "Allen", date(1971, 12, 5), 288, "AN1 4QX"), "5128", "INV",
        flags=("STALK",),
        contact={"chan_cds": "P", "never_cds": "SE", "disc_ind": True, "code_word": "lantern"},
        entries=(("INT", "Phone only, weekday mornings. She may not be alone in the evenings."),),
    ),
    Older(
        "039/PSN", 41, "Central Station", "Westgate",
        "Your phone was taken from your coat pocket on the platform.",
        _person("Marek", "Nowak", date(2001, 8, 19), 302, "AN2 3CC"), "3907", "FIN",
        outcome=("HO18", "The station's cameras do not cover that part of the platform."),
    ),
    Older(
        "048/TMV", 58, "Beacon Close", "Southmead",
        "Your car was taken from the drive. The keys were inside your home.",
        _person("Anita", "Desai", date(1958, 5, 27), 319, "AN3 9PL"), "5128", "FIN",
        outcome=("HO01", "A man was charged with taking your car."),
        suspect=_person("Paul", "Sample", date(1992, 2, 2), 557, "AN3 9AA"),
    ),
)  # fmt: skip


def seed(engine: Engine) -> None:
    """Fill an empty crime system; one that holds an occurrence stays as it is."""
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": SEED_LOCK})
        if connection.scalar(select(func.count()).select_from(occ)):
            return
        _add_officers(connection)
        known = officers(connection)
        for older in sorted(OLDER, key=lambda one: -one.days_ago):
            _add_older(connection, older=older, known=known)
        _add_burglary(connection, by=known["3907"])


def _add_officers(connection: Connection) -> None:
    for number, rank, first, last, team, supervisor in OFFICERS:
        connection.execute(
            hr_officer.insert().values(
                coll_no=number,
                rank_cd=rank,
                forenames=first,
                surname=last,
                team_desc=team,
                sup_coll_no=supervisor,
                email_addr=f"{first}.{last}@anyshire.example.org".lower(),
            )
        )


def _add_burglary(connection: Connection, *, by: Officer) -> None:
    now = datetime.now(UTC)
    night = now.replace(hour=23, minute=0, second=0, microsecond=0) - timedelta(days=1)
    values = {**BURGLARY, "from_dttm": night, "to_dttm": night + timedelta(hours=1)}
    occ_id, _ = writing.record_crime(connection, values=values, by=by)
    recorded = now - timedelta(minutes=4)
    connection.execute(occ.update().where(occ.c.occ_id == occ_id).values(rep_dttm=recorded))
    victim = {**BURGLED, "cont_conf_dttm": recorded}
    writing.add_person(connection, occ_id=occ_id, role_cd="VIC", values=victim, by=by)


def _add_older(connection: Connection, *, older: Older, known: dict[str, Officer]) -> None:
    by = known[older.officer or "2210"]
    recorded = datetime.now(UTC).replace(minute=20, second=0, microsecond=0) - timedelta(days=older.days_ago)
    values = {
        "off_cd": older.off_cd,
        "loc_desc": f"{older.place} (made up)",
        "ward_nm": older.ward,
        "pcode_dist": older.victim["pcode"].split()[0],
        "summ_txt": older.summary,
        "from_dttm": recorded - timedelta(hours=9),
        "to_dttm": recorded - timedelta(hours=2),
    }
    occ_id, _ = writing.record_crime(connection, values=values, by=by)
    _add_people(connection, occ_id=occ_id, older=older, by=by)
    for code in older.flags:
        writing.add_flag(connection, occ_id=occ_id, flag_cd=code, by=by)
    for kind, words in older.entries:
        writing.add_entry(connection, occ_id=occ_id, values={"type_cd": kind, "entry_txt": words}, by=by)
    if older.officer:
        writing.allocate(connection, occ_id=occ_id, to=by, by=known["2210"])
    _set_state(connection, occ_id=occ_id, older=older, by=by)
    _set_back(connection, occ_id=occ_id, recorded=recorded)


def _add_people(connection: Connection, *, occ_id: int, older: Older, by: Officer) -> None:
    per_id = writing.add_person(connection, occ_id=occ_id, role_cd="VIC", values=older.victim, by=by)
    if older.contact:
        writing.agree_contact(connection, occ_id=occ_id, per_id=per_id, values=older.contact, by=by)
    if older.suspect:
        writing.add_person(connection, occ_id=occ_id, role_cd="SUS", values=older.suspect, by=by)


def _set_state(connection: Connection, *, occ_id: int, older: Older, by: Officer) -> None:
    if older.outcome:
        code, reason = older.outcome
        values = {"oc_cd": code, "oc_by_cd": "POL", "oc_rsn": reason}
        writing.finalise(connection, occ_id=occ_id, values=values, by=by)
    else:
        writing.set_status(connection, occ_id=occ_id, stat_cd=older.status, by=by)


def _set_back(connection: Connection, *, occ_id: int, recorded: datetime) -> None:
    """Date everything of an older occurrence to a day after it was recorded."""
    later = recorded + timedelta(days=1)
    connection.execute(occ.update().where(occ.c.occ_id == occ_id).values(rep_dttm=recorded))
    connection.execute(occ.update().where(occ.c.occ_id == occ_id, occ.c.oc_cd.is_not(None)).values(oc_dttm=later))
    connection.execute(oel_entry.update().where(oel_entry.c.occ_id == occ_id).values(entry_dttm=later, crt_dttm=later))
    connection.execute(occ_flag.update().where(occ_flag.c.occ_id == occ_id).values(set_dttm=recorded))
    connection.execute(occ_hist.update().where(occ_hist.c.occ_id == occ_id).values(hist_dttm=recorded))
