"""The story of one crime: its published type, place and outcome, and a made-up way from record to outcome."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from waypost.base.values import JsonValue
from waypost.connectors.police_uk.book import Book
from waypost.connectors.police_uk.draws import happens, stream
from waypost.connectors.police_uk.officers import FIRST_COLLAR_NUMBER, constable, sergeant
from waypost.connectors.police_uk.people import Cast, cast_crime, casting_for
from waypost.connectors.police_uk.person import MadeUpPerson
from waypost.connectors.police_uk.plans import draw_plan
from waypost.connectors.police_uk.setting import Setting
from waypost.connectors.police_uk.timeframe import Window, month_window
from waypost.connectors.police_uk.timetable import StepKind, Timetable, begins_at, draw_timetable
from waypost.connectors.police_uk.values import CASE_EVENT, Crime, JsonObject, Step, Story, VictimKind
from waypost.connectors.police_uk.visits import VisitState, plan_visit

_BAIL_DAYS = 84


@dataclass(frozen=True, slots=True)
class CrimeRecord:
    """What changes in a crime's record."""

    status: str
    people: tuple[MadeUpPerson, ...]
    facts: tuple[JsonObject, ...] = ()
    appointments: tuple[JsonObject, ...] = ()
    officer: JsonObject | None = None
    supervisor: JsonObject | None = None
    outcome: JsonObject | None = None

    def to_json(self) -> JsonObject:
        """Return the sections as case.schema.json has them."""
        return {
            "status": self.status,
            "outcome": self.outcome,
            "officer": self.officer,
            "supervisor": self.supervisor,
            "people": [person.to_json() for person in self.people],
            "facts": list(self.facts),
            "appointments": list(self.appointments),
        }

    def with_fact(self, fact: JsonObject) -> "CrimeRecord":
        """Return the record with one fact more, numbered."""
        return replace(self, facts=(*self.facts, {"id": f"f{len(self.facts) + 1}", **fact}))


@dataclass(frozen=True, slots=True)
class Telling:
    """What the steps of one crime look up."""

    crime: Crime
    cast: Cast
    chance: Random
    setting: Setting

    @property
    def book(self) -> Book:
        """The data files."""
        return self.setting.book

    @property
    def victim_id(self) -> str | None:
        """The id of the first victim."""
        return self.cast.first_victim.id if self.cast.first_victim else None


@dataclass(frozen=True, slots=True)
class Turn:
    """One step as it is taken: the record before it, and the time as the snapshot shows it."""

    record: CrimeRecord
    at: datetime
    telling: Telling

    def with_fact(self, kind: str, /, *, person: str | None, **details: JsonValue) -> CrimeRecord:
        """Return the record with one fact more, which happened now."""
        return self.record.with_fact({"kind": kind, "at": self.at.isoformat(), "person": person, "details": details})


def tell_crime(crime: Crime, *, setting: Setting) -> Story:
    """Return all snapshots of a crime."""
    begin = begins_at(crime.row, seed=setting.seed)
    chance = stream(setting.seed, row=crime.row, purpose="steps")
    timetable = draw_timetable(crime, recorded=begin, chance=chance, book=setting.book)
    shown = setting.timeframe.past(begin)
    casting = casting_for(crime.row, setting=setting, day_of_crime=shown.date())
    telling = Telling(crime, cast_crime(crime, casting=casting), chance, setting)
    return Story(
        reference=crime.reference,
        event_type=CASE_EVENT,
        row=crime.row.number,
        constant=_constant(telling, begin=begin),
        steps=_take_steps(telling, timetable=timetable),
        planted=telling.cast.planted,
    )


def _take_steps(telling: Telling, *, timetable: Timetable) -> tuple[Step, ...]:
    moments: list[tuple[datetime, StepKind | VisitState]] = [
        *((at, kind) for kind, at in timetable.steps),
        *((state.since, state) for state in _visit(telling, timetable=timetable)),
    ]
    record = CrimeRecord(status="recorded", people=telling.cast.known)
    steps = []
    for at, moment in sorted(moments, key=lambda moment: moment[0]):
        turn = Turn(record, telling.setting.timeframe.past(at), telling)
        record = _visited(turn, moment) if isinstance(moment, VisitState) else _CHANGES[moment](turn)
        steps.append(Step(at, record))
    return tuple(steps)


def _constant(telling: Telling, *, begin: datetime) -> JsonObject:
    crime, words, timeframe = telling.crime, telling.book.words, telling.setting.timeframe
    window = month_window(crime.row.month)
    # People find a burglary in the morning and report it at noon: hours, not minutes.
    before = timedelta(hours=telling.chance.triangular(0.2, 48, 3))
    until = max(window.start, begin - timedelta(minutes=telling.chance.randint(5, 60)))
    since = max(window.start, begin - before)
    return {
        "reference": crime.reference,
        "force": telling.setting.force,
        "recorded_at": timeframe.past(begin).isoformat(),
        "offence": {
            "code": None,
            "title": telling.book.mapping.groups[crime.group].title,
            "group": crime.group,
        },
        "summary": f"{words.made_up}{crime.row.crime_type}{_where(crime)}. {words.summary}",
        "occurred": {
            "from": timeframe.past(min(since, until)).isoformat(),
            "to": timeframe.past(until).isoformat(),
            "ward": crime.row.area[:100] or None,
            "postcode_district": None,
        },
        "flags": list(crime.flags),
        "hearings": [],
        "entries": [],
    }


def _where(crime: Crime) -> str:
    place = crime.row.place
    return f", {place[:1].lower()}{place[1:200]}" if place.startswith("On or near ") else ""


def _visit(telling: Telling, *, timetable: Timetable) -> tuple[VisitState, ...]:
    crime, steps = telling.crime, telling.book.assumptions.steps
    # A stream of its own: the rest of the story is the same whether the visit lies ahead or not.
    chance = stream(telling.setting.seed, row=crime.row, purpose="visit")
    allocated = timetable.when(StepKind.ALLOCATED)
    booked = happens(chance, share=steps.visit.get(crime.group, 0))
    if allocated is None or not booked or crime.victim is VictimKind.NOBODY:
        return ()
    end = timetable.when(StepKind.OUTCOME) or month_window(crime.row.month).end
    return plan_visit(
        Window(start=allocated, end=end),
        closes=crime.outcome is not None and telling.book.mapping.codes[crime.outcome].closes,
        chance=chance,
        steps=steps,
        timeframe=telling.setting.timeframe,
    )


def _visited(turn: Turn, visit: VisitState) -> CrimeRecord:
    telling = turn.telling
    kind = telling.book.assumptions.steps.visit_kinds.get(telling.crime.group, "visit")
    return replace(turn.record, appointments=(visit.to_json(kind=kind, person=telling.victim_id),))


def _recorded(turn: Turn) -> CrimeRecord:
    return turn.record


def _screened(turn: Turn) -> CrimeRecord:
    return replace(turn.record, status="screening")


def _allocated(turn: Turn) -> CrimeRecord:
    telling, chance, book = turn.telling, turn.telling.chance, turn.telling.book
    index = chance.randrange(book.assumptions.officers.constables)
    plan = draw_plan(chance, flagged=bool(telling.crime.flags), agreed_at=turn.at.isoformat(), book=book)
    record = replace(
        turn.record,
        status="allocated",
        officer=constable(index, setting=telling.setting),
        supervisor=sergeant(telling.crime.row.number, setting=telling.setting),
        people=_with_plan(turn.record.people, plan=plan, recipient=telling.cast.recipient_id),
    )
    referred = happens(chance, share=book.assumptions.steps.victim_service)
    if not referred or telling.crime.victim is not VictimKind.PERSON:
        return record
    return replace(turn, record=record).with_fact(
        "referral.sent", person=telling.victim_id, service=book.words.service, kind="general"
    )


def _with_plan(
    people: tuple[MadeUpPerson, ...], *, plan: JsonObject | None, recipient: str | None
) -> tuple[MadeUpPerson, ...]:
    return tuple(replace(person, plan=plan) if person.id == recipient else person for person in people)


def _officer_changed(turn: Turn) -> CrimeRecord:
    constables = turn.telling.book.assumptions.officers.constables
    present = int(str((turn.record.officer or {})["collar_number"])) - FIRST_COLLAR_NUMBER
    # One of the others: never the same officer again.
    index = present + 1 + turn.telling.chance.randrange(constables - 1)
    return replace(turn.record, officer=constable(index, setting=turn.telling.setting))


def _victim_withdrew(turn: Turn) -> CrimeRecord:
    return turn.with_fact("victim.withdrew", person=turn.telling.victim_id)


def _arrested(turn: Turn) -> CrimeRecord:
    return _with_suspect(turn).with_fact("suspect.arrested", person=turn.telling.cast.suspect_id)


def _interviewed(turn: Turn) -> CrimeRecord:
    return _with_suspect(turn).with_fact("suspect.interviewed_voluntary", person=turn.telling.cast.suspect_id)


def _with_suspect(turn: Turn) -> Turn:
    """Return the turn with the suspect among the people, or the role on whoever turned out to be one."""
    cast = turn.telling.cast
    people = tuple(
        person.with_role("suspect") if person.id == cast.turning_suspect else person for person in turn.record.people
    )
    found = (cast.suspect,) if cast.suspect else ()
    record = replace(turn.record, status="under_investigation", people=(*people, *found))
    return replace(turn, record=record)


def _bailed(turn: Turn) -> CrimeRecord:
    return turn.with_fact(
        "suspect.bailed",
        person=turn.telling.cast.suspect_id,
        conditions=turn.telling.book.words.bail_conditions,
        return_on=(turn.at.date() + timedelta(days=_BAIL_DAYS)).isoformat(),
    )


def _released_under_investigation(turn: Turn) -> CrimeRecord:
    return turn.with_fact("suspect.rui", person=turn.telling.cast.suspect_id)


def _not_investigated(turn: Turn) -> CrimeRecord:
    words = turn.telling.book.words
    closed = replace(turn, record=_outcome(turn))
    return closed.with_fact("crime.not_investigated", person=None, reason=f"{words.made_up}{words.screened_out_reason}")


def _outcome(turn: Turn) -> CrimeRecord:
    code, book = turn.telling.crime.outcome or "", turn.telling.book
    outcome: JsonObject = {
        "code": code,
        "decided_at": turn.at.isoformat(),
        "reason": f"{book.words.made_up}{book.words.outcome_reasons[code]}",
        # 9 is the prosecutors' code by its definition.
        "decided_by": "cps" if code == "9" else "police",
    }
    if book.mapping.codes[code].closes:
        return replace(turn.record, status="closed", outcome=outcome)
    title = book.mapping.groups[turn.telling.crime.group].title
    charged = turn.with_fact("suspect.charged", person=turn.telling.cast.suspect_id, offences=[title])
    return replace(charged, status="charged", outcome=outcome)


_CHANGES: Mapping[StepKind, Callable[[Turn], CrimeRecord]] = {
    StepKind.RECORDED: _recorded,
    StepKind.SCREENED: _screened,
    StepKind.ALLOCATED: _allocated,
    StepKind.OFFICER_CHANGED: _officer_changed,
    StepKind.VICTIM_WITHDREW: _victim_withdrew,
    StepKind.ARRESTED: _arrested,
    StepKind.INTERVIEWED: _interviewed,
    StepKind.BAILED: _bailed,
    StepKind.RELEASED_UNDER_INVESTIGATION: _released_under_investigation,
    StepKind.NOT_INVESTIGATED: _not_investigated,
    StepKind.OUTCOME: _outcome,
}
"""What each step does to the record."""
