"""What staff type about a complaint or a review. Whether it is taken is decided by the operations."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms

from waypost.console.case_page.forms import ReasonField
from waypost.console.forms import WrittenField
from waypost.worklist.announcements.values import LONGEST_REASON, MOST_NAMED
from waypost.worklist.matters.values import LONGEST_TEXT, CameBy, Ending, Finding, MatterKind

_DAY_FORMATS = ("%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%Y-%m-%d")


class OnceForm(forms.Form):
    """A form that is sent once: `once` is made with the page."""

    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial={"once": uuid4()})

    @property
    def id(self) -> UUID:
        """The id of the form, as it was sent."""
        return UUID(str(self.cleaned_data["once"]))


class RecordForm(OnceForm):
    """What came in, from whom, when and how; `people` are those of the case who may have asked."""

    kind = forms.ChoiceField(label="What is it?", error_messages={"required": "Choose what it is"})
    person = forms.ChoiceField(label="Who asks?", error_messages={"required": "Choose who asks"})
    came_by = forms.ChoiceField(label="How did it come in?", error_messages={"required": "Choose how it came in"})
    received_on = forms.CharField(
        label="On which day did it come in?",
        help_text="Like 20/11/2026. The time to answer runs from this day.",
        max_length=10,
        error_messages={"required": "Enter the day on which it came in, like 20/11/2026"},
    )
    text = WrittenField(
        label="What do they say?",
        help_text="In their own words, as far as you can. Whoever decides it reads this. It is kept with the case.",
        max_length=LONGEST_TEXT,
        error_messages={
            "required": "Write down what they say",
            "max_length": f"This can be {LONGEST_TEXT:,} characters at most",
        },
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        kinds: Sequence[tuple[str, str]],
        people: Sequence[tuple[str, str]],
        ways: Sequence[tuple[str, str]],
        today: date,
    ) -> None:
        super().__init__(data)
        self.initial["received_on"] = f"{today.day}/{today.month}/{today.year}"
        self.initial["person"] = people[0][0] if len(people) == 1 else None
        for name, offered in (("kind", kinds), ("person", people), ("came_by", ways)):
            cast("forms.ChoiceField", self.fields[name]).choices = list(offered)

    def clean_received_on(self) -> date:
        """Read the day as people write one."""
        said = str(self.cleaned_data["received_on"]).strip()
        for known in _DAY_FORMATS:
            try:
                return datetime.strptime(said, known).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        raise forms.ValidationError("Enter a day like 20/11/2026")

    def clean_kind(self) -> MatterKind:
        """Return it as the operations take it."""
        return MatterKind(self.cleaned_data["kind"])

    def clean_came_by(self) -> CameBy:
        """Return it as the operations take it."""
        return CameBy(self.cleaned_data["came_by"])


class DecideForm(forms.Form):
    """What was decided, and what was found."""

    finding = forms.ChoiceField(label="What do you decide?", error_messages={"required": "Choose what you decide"})
    found = ReasonField(
        label="What was found, and why?",
        hint="In words that the person can read. It is kept with the case. Name nobody but them and yourself.",
        missing="Write down what was found",
        longest=LONGEST_TEXT,
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, findings: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        cast("forms.ChoiceField", self.fields["finding"]).choices = list(findings)

    def clean_finding(self) -> Finding:
        """Return it as the operations take it."""
        return Finding(self.cleaned_data["finding"])


class EndForm(forms.Form):
    """Why nothing more is to be done."""

    ending = forms.ChoiceField(label="Why is it closed?", error_messages={"required": "Choose why it is closed"})

    def __init__(self, data: Mapping[str, Any] | None = None, *, endings: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        cast("forms.ChoiceField", self.fields["ending"]).choices = list(endings)

    def clean_ending(self) -> Ending:
        """Return it as the operations take it."""
        return Ending(self.cleaned_data["ending"])


class AnnounceForm(OnceForm):
    """Why something is announced."""

    why = ReasonField(
        label="Why do you announce it?",
        hint="It is kept, and a second person may read it. It is not sent. Write no names, numbers or addresses here.",
        missing="Say why you announce it",
        longest=LONGEST_REASON,
    )


class BreachForm(AnnounceForm):
    """Of which cases details were seen, sent or lost."""

    references = WrittenField(
        label="References of the crimes",
        help_text="One on each line. Each victim of these crimes is told.",
        error_messages={"required": "Enter the references of the crimes, one on each line"},
    )
    field_order = ("once", "references", "why")

    def clean_references(self) -> tuple[str, ...]:
        """Return each reference once, in the order of the list."""
        found = tuple(dict.fromkeys(one.strip() for one in self.cleaned_data["references"].split("\n") if one.strip()))
        if len(found) > MOST_NAMED:
            raise forms.ValidationError(f"Enter {MOST_NAMED} references at most, and the others after that")
        return found
