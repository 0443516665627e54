"""What came of a scenario, as lines that are compared with those expected, and the two side by side."""

import difflib
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from tests.scenarios.playing import Played
from tests.scenarios.reading import Scenario
from waypost.base.values import CaseId, PersonId
from waypost.duties.duty import INTERVAL, SILENCE
from waypost.duties.subjects import read_subject
from waypost.duties.values import Clock, ClockState, Proof
from waypost.messages.rehearsal import RehearsedMessage
from waypost.messages.rows import read_parts
from waypost.messages.values import MessageState, Reason
from waypost.worklist.values import CallOutcome

_UNTOLD = frozenset({MessageState.SUPERSEDED, MessageState.EXPIRED})
_IN_WORDS = {
    Reason.NEEDS_CONFIRMATION.value: "waits for a yes",
    Reason.NEEDS_CALL.value: "waits for a call",
    Reason.NEVER_PUSHED.value: "page",
}
_CHANNELS = ("sms", "email", "letter", "whatsapp")
_WIDTH = 62


def messages_came(scenario: Scenario, played: Played) -> list[str]:
    """Return a line for everything that somebody was told, was to be told, or that an officer is asked for."""
    found: dict[tuple[datetime, str, str, str], list[str]] = {}
    for message in played.stage.mailbox.messages:
        end = _end(scenario, message)
        if end is not None:
            at, how = end
            key = (at, _who(played, message), _what(message), how)
            found.setdefault(key, []).append(message.row.channel)
    for line in played.rehearsed.lines:
        if line.decision == "task" and line.message is None:
            found.setdefault((line.at, line.person or "nobody", f"task of {line.journey}", "for an officer"), [])
    if scenario.copies > 1:
        return _summed(scenario, found)
    for call in played.stage.desk.calls:
        if read_subject(call.subject) is not None:
            who = _of_record(played, call.case_id, played.stage.record.person_ref(call.person_id))
            found[call.answered_at, who, f"about {call.duty}", "rung"] = []
    return [
        _columns(scenario.calendar.words(at), who, what, _by(channels), how)
        for (at, who, what, how), channels in sorted(found.items(), key=lambda one: one[0][:3])
    ]


def _summed(scenario: Scenario, found: Mapping[tuple[datetime, str, str, str], Sequence[str]]) -> list[str]:
    """Return how often each was told, and how much came on the fullest day."""
    days: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for (at, who, what, how), channels in found.items():
        days[scenario.calendar.words(at).rsplit(" ", 1)[0]] += 1
        counts[_columns(who.split(" in ")[0], what, _by(channels), how)] += 1
    lines = [_columns(str(count), line) for line, count in sorted(counts.items())]
    return [*lines, f"at most {max(days.values(), default=0)} on one day"]


def duties_came(scenario: Scenario, played: Played) -> list[str]:
    """
    Return a line for every duty of the force that was met, late, missed or stopped.

    Those that run on are left out, and of the agreed interval and of silence all that is in time.
    """
    lines: list[str] = []
    for case_id in played.names:
        clocks = played.stage.clocks.of_case(case_id)
        ordered = sorted(clocks, key=lambda one: (one.key.duty, one.starts_at, repr(one.key)))
        lines += [line for clock in ordered for line in _duty(scenario, played, case_id, clock)]
    if scenario.copies > 1:
        # Of copies how each ended is enough, not when.
        ends = Counter(re.sub(r" in \w+| day \d+ \d\d:\d\d", "", line) for line in lines)
        return [_columns(str(count), line) for line, count in sorted(ends.items())]
    return lines


def side_by_side(expected: Sequence[str], came: Sequence[str]) -> str:
    """Return the two stories beside each other; what differs has a mark in the middle."""
    rows = [f"  {'expected':<{_WIDTH}}   came"]
    for tag, a, b, c, d in difflib.SequenceMatcher(a=expected, b=came, autojunk=False).get_opcodes():
        left, right = expected[a:b], came[c:d]
        for number in range(max(len(left), len(right))):
            one = left[number] if number < len(left) else ""
            other = right[number] if number < len(right) else ""
            rows.append(f"  {one:<{_WIDTH}} {' ' if tag == 'equal' else '!'} {other}")
    return "\n".join(rows)


def _end(scenario: Scenario, message: RehearsedMessage) -> tuple[datetime, str] | None:
    """Return when and how a message ended, or None for what was rightly never sent: overtaken, or of no use by then."""
    row, state = message.row, message.state
    if state is MessageState.DELIVERED:
        return row.state_at, _how(message)
    if row.call_outcome == CallOutcome.SPOKEN_TO:
        return row.called_at or row.state_at, "called"
    if state is MessageState.EXPIRED and message.was_held_for is not None:
        return row.planned_at, f"held {message.was_held_for[0]}, too late"
    if state in _UNTOLD or row.reason == Reason.JOURNEY_IN_SHADOW:
        return None
    if row.reason == Reason.REFUSED_BY_OFFICER:
        return row.state_at, "refused"
    if row.reason in _IN_WORDS:
        return row.planned_at, _IN_WORDS[row.reason]
    words = {MessageState.SUPPRESSED: "not sent", MessageState.HELD: "held"}.get(state, "waits")
    return row.planned_at, f"{words} {row.reason}".strip()


def _how(message: RehearsedMessage) -> str:
    if message.row.call_outcome == CallOutcome.SPOKEN_TO:
        return "called, then written"
    return "confirmed" if message.row.approved_at is not None else "sent"


def _what(message: RehearsedMessage) -> str:
    parts = read_parts(message.row.parts)
    return " + ".join(part.template for part in parts) if parts else message.row.template


def _who(played: Played, message: RehearsedMessage) -> str:
    ref = played.stage.record.person_ref(PersonId(message.row.person_id))
    return _of_record(played, CaseId(message.row.case_id), ref)


def _of_record(played: Played, case_id: CaseId, ref: str) -> str:
    return f"{ref} in {played.names[case_id]}" if len(played.names) > 1 else ref


def _by(channels: Sequence[str]) -> str:
    return "+".join(channel for channel in _CHANNELS if channel in channels) or "-"


def _duty(scenario: Scenario, played: Played, case_id: CaseId, clock: Clock) -> Iterator[str]:
    duty = played.stage.clocks.engine.duties.latest(clock.key.duty)
    is_routine = clock.key.duty in {INTERVAL, SILENCE} and clock.breached_at is None
    if clock.state is ClockState.RUNNING or is_routine or not duty.is_ours:
        return
    who = _of_record(played, case_id, played.stage.record.person_ref(clock.key.person_id))
    words = scenario.calendar.words
    match clock.state:
        case ClockState.MET | ClockState.MET_LATE if clock.proof is not None:
            late = "met" if clock.state is ClockState.MET else "late"
            yield _columns(clock.key.duty, who, f"{late} {words(clock.proof.at)} by {_proof(clock.proof)}")
        case ClockState.BREACHED if clock.breached_at is not None:
            yield _columns(clock.key.duty, who, f"missed {words(clock.breached_at)}")
        case ClockState.STOPPED:
            late = f"missed {words(clock.breached_at)}, then " if clock.breached_at is not None else ""
            yield _columns(clock.key.duty, who, f"{late}stopped, from {words(clock.starts_at)}")


def _proof(proof: Proof) -> str:
    return proof.channel or proof.by.value


def _columns(*columns: str) -> str:
    return "  ".join(columns)
