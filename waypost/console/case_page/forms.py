"""What staff may type about one message, one contact or one case. Whether it is done is decided by the operations."""

from collections.abc import Sequence
from typing import Any

from django import forms

from waypost.cases.choices import ContactKind
from waypost.console.forms import WrittenField

LONGEST_WHY, LONGEST_WRONG = 200, 1000


class ReasonField(WrittenField):
    """Why, in a sentence that is kept."""

    def __init__(self, *, label: str, missing: str, longest: int, hint: str) -> None:
        super().__init__(
            label=label,
            help_text=hint,
            max_length=longest,
            error_messages={
                "required": missing,
                "max_length": f"This can be {longest:,} characters at most",
            },
        )


class AgainForm(forms.Form):
    """Whether the person says that they did not get it."""

    missing = forms.BooleanField(label="They say that they did not get it", required=False)


class SureForm(forms.Form):
    """That somebody has read what will happen."""

    sure = forms.BooleanField(
        label="I have read this",
        error_messages={"required": "Tick that you have read what will happen"},
    )


class WrongForm(forms.Form):
    """What is wrong in what was told."""

    wrong = ReasonField(
        label="What is wrong, and what is right?",
        hint="The officer reads this. It is kept with the case.",
        missing="Say what is wrong",
        longest=LONGEST_WRONG,
    )


class WhyForm(forms.Form):
    """Why something is stopped, or goes on."""

    why = ReasonField(
        label="Why?",
        hint="It is kept. Do not write names, numbers or addresses here.",
        missing="Say why",
        longest=LONGEST_WHY,
    )


class ContactsForm(WhyForm):
    """Which of a person's contacts are meant, and why; `offered` are those on record."""

    kinds = forms.MultipleChoiceField(label="Which?", error_messages={"required": "Choose at least one"})
    field_order = ("kinds", "why")

    def __init__(self, *args: Any, offered: Sequence[tuple[ContactKind, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kinds"].choices = [(kind.value, text) for kind, text in offered]  # type: ignore[attr-defined]

    def chosen(self) -> frozenset[ContactKind]:
        """Return the kinds that were chosen."""
        return frozenset(ContactKind(kind) for kind in self.cleaned_data["kinds"])
