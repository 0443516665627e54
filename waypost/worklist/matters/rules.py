"""What may become of one of them, and what is wrong in what was typed. Pure."""

from datetime import date

from waypost.worklist.matters.values import LONGEST_TEXT, Ending, Finding, MatterKind, MatterState

_DONE = {
    MatterState.DECIDED: "It is decided already. Open it to see what was found.",
    MatterState.CLOSED: "It is closed. If there is something new, record it as a new one.",
}


def fault_of_text(text: str) -> str | None:
    """Return what is wrong with what was written down, or None."""
    if not text.strip():
        return "Write down what they say."
    return f"This can be {LONGEST_TEXT:,} characters at most." if len(text.strip()) > LONGEST_TEXT else None


def fault_of_day(received_on: date, *, today: date) -> str | None:
    """Return what is wrong with the day on which it is said to have come in, or None."""
    if received_on > today:
        return "The day on which it came in must be today or before."
    return "The day on which it came in must be within the last year." if (today - received_on).days > 365 else None


def cannot_decide(kind: MatterKind, state: MatterState, finding: Finding) -> str | None:
    """Return why it cannot be decided so now, or None. A full reply needs no acknowledgement before it."""
    if finding is Finding.NOT_COVERED and kind is not MatterKind.REVIEW:
        return "Only a review can be refused because the right does not cover the case."
    return _DONE.get(state)


def cannot_close(state: MatterState, ending: Ending) -> str | None:
    """Return why it cannot be closed so now, or None."""
    if state is MatterState.CLOSED:
        return _DONE[state]
    if ending is Ending.TOLD and state is not MatterState.DECIDED:
        return "It is not decided yet: nobody can have been told the answer."
    if ending is not Ending.TOLD and state is MatterState.DECIDED:
        return "It is decided. Close it when the person has been told."
    return None
