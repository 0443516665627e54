"""What staff may type in answer to an item. Whether an answer is taken is decided behind `operations`."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from waypost.base.clock import LONDON
from waypost.worklist.values import CallOutcome

LONGEST_NOTE = 1000
# A call from long before is a slip of the pen in a date.
_OLDEST_CALL = timedelta(days=28)
# The clock on a desk may be a little ahead of ours.
_SLACK = timedelta(minutes=2)


class WrittenField(forms.CharField):
    """Several lines of text; a line break is one character, whatever the browser sends."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        """Return the text with one kind of line break."""
        return (super().to_python(value) or "").replace("\r\n", "\n")


class NoteField(WrittenField):
    """A note for the record."""

    def __init__(self, *, missing: str = "", **options: Any) -> None:
        super().__init__(
            max_length=LONGEST_NOTE,
            error_messages={
                "required": missing,
                "max_length": f"The note can be {LONGEST_NOTE:,} characters at most",
            },
            **options,
        )


class ConfirmForm(forms.Form):
    """A draft, as it is or as the officer changed it; where it cannot be changed the page sends no text."""

    text = WrittenField(label="The message", required=False)

    def clean_text(self) -> str:
        """Take no empty text for a draft that is confirmed as it is."""
        text = str(self.cleaned_data["text"])
        if "text" in self.data and not text:
            raise forms.ValidationError("The message is empty. To send nothing, refuse it instead")
        return text


class RefuseForm(forms.Form):
    """Why nothing is sent, or nobody told."""

    why = NoteField(
        label="Say why",
        help_text="It is kept with the case. Whoever looks at this case later can read it.",
        missing="Say why",
    )


class DoneForm(forms.Form):
    """What was done."""

    note = NoteField(
        label="What did you do?",
        help_text="It is kept with the case. Whoever looks at this case later can read it.",
        missing="Say what you did",
    )


class CallForm(forms.Form):
    """What became of a call, when, and what should be kept of it."""

    outcome = forms.ChoiceField(
        label="What happened?",
        choices=[
            (CallOutcome.SPOKEN_TO.value, "I spoke to them and told them"),
            (CallOutcome.NO_ANSWER.value, "Nobody answered, or it was not them"),
            (CallOutcome.UNSAFE.value, "It is not safe to call or to write"),
        ],
        error_messages={"required": "Say what happened when you called"},
    )
    day = forms.CharField(label="Day", max_length=4, required=False)
    month = forms.CharField(label="Month", max_length=4, required=False)
    year = forms.CharField(label="Year", max_length=6, required=False)
    at = forms.CharField(
        label="At what time?",
        help_text="With 24 hours, like 14:05",
        max_length=8,
        error_messages={"required": "Enter the time of the call, like 14:05"},
    )
    note = NoteField(
        label="Note",
        help_text="For example, who answered, or why it is not safe. It is kept with the case.",
        required=False,
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, now: datetime, initial: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.now = now

    def clean(self) -> None:
        """Make one moment of the boxes; a call that was not safe says why."""
        typed = [str(self.cleaned_data.get(part, "")).strip() for part in ("day", "month", "year")]
        on, clock = _day_of(typed), _time_of(str(self.cleaned_data.get("at", "")))
        if on is None:
            self.add_error("day", "Enter the day of the call, like 20 11 2026")
        if clock is None and "at" not in self.errors:
            self.add_error("at", "Enter the time of the call, like 14:05")
        if on and clock:
            self._check_moment(datetime.combine(on, clock, tzinfo=LONDON))
        if self.cleaned_data.get("outcome") == CallOutcome.UNSAFE and not self.cleaned_data.get("note"):
            self.add_error("note", "Say why it is not safe")

    def _check_moment(self, moment: datetime) -> None:
        if moment > self.now + _SLACK:
            self.add_error("day", "The call cannot be in the future")
        elif moment < self.now - _OLDEST_CALL:
            self.add_error("day", "The call cannot be more than 28 days ago. Check the day")
        else:
            self.cleaned_data["moment"] = min(moment, self.now)

    @property
    def moment(self) -> datetime:
        """When the call was."""
        made: datetime = self.cleaned_data["moment"]
        return made


def new_call_form(now: datetime) -> CallForm:
    """Return a form that says today and now, as most calls are recorded at once."""
    local = now.astimezone(LONDON)
    initial = {"day": str(local.day), "month": str(local.month), "year": str(local.year), "at": f"{local:%H:%M}"}
    return CallForm(initial=initial, now=now)


def _day_of(typed: list[str]) -> date | None:
    try:
        day, month, year = (int(part) for part in typed)
        return date(year, month, day)
    except ValueError:
        return None


def _time_of(typed: str) -> time | None:
    for written in ("%H:%M", "%H.%M", "%H%M"):
        try:
            return datetime.strptime(typed.strip(), written).time()  # noqa: DTZ007 - a time of day, no moment
        except ValueError:
            continue
    return None
