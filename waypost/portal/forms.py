"""What a victim may type. A form says what is missing; whether it is right is never said field by field."""

from uuid import uuid4

from django import forms

from waypost.access.sign_in_rules import CODE_DIGITS, FactKind, date_answer, is_code, normalise_code
from waypost.portal.refusals import Refusal
from waypost.portal.rules import Words

LONGEST_MESSAGE = 2000
_NOT_RIGHT = "The code and the answer do not fit together. Check both and try again, or ask for a new code"


class EntryForm(forms.Form):
    """The code, beside the answer to one question; subclasses ask it."""

    kind: FactKind

    code = forms.CharField(
        label=f"{CODE_DIGITS}-digit code",
        max_length=40,
        error_messages={"required": f"Enter the {CODE_DIGITS}-digit code"},
    )

    def clean_code(self) -> str:
        """Take spaces and dashes out, as people read codes aloud with them."""
        code = normalise_code(self.cleaned_data["code"])
        if not is_code(code):
            raise forms.ValidationError(f"The code is {CODE_DIGITS} digits, like 123456")
        return code

    def refuse(self) -> None:
        """Say that the entry did not open, and not which half of it was wrong."""
        self.add_error(None, _NOT_RIGHT)

    @property
    def answer(self) -> str:
        """The answer as it is compared with the record."""
        return str(self.cleaned_data["fact"])


class BirthForm(EntryForm):
    """Asks for the date of birth in three boxes."""

    kind = FactKind.DATE_OF_BIRTH

    day = forms.CharField(label="Day", max_length=4, required=False)
    month = forms.CharField(label="Month", max_length=4, required=False)
    year = forms.CharField(label="Year", max_length=6, required=False)

    def clean(self) -> None:
        """Make one date of three boxes; the error stands at the first of them."""
        typed = [str(self.cleaned_data.get(part, "")) for part in ("day", "month", "year")]
        if not all(typed):
            self.add_error("day", "Enter your date of birth: the day, the month and the year")
            return
        answer = date_answer(*typed)
        if answer is None:
            self.add_error("day", "Enter a real date of birth, like 27 3 1987")
        else:
            self.cleaned_data["fact"] = answer


class PostcodeForm(EntryForm):
    """Asks for the postcode."""

    kind = FactKind.POSTCODE

    fact = forms.CharField(
        label="Your postcode",
        help_text="The postcode of your home when you spoke to us. For example, SW1A 1AA",
        max_length=20,
        error_messages={"required": "Enter your postcode"},
    )


class CodeWordForm(EntryForm):
    """Asks for the word that the officer gave."""

    kind = FactKind.CODE_WORD

    fact = forms.CharField(
        label="Your code word",
        help_text="The word that your officer agreed with you",
        max_length=200,
        error_messages={"required": "Enter your code word"},
    )


ENTRY_FORMS: dict[FactKind, type[EntryForm]] = {form.kind: form for form in (BirthForm, PostcodeForm, CodeWordForm)}


class NotMeForm(forms.Form):
    """Asks whether a message was for somebody else. Nothing is chosen beforehand: a machine that posts says nothing."""

    answer = forms.ChoiceField(
        label="Was the message for you?",
        choices=[("no", "No, it was not for me"), ("yes", "Yes, it was for me")],
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say whether the message was for you",
            "invalid_choice": "Say whether the message was for you",
        },
    )

    @property
    def is_not_me(self) -> bool:
        """Whether it was for somebody else."""
        return bool(self.cleaned_data["answer"] == "no")


class ChoicesForm(forms.Form):
    """What a victim does not want to be sent; nothing ticked is an answer too."""

    refused = forms.MultipleChoiceField(
        label="Tick what you do not want from us",
        required=False,
        choices=[
            (Refusal.TEXTS, "Text messages"),
            (Refusal.EMAILS, "Emails"),
            (Refusal.NEWS, "News that we do not have to send by law"),
            (Refusal.OPINION, "Questions about how we did"),
        ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Tick only what is on this page"},
    )

    @property
    def refused_now(self) -> frozenset[Refusal]:
        """What is ticked."""
        return frozenset(Refusal(one) for one in self.cleaned_data["refused"])


class MessageForm(forms.Form):
    """
    A message to the officer. `once` is made with the page, so that a second click sends nothing twice.

    `agrees` is asked until they have said once that they want to write here.
    """

    text = forms.CharField(
        label="Your message",
        help_text="Do not write bank details or passwords. What you write is kept with your case.",
        widget=forms.Textarea,
        error_messages={"required": "Write your message"},
    )
    once = forms.UUIDField(widget=forms.HiddenInput)
    agrees = forms.BooleanField(label="I want to write to the police here", required=False)

    def clean_text(self) -> str:
        """Count as a person counts: a line break is one character, whatever the browser sends."""
        text = str(self.cleaned_data["text"]).replace("\r\n", "\n")
        if len(text) > LONGEST_MESSAGE:
            raise forms.ValidationError(
                f"Your message is {len(text):,} characters. It can be {LONGEST_MESSAGE:,} at most"
            )
        return text


def new_message_form() -> MessageForm:
    """Return an empty form with an id of its own."""
    return MessageForm(initial={"once": uuid4()})


def words_of(form: MessageForm) -> Words:
    """Return what a form without faults holds; its id keeps it one message, however often it is posted."""
    said = form.cleaned_data
    return Words(text=said["text"], once=said["once"], agrees=said["agrees"])
