"""What holds of the clocks of any case, whatever happens to it and in whatever order it comes in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.duties.strategies import HOURS, after, enhanced_now, known_by, tellings, timelines
from tests.unit.duties.world import DUTIES, HOLIDAYS
from waypost.cases.offences import offence_groups
from waypost.cases.values import TimelineEntry
from waypost.duties.duty import Told
from waypost.duties.rules import Matter, clocks, next_clocks
from waypost.duties.values import Clock, ClockState, ToldBy

WHOLE = st.shared(timelines(), key="timeline")
TOLD = WHOLE.flatmap(tellings)
NOW = st.integers(0, HOURS + 400).map(after)
MET = {ClockState.MET, ClockState.MET_LATE}


def _matter(events: tuple[TimelineEntry, ...], told: tuple[Told, ...], now: datetime) -> Matter:
    seen, known = known_by(events, told, now)
    return Matter(enhanced_now(seen), seen, known, DUTIES, offence_groups(), HOLIDAYS, now)


def _numbered(found: tuple[Clock, ...]) -> list[Clock]:
    return [clock for clock in found if clock.key.duty.startswith("D")]


@given(events=WHOLE, told=TOLD, now=NOW)
def test_no_met_duty_was_late_and_none_is_late_that_was_not(
    events: tuple[TimelineEntry, ...], told: tuple[Told, ...], now: datetime
) -> None:
    for clock in clocks(_matter(events, told, now)):
        if clock.state is ClockState.MET:
            assert clock.proof is not None
            assert clock.due_at is None or clock.proof.at < clock.due_at
            assert clock.breached_at is None
        elif clock.state in {ClockState.MET_LATE, ClockState.BREACHED}:
            assert clock.due_at is not None
            assert clock.breached_at is not None
            assert clock.due_at <= clock.breached_at <= (clock.proof.at if clock.proof else now)
        elif clock.state is ClockState.RUNNING:
            assert clock.due_at is None or clock.due_at > now
        assert (clock.proof is not None) == (clock.state in MET)


@given(events=WHOLE, told=TOLD, now=NOW)
def test_none_is_shown_met_that_was_not(
    events: tuple[TimelineEntry, ...], told: tuple[Told, ...], now: datetime
) -> None:
    matter = _matter(events, told, now)

    for clock in _numbered(clocks(matter)):
        if clock.proof is None:
            continue
        if clock.proof.by is ToldBy.RECORD:
            (number,) = (int(word) for word in clock.proof.reference.split() if word.isdigit())
            assert events[number - 1].kind in DUTIES.latest(clock.key.duty).met_by.records
            continue
        (proof,) = (one for one in told if one.reference == clock.proof.reference)
        event = events[clock.event_number - 1]
        demands = [
            set(one.any_of) for one in DUTIES.latest(clock.key.duty).met_by.must_hold if one.any_of and not one.if_known
        ]
        assert proof.person_id == clock.key.person_id
        assert event.at <= proof.at <= now
        if proof.by is ToldBy.DELIVERY:
            assert proof.channel != "sms"
            assert not proof.is_discreet
            assert proof.duty == clock.key.duty
            assert all(proof.held & one for one in demands)
            assert clock.key.duty == "D01" or proof.item == (event.item or "")


@given(events=WHOLE, now=NOW)
def test_who_is_told_all_of_it_in_time_has_no_clock_that_runs(events: tuple[TimelineEntry, ...], now: datetime) -> None:
    running = [clock for clock in _numbered(clocks(_matter(events, (), now))) if clock.state is ClockState.RUNNING]
    told = tuple(_calls(running, events, now))

    after_calls = {clock.key: clock for clock in clocks(_matter(events, told, now))}

    for clock in running:
        if DUTIES.latest(clock.key.duty).met_by.officer and clock.event_at <= now:
            assert after_calls[clock.key].state is ClockState.MET


def _calls(running: list[Clock], events: tuple[TimelineEntry, ...], now: datetime) -> Iterator[Told]:
    for number, clock in enumerate(running):
        yield Told(
            at=now,
            as_of=now,
            person_id=clock.key.person_id,
            by=ToldBy.OFFICER,
            reference=f"call {number}",
            duty=clock.key.duty,
            event_number=clock.event_number,
            item=events[clock.event_number - 1].item or "",
        )


@given(events=WHOLE, told=TOLD, looks=st.lists(NOW, max_size=6), now=NOW)
def test_many_looks_give_the_clocks_that_one_look_gives(
    events: tuple[TimelineEntry, ...], told: tuple[Told, ...], looks: list[datetime], now: datetime
) -> None:
    # All is known at once here, as it is where a reader catches up: only the looks differ.
    facts = enhanced_now(events)
    whole = Matter(facts, events, told, DUTIES, offence_groups(), HOLIDAYS, now)

    known: tuple[Clock, ...] = ()
    for at in sorted(look for look in looks if look < now):
        known = next_clocks(known, replace(whole, now=at))

    assert next_clocks(known, whole) == clocks(whole)


@given(events=WHOLE, told=TOLD, looks=st.lists(NOW, min_size=1, max_size=6))
def test_who_was_told_is_never_told_again_unless_the_proof_is_taken_back(
    events: tuple[TimelineEntry, ...], told: tuple[Told, ...], looks: list[datetime]
) -> None:
    known: tuple[Clock, ...] = ()
    for now in sorted(looks):
        before = {clock.key: clock for clock in known}
        known = next_clocks(known, _matter(events, told, now))
        for clock in known:
            was = before.get(clock.key)
            if was is not None and was.state in MET and was.proof is not None and clock.state not in MET:
                assert was.proof.by is ToldBy.RECORD
                assert _is_taken_back(was.proof.reference, events, now)


def _is_taken_back(reference: str, events: tuple[TimelineEntry, ...], now: datetime) -> bool:
    first = next(event for event in events if f"event {event.number}" == reference)
    return any(event.kind == "fact.withdrawn" and event.item == first.item and event.seen_at <= now for event in events)


@given(events=WHOLE, told=TOLD, now=NOW)
def test_a_telling_that_bounces_leaves_the_clock_as_if_it_had_never_been(
    events: tuple[TimelineEntry, ...], told: tuple[Told, ...], now: datetime
) -> None:
    matter = _matter(events, told, now)
    bounced = replace(matter, told=())

    known = {clock.key: clock for clock in next_clocks(clocks(matter), bounced)}

    assert all(known[clock.key] == clock for clock in clocks(bounced))


@given(events=WHOLE, told=TOLD, now=NOW, hours=st.integers(1, 400))
def test_time_alone_never_makes_late_what_was_met_and_never_undoes_a_breach(
    events: tuple[TimelineEntry, ...], told: tuple[Told, ...], now: datetime, hours: int
) -> None:
    matter = _matter(events, told, now)
    later = {clock.key: clock for clock in clocks(replace(matter, now=now + timedelta(hours=hours)))}

    for clock in _numbered(clocks(matter)):
        if clock.state in MET or clock.state is ClockState.STOPPED:
            assert later[clock.key] == clock
        elif clock.breached_at is not None:
            assert later[clock.key].breached_at == clock.breached_at


@given(events=WHOLE, told=TOLD, now=NOW)
def test_enhanced_rights_from_the_start_never_make_a_clock_due_later(
    events: tuple[TimelineEntry, ...], told: tuple[Told, ...], now: datetime
) -> None:
    plain = _matter(tuple(event for event in events if not event.kind.startswith("needs.")), (), now)
    enhanced = replace(plain, case=replace(plain.case, group="rape"))

    sooner = {clock.key: clock.due_at for clock in clocks(enhanced)}

    for clock in clocks(plain):
        due_at = sooner[clock.key]
        assert clock.due_at is None or (due_at is not None and due_at <= clock.due_at)
