"""What the gates are asked, and what a gate is."""

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from waypost.access.values import ForceSettings, JourneyState
from waypost.base.clock import LONDON
from waypost.cases.offences import OffenceGroup
from waypost.cases.standing import Standing, standing_of
from waypost.cases.values import CaseFacts, ContactPlan, DeliveryFacts, PersonFacts
from waypost.messages.acts import NOBODY_HAS_ACTED, Acts
from waypost.messages.guards import NOTHING_GUARDED, Guarded
from waypost.messages.stops import NO_STOPS, Stoppable, Stops
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import AnswerKind, Channel, GateAnswer, MessageClass, Reason


@dataclass(frozen=True)
class News:
    """One thing that a message tells: all of it, or a part of a digest. `template` is None where it is not live."""

    template: MessageTemplate | None
    trigger: str
    item: str


@dataclass(frozen=True)
class Pushes:
    """How many other messages have left today for where this one goes: about its case, and in all."""

    of_case: int = 0
    of_contact: int = 0


@dataclass(frozen=True)
class Question:
    """
    One message about to be planned or sent, with all the facts of this moment.

    `group` is None where the offence group is unknown. `has_provider` says whether the channel is set up,
    `has_sign_in_fact` whether anything on record could prove the recipient at the portal's door, `bounced`
    which numbers and addresses a provider could not deliver to. `journey_state` is the stricter of the journey's own
    and the force's. `parts` is what a digest stands for, `replaces_sent` whether something that this message
    replaces has left. `acts` is what people have done about this message, `unsafe_call_at` when somebody last found
    that calling the recipient is not safe. `stops` is what somebody has stopped by hand, `tell_by` until when the
    duty behind it must be met, `hard_news_at` when the recipient last had hard news; asked for surveys only. `bulk` is
    what the guards against a bulk mistake say.
    """

    facts: DeliveryFacts
    settings: ForceSettings
    template: MessageTemplate
    channel: Channel
    group: OffenceGroup | None
    trigger: str
    item: str
    expires_at: datetime | None
    has_provider: bool
    has_sign_in_fact: bool
    bounced: Set[str]
    now: datetime
    journey_state: JourneyState = JourneyState.LIVE
    parts: tuple[News, ...] = ()
    replaces_sent: bool = False
    acts: Acts = NOBODY_HAS_ACTED
    unsafe_call_at: datetime | None = None
    journey: str = ""
    stops: Stops = NO_STOPS
    pushes: Pushes = Pushes()
    tell_by: datetime | None = None
    hard_news_at: datetime | None = None
    bulk: Guarded = NOTHING_GUARDED

    @property
    def case(self) -> CaseFacts:
        """The case that the message is about."""
        return self.facts.case

    @property
    def person(self) -> PersonFacts:
        """The entry of the case that the message is for."""
        return self.facts.person

    @property
    def plan(self) -> ContactPlan | None:
        """What was agreed with the recipient, if anything."""
        return self.facts.person.plan

    @property
    def standing(self) -> Standing:
        """As what the recipient is written to on this day."""
        return standing_of(self.person, self.case, today=self.today, young_people=self.settings.young_people)

    @property
    def today(self) -> date:
        """The day on which the message would be sent, in England and Wales."""
        return self.now.astimezone(LONDON).date()

    @property
    def is_immediate(self) -> bool:
        """Whether the message ignores hours (never safety)."""
        return self.template.message_class is MessageClass.IMMEDIATE

    @property
    def message_class(self) -> MessageClass:
        """What the message may ignore: of a digest with a part that is owed by law, what that part may."""
        classes = {news.template.message_class for news in self.news if news.template is not None}
        return MessageClass.STATUTORY if MessageClass.STATUTORY in classes else self.template.message_class

    @property
    def is_discreet(self) -> bool:
        """Whether messages must not show that the police sent them."""
        return self.plan is not None and self.plan.discreet

    @property
    def stoppable(self) -> Stoppable:
        """What of the message can be stopped by hand."""
        told = [self.template, *(news.template for news in self.news if news.template is not None)]
        names = {name for template in told for name in (template.id, template.version_of)}
        return Stoppable(self.case.reference, self.journey, frozenset(names))

    @property
    def news(self) -> tuple[News, ...]:
        """Everything that the message tells."""
        return self.parts or (News(self.template, self.trigger, self.item),)


Look = Callable[[Question], GateAnswer | None]


@dataclass(frozen=True)
class Gate:
    """
    One condition of sending. `sentence` says what holds where it passes, `reasons` with what it stops a message.

    `look` returns None where nothing is against sending, else what is.
    """

    name: str
    sentence: str
    look: Look
    reasons: tuple[Reason, ...]

    @cached_property
    def passed(self) -> GateAnswer:
        """What the gate says where nothing is against sending: always the same."""
        return GateAnswer(self.name, AnswerKind.PASS, self.sentence)

    def ask(self, question: Question) -> GateAnswer:
        """Return what this gate says."""
        return self.look(question) or self.passed
