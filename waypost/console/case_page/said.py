"""What was said, message by message, on the page of a case and on the page of one message. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from waypost.base.pages.dates import say_moment
from waypost.base.values import PersonId
from waypost.cases.values import CaseFacts
from waypost.console.case_page.people import person_name
from waypost.console.case_page.words import PageWords
from waypost.console.presentation import who
from waypost.console.words import Words
from waypost.messages.again import why_no_letter
from waypost.messages.gates import GATES
from waypost.messages.queries import AttemptFacts, MessageFacts
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import UNSENT, AnswerKind, MessageState, Reason

_COLOURS = {
    MessageState.DELIVERED: "green",
    MessageState.HANDED_OVER: "blue",
    MessageState.QUEUED: "blue",
    MessageState.LEASED: "blue",
    MessageState.PLANNED: "turquoise",
    MessageState.AWAITING_APPROVAL: "yellow",
    MessageState.IN_DOUBT: "yellow",
    MessageState.HELD: "orange",
    MessageState.FAILED: "red",
}
_SENTENCES = {gate.name: gate.sentence for gate in GATES}


@dataclass(frozen=True)
class MessageLine:
    """One message in the list. `when` says since when it stands there; `read` when its reader was online after it."""

    message_id: UUID
    channel: str
    about: str
    to: str
    state: str
    colour: str
    when: str
    at: datetime
    why: str
    read: str
    is_code: bool


@dataclass(frozen=True)
class CheckLine:
    """What one gate said when it was last asked."""

    asked: str
    said: str
    has_passed: bool


@dataclass(frozen=True)
class ReceiptLine:
    """One thing that is known of a hand-over."""

    at: datetime
    sentence: str


@dataclass(frozen=True)
class Telling:
    """What the lines are told with: the case's people and officer words, and when each person opened their page."""

    case: CaseFacts
    words: Words
    page: PageWords
    opened: Mapping[PersonId, Sequence[datetime]]


def message_line(message: MessageFacts, telling: Telling) -> MessageLine:
    """Return one message as the list shows it."""
    return MessageLine(
        message_id=message.id,
        channel=telling.page.channels[message.channel],
        about=about(message, telling.words),
        to=_to(message, telling),
        state=telling.page.states[message.state],
        colour=_COLOURS.get(message.state, "grey"),
        when=_when(message),
        at=message.delivered_at or message.handed_over_at or message.planned_at,
        why=_why(message, telling.page),
        read=_read(message, telling),
        is_code=message.run_id is None,
    )


def about(message: MessageFacts, words: Words) -> str:
    """Return what a message tells of, e.g. "The crime was recorded"; of a digest all of its parts."""
    triggers = dict.fromkeys(part.trigger for part in message.parts) or {message.trigger: None}
    said = "; ".join(words.events.get(trigger, trigger) for trigger in triggers)
    return f"{said[:1].upper()}{said[1:]}"


def checks(message: MessageFacts) -> Sequence[CheckLine]:
    """Return what the gates said when they were last asked, what stood against it first."""
    lines = [_check(gate) for gate in message.gates]
    return sorted(lines, key=lambda line: line.has_passed)


def receipts(attempts: Iterable[AttemptFacts], words: PageWords) -> Sequence[ReceiptLine]:
    """Return what is known of every hand-over, in the order of happening."""
    lines: list[ReceiptLine] = []
    for attempt in attempts:
        lines.append(ReceiptLine(attempt.leased_at, f"Handed to {attempt.provider}, as {attempt.reference}."))
        if attempt.last_problem and attempt.accepted_at is None:
            lines.append(ReceiptLine(attempt.leased_at, f"It was not taken: {attempt.last_problem}."))
        for at, status in attempt.receipts:
            lines.append(ReceiptLine(at, f"{words.receipts.get(status, status)}."))
    return sorted(lines, key=lambda line: line.at)


def what_may_be_done(message: MessageFacts) -> tuple[tuple[str, str], ...]:
    """Return what is offered about a message, addresses and words; whether it is done is decided when it is asked."""
    if message.run_id is None:
        return ()
    offered = []
    if message.state in {MessageState.FAILED, MessageState.DELIVERED}:
        offered.append(("console:message-again", "Send it again"))
    if message.state in UNSENT:
        offered.append(("console:message-back", "Do not send this message"))
    if why_no_letter(message.state) is None:
        offered.append(("console:message-letter", "Print it as a letter"))
    if message.state is not MessageState.SUPPRESSED:
        offered.append(("console:message-wrong", "Something in it is wrong"))
    return tuple(offered)


def _check(gate: Mapping[str, object]) -> CheckLine:
    name, answer, reason = str(gate["name"]), str(gate["answer"]), gate.get("reason")
    said = MEANINGS[Reason(str(reason))].sentence if reason in set(Reason) else ""
    has_passed = answer == AnswerKind.PASS
    waits = "It waits for its time." if answer == AnswerKind.WAIT else ""
    return CheckLine(
        _SENTENCES.get(name, name.replace("_", " ")), said or ("Yes." if has_passed else waits), has_passed
    )


def _to(message: MessageFacts, telling: Telling) -> str:
    person = next((one for one in telling.case.people if one.person_id == message.person_id), None)
    if person is None:
        return "Somebody who is no longer in the case"
    said = who(person, words=telling.words)
    return f"{person_name(person)} ({said[:1].lower()}{said[1:]})" if said else person_name(person)


def _when(message: MessageFacts) -> str:
    match message.state:
        case MessageState.DELIVERED if message.delivered_at:
            how = "Nothing came back until" if message.is_inferred else "Arrived"
            return f"Sent {_moment(message.handed_over_at)}. {how} {say_moment(message.delivered_at)}."
        case MessageState.HANDED_OVER:
            return f"Sent {_moment(message.handed_over_at)}."
        case MessageState.PLANNED:
            return f"From {say_moment(message.due_at)} on."
        case _:
            return f"Planned {say_moment(message.planned_at)}."


def _moment(at: datetime | None) -> str:
    return say_moment(at) if at else "at a time that is not on record"


def _why(message: MessageFacts, words: PageWords) -> str:
    if message.state in {MessageState.DELIVERED, MessageState.HANDED_OVER, MessageState.QUEUED}:
        return ""
    return message.sentence or words.next[message.state]


def _read(message: MessageFacts, telling: Telling) -> str:
    """Return when its reader first opened the page after it had left: what it points to was read then, or later."""
    if message.handed_over_at is None:
        return ""
    later = [at for at in telling.opened.get(message.person_id, ()) if at >= message.handed_over_at]
    return f"Page opened {say_moment(min(later))}." if later else ""
