"""What a victim can refuse on the page, and what it is called in `cases`. Pure."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from waypost.cases.choices import Choice
from waypost.cases.values import OptOut, Purpose
from waypost.cases.vocabulary import ForbiddenChannel


class Refusal(StrEnum):
    """One box of the page. Others can stand on record: this page neither shows nor changes them."""

    TEXTS = "texts"
    EMAILS = "emails"
    NEWS = "news"
    OPINION = "opinion"

    @property
    def choice(self) -> Choice:
        """What it is in the record."""
        return _CHOICES[self]


_CHOICES: Mapping[Refusal, Choice] = {
    Refusal.TEXTS: Choice(ForbiddenChannel.SMS, None),
    Refusal.EMAILS: Choice(ForbiddenChannel.EMAIL, None),
    Refusal.NEWS: Choice(None, Purpose.SERVICE),
    Refusal.OPINION: Choice(None, Purpose.SURVEY),
}


def refusals_in(opt_outs: Iterable[OptOut]) -> frozenset[Refusal]:
    """Return which boxes are ticked, as the record has them."""
    known = {(one.channel, one.purpose) for one in opt_outs}
    return frozenset(refusal for refusal, choice in _CHOICES.items() if (choice.channel, choice.purpose) in known)
