"""What call handlers and dispatchers type, read into values; a fault becomes a sentence that says what to do."""

from datetime import datetime, timedelta
from typing import Final

from demo.control_room.incidents import ASKED, GRADES, GROUPS, PHONE, RESULTS, Call, Document, Screening
from demo.control_room.values import Order
from demo.typed import EMAIL, MOBILE, Reader
from demo.web import LONDON, clock_time

_MOST_MINUTES: Final = 7 * 24 * 60
_ASK_MINUTES: Final = "Write how many minutes, from 1 to 10,080 (a week)"


def read_call(reader: Reader, *, now: datetime) -> Call:
    """Return the call; it may be used only where the reader has found no fault."""
    return Call(
        given_name=reader.needed("first", longest=100, ask="Give the caller's first name"),
        family_name=reader.needed("last", longest=100, ask="Give the caller's last name"),
        mobile=reader.pattern("mobile", like=MOBILE, longest=20, ask="Give a mobile number, such as 07700 900123")
        or "",
        email=reader.pattern("email", like=EMAIL, longest=254, ask="Give an e-mail address such as name@example.org")
        or "",
        date_of_birth=_birth(reader, now=now),
        screening=read_screening(reader),
        grade=reader.choice("grade", among=GRADES, ask="Choose the grade"),
        promised_by=_minutes_on(reader, now=now),
    )


def read_screening(reader: Reader) -> Screening:
    """Return kind and safety answers; that a question was not asked must be said too."""
    group = str(reader.form.get("group") or "")
    if group and group not in GROUPS:
        reader.fault("group", "Choose one of the list, or leave it open")
    return Screening(
        group=group,
        asked=reader.choice("asked", among=ASKED, ask="Say whether they are afraid, or that it was not asked"),
        phone=reader.choice("phone", among=PHONE, ask="Say whether a suspect could see it, or that it was not asked"),
    )


def read_order(action: str, *, reader: Reader, document: Document, now: datetime) -> Order:
    """Return what was typed for one action; it may be used only where the reader has found no fault."""
    if action == "on-the-way":
        return Order(at=_minutes_on(reader, now=now))
    if action == "delay":
        return Order(at=_later(reader, promised_by=document["promised_by"], now=now))
    if action == "ask":
        return Order(text=reader.needed("text", longest=500, ask="Write what you need from the caller"))
    if action == "safety":
        return Order(screening=read_screening(reader))
    if action == "result":
        return _result(reader)
    return Order()


def _result(reader: Reader) -> Order:
    result = reader.choice("result", among=RESULTS, ask="Choose what came of it")
    agency = reader.text("agency", longest=200) or ""
    if result == "other_agency" and not agency:
        reader.fault("agency", "Name the other agency")
    return Order(result=result, agency=agency, crime=reader.text("crime", longest=64) or "")


def _birth(reader: Reader, *, now: datetime) -> str:
    born = reader.birth("born", today=now.astimezone(LONDON).date())
    return born.isoformat() if born else ""


def _minutes_on(reader: Reader, *, now: datetime) -> datetime:
    typed = str(reader.form.get("minutes") or "").strip()
    # int() would take other digits and blanks too, and take long over a million of them.
    if typed.isascii() and typed.isdigit() and len(typed) <= 5 and 0 < int(typed) <= _MOST_MINUTES:
        return now + timedelta(minutes=int(typed))
    reader.fault("minutes", _ASK_MINUTES)
    return now


def _later(reader: Reader, *, promised_by: str, now: datetime) -> datetime:
    at, promised = _minutes_on(reader, now=now), datetime.fromisoformat(promised_by)
    if at <= promised:
        reader.fault("minutes", f"Give a time later than {clock_time(promised)}, which was promised")
    return at
