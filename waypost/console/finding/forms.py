"""What may be typed to find somebody, to check a text, and to log a call."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from waypost.cases.contact import normalise_phone
from waypost.cases.contact.normal import parse_email
from waypost.cases.finding.values import Asked
from waypost.console.finding.asked import LONGEST, CannotRead, read_asked
from waypost.worklist.inbound_calls.values import LONGEST_NOTE


class FindForm(forms.Form):
    """The one box."""

    q = forms.CharField(
        label="Who or what is it about?",
        help_text="A reference, phone number, email address, or a name and date of birth, like Sian Evans 3 4 1984",
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={"max_length": f"Enter {LONGEST} characters at most"},
    )

    def __init__(self, data: Any = None, *, today: date, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        _begin_in(self, "q")

    def clean_q(self) -> str:
        """Say what is missing."""
        typed = str(self.cleaned_data["q"])
        try:
            self.asked = read_asked(typed, today=self.today)
        except CannotRead as fault:
            raise forms.ValidationError(str(fault)) from None
        return typed

    asked: Asked


class TextForm(forms.Form):
    """The number or address at which something came, and on which day."""

    to = forms.CharField(
        label="To which phone number or email address did it come?",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the phone number or email address that it came to",
            "max_length": f"Enter {LONGEST} characters at most",
        },
    )
    day = forms.CharField(label="Day", max_length=4, required=False)
    month = forms.CharField(label="Month", max_length=4, required=False)
    year = forms.CharField(label="Year", max_length=6, required=False)

    def __init__(self, data: Any = None, *, today: date, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.today = today
        _begin_in(self, "to")

    def clean_to(self) -> str:
        """Return it as messages are sent to it."""
        typed = str(self.cleaned_data["to"])
        self.recipient = (parse_email(typed) or "") if "@" in typed else normalise_phone(typed)
        if not self.recipient:
            raise forms.ValidationError("Enter a phone number, like 07700 900123, or a whole email address")
        return typed

    def clean(self) -> None:
        """Make a day of the three boxes; empty is today."""
        typed = [str(self.cleaned_data.get(part) or "").strip() for part in ("day", "month", "year")]
        try:
            self.on = self._day(typed)
        except ValueError:
            self.add_error("day", "Enter the day on which it came, like 20 11 2026")
            return
        if self.on > self.today:
            self.add_error("day", "The day on which it came cannot be in the future")

    def _day(self, typed: list[str]) -> date:
        if not any(typed):
            return self.today
        day, month, year = (int(part) for part in typed)
        return date(year + 2000 if year < 100 else year, month, day)

    recipient: str
    on: date


def _begin_in(form: forms.Form, name: str) -> None:
    """Let somebody type at once where nothing was asked yet; an answer, or a fault, is where they go on otherwise."""
    if not form.is_bound:
        form.fields[name].widget.attrs["autofocus"] = True


class CallForm(forms.Form):
    """A call as one of the buttons logs it: `call` says the reason and whether it could have been avoided."""

    id = forms.UUIDField()
    call = forms.RegexField(r"^[a-z_]+:(yes|no)\Z")
    case = forms.IntegerField(required=False, min_value=1)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)
    back = forms.CharField(required=False)

    @property
    def reason(self) -> str:
        """The code of the reason."""
        return str(self.cleaned_data["call"]).partition(":")[0]

    @property
    def is_avoidable(self) -> bool:
        """Whether the call could have been avoided."""
        return str(self.cleaned_data["call"]).endswith(":yes")

    @property
    def call_id(self) -> UUID:
        """The id that the page gave it."""
        made: UUID = self.cleaned_data["id"]
        return made
