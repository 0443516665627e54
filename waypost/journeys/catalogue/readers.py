"""The kinds of readers that the coverage table asks about, and whether a text reaches one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from waypost.cases.standing import Standing
from waypost.journeys.checking.knowledge import Allowed, Knowledge
from waypost.journeys.values import To
from waypost.messages.gates.person import is_written_for
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import Audience, Channel, MessageClass, SendMode

_VICTIMS = frozenset({To.VICTIMS, To.PERSON})
_ASKED_FIRST = frozenset({SendMode.CONFIRMED, SendMode.HUMAN_FIRST})


@dataclass(frozen=True)
class ReaderKind:
    """
    One column of the table: as what they are written to, by which journeys, and the facts about them that are fixed.

    `is_owed_more`: texts go to them as to somebody with enhanced rights.
    """

    name: str
    standing: Standing
    to: frozenset[To] = _VICTIMS
    facts: Mapping[str, str] = field(default_factory=dict)
    is_owed_more: bool = False
    is_discreet: bool = False

    @property
    def given(self) -> Knowledge:
        """What is known of them wherever a journey is."""
        organisation = Allowed(frozenset({"organisation"}), others=self.standing is not Standing.BUSINESS)
        known = {"person.audience": str(self.standing.value), **self.facts}
        return {"person.kind": organisation} | {fact: Allowed(frozenset({value})) for fact, value in known.items()}

    def mode(self, template: MessageTemplate) -> SendMode:
        """Return who acts before this reader gets it; a guardian's contact is taken as not yet confirmed as safe."""
        mode = template.mode_enhanced if self.is_owed_more else template.mode
        is_unconfirmed = self.standing is Standing.GUARDIAN and template.message_class is not MessageClass.IMMEDIATE
        return SendMode.CONFIRMED if is_unconfirmed and mode is SendMode.AUTOMATIC else mode

    def refusal(self, template: MessageTemplate) -> str:
        """Return why the gates hold a text for this reader, or nothing where it may go."""
        if not is_written_for(self.standing, template.audience):
            return "for_others"
        if self.standing is Standing.SPOKESPERSON and not _is_for_the_family(template):
            return "bereaved"
        if self.is_discreet and not any(template.has_text(channel, discreet=True) for channel in Channel):
            return "no_discreet_text"
        return ""


_ALIVE = {"case.bereaved": "no"}
_ORDINARY = {**_ALIVE, "person.enhanced": "no", "person.discreet": "no"}
READERS: Sequence[ReaderKind] = (
    ReaderKind("adult", Standing.ADULT, facts=_ORDINARY),
    ReaderKind("enhanced", Standing.ADULT, facts={**_ORDINARY, "person.enhanced": "yes"}, is_owed_more=True),
    ReaderKind("discreet", Standing.ADULT, facts={**_ORDINARY, "person.discreet": "yes"}, is_discreet=True),
    ReaderKind("guardian", Standing.GUARDIAN, facts=_ALIVE, is_owed_more=True),
    ReaderKind("young person", Standing.YOUNG_PERSON, to=frozenset({To.YOUNG_PEOPLE}), is_owed_more=True),
    ReaderKind("business", Standing.BUSINESS, facts=_ORDINARY),
    ReaderKind("spokesperson", Standing.SPOKESPERSON, facts={"case.bereaved": "yes"}, is_owed_more=True),
    ReaderKind("reporter", Standing.REPORTER, to=frozenset({To.REPORTERS}), facts=_ORDINARY),
)
"""The columns, in their order."""


def _is_for_the_family(template: MessageTemplate) -> bool:
    """*Source:* the gate `nobody_has_died`: nothing goes by itself, and only what is written for the family."""
    return template.audience is Audience.SPOKESPERSON and template.mode in _ASKED_FIRST
