"""
What would become of messages, in memory: for who wants to know, and writes and sends nothing.

The same gates, pace, channels and words as when messages are planned and delivered; a provider that takes everything
and delivers it at once stands in for the real ones, and there is no way from here to one of those.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid5

from django.conf import settings

from waypost.access.values import ForceSettings
from waypost.base.clock import LONDON
from waypost.base.values import CaseId, PersonId
from waypost.cases.offences import OffenceGroup
from waypost.cases.operations import NewEvent
from waypost.cases.values import DeliveryFacts
from waypost.messages.circumstances import Circumstances, judge
from waypost.messages.gates import GATES
from waypost.messages.gates.caps import Caps
from waypost.messages.hard_news import is_hard, last_hard_news
from waypost.messages.joining import join_waiting
from waypost.messages.ladder import STAY
from waypost.messages.library import Library
from waypost.messages.models import Message
from waypost.messages.operations.answered import Asked, follow
from waypost.messages.operations.capping import count_push
from waypost.messages.operations.climbing import may_climb, next_rung
from waypost.messages.operations.words import DraftChanged, draft_of, words_of
from waypost.messages.pace import ask_again_in
from waypost.messages.planning import channels_of, row_of
from waypost.messages.pushes import Pushed
from waypost.messages.reasons import MEANINGS
from waypost.messages.render import CannotRender, Rendered
from waypost.messages.rows import PORTAL_ADDRESS, asked_again, drop_parts, obey, subject_of, unfit
from waypost.messages.stops import NO_STOPS, Stops
from waypost.messages.values import (
    ASKED_AGAIN,
    UNSENT,
    AnswerKind,
    Channel,
    Intent,
    MessageClass,
    MessageState,
    Owner,
    Reason,
    Verdict,
)
from waypost.worklist.values import Answer

# As long as an invitation's own, so that the parts of an SMS are counted right.
_PORTAL: Final = f"{settings.BASE_URL}/i/{'w' * 22}"
_READY: Final = frozenset({MessageState.PLANNED, MessageState.QUEUED})
_CHANNELS: Final = frozenset(Channel)

Act = tuple[int, str, int]
"""What a run did: its id, the step's id, the visit."""


@dataclass
class RehearsedMessage:
    """
    One message that would be, as the row that it would have; the row is never saved.

    `was_held_for` is the last reason that held it, and whom it waited for; `is_discreet` whether the words that left
    are those that say little.
    """

    row: Message
    intent: Intent
    rendered: Rendered | None = None
    is_discreet: bool = False
    was_held_for: tuple[str, str] | None = None
    asked_until: datetime | None = None
    """Up to when it is known that the gates of this held message say the same."""
    passed_at: datetime | None = None
    passed: Verdict | None = None
    """What all gates said when they last let it pass: at the same moment, of the same facts, they say it again."""

    @property
    def state(self) -> MessageState:
        """Where it is."""
        return MessageState(self.row.state)


@dataclass(frozen=True)
class Moved:
    """That a message came to a state for a reason, with every gate's answer where they were asked."""

    message: RehearsedMessage
    state: MessageState
    reason: str
    gates: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Delivered:
    """What one pass did: how many messages were looked at, what it adds to timelines, and the cases it told of."""

    count: int
    events: Sequence[tuple[CaseId, NewEvent]]
    told: frozenset[CaseId] = frozenset()


@dataclass
class RehearsedMailbox:
    """The messages of one cluster of cases. `facts` returns what is known of people now."""

    settings: ForceSettings
    library: Library
    groups: Mapping[str, OffenceGroup]
    facts: Callable[[Iterable[PersonId]], Mapping[PersonId, DeliveryFacts]]
    stops: Stops = NO_STOPS
    messages: list[RehearsedMessage] = field(default_factory=list)
    _moves: list[Moved] = field(default_factory=list)
    _invited: set[PersonId] = field(default_factory=set)
    _hard: list[Message] = field(default_factory=list)
    _left_runs: set[int] = field(default_factory=set)
    _pushed: dict[date, Pushed] = field(default_factory=dict)
    _unsafe_calls: dict[PersonId, datetime] = field(default_factory=dict)

    def plan(
        self, intents: Iterable[Intent], *, now: datetime, name: Callable[[Intent, Channel], UUID]
    ) -> Mapping[Act, Sequence[RehearsedMessage]]:
        """Ask the gates about each intent and keep the messages, one a channel; `name` gives each its id."""
        planned: dict[Act, list[RehearsedMessage]] = {}
        for intent in intents:
            circumstances = self._circumstances(intent.person_id, now)
            for channel in channels_of(intent, circumstances):
                message = RehearsedMessage(row_of(intent, channel, circumstances), intent)
                message.row.id = name(intent, channel)
                self.messages.append(message)
                if is_hard(message.row):
                    self._hard.append(message.row)
                self._obey(message, _judged(message.row, circumstances), now=now)
                act = (intent.run_id, intent.step, intent.visit)
                planned.setdefault(act, []).extend([message, *self._climb([message], now=now, is_told=True)])
        return planned

    def supersede(self, run_ids: Collection[int], *, reason: str, now: datetime) -> None:
        """Take back what these runs planned and what has not left; a digest only when all its runs have ended."""
        ended = frozenset(run_ids)
        for message in self._unsent() if ended else ():
            if ended.issuperset(message.row.part_runs or [message.row.run_id]):
                self._move(message, MessageState.SUPERSEDED, reason, Owner.NOBODY, now=now)
            else:
                drop_parts(message.row, ended=ended)

    def reconsider(self, case_ids: Collection[CaseId], *, now: datetime) -> None:
        """Let the gates of the messages of these cases that stand still be asked again at once."""
        for message in self._standing():
            if message.row.case_id in case_ids and message.row.due_at > now:
                message.row.due_at, message.asked_until = now, None

    def forget(self) -> None:
        """Forget what the gates have said and for how long they will: something is known that was not."""
        for message in self._unsent():
            message.asked_until = message.passed_at = None

    def next_at(self, *, before: datetime) -> datetime | None:
        """Return when something is due next, or None; facts stay as they are until `before`."""
        moments = []
        for message in self._unsent():
            if message.state in ASKED_AGAIN:
                self._leap(message, before)
            if message.state not in ASKED_AGAIN or message.row.due_at < before:
                moments.append(message.row.due_at)
            if message.row.expires_at is not None:
                moments.append(message.row.expires_at)
        return min(moments, default=None)

    def deliver(self, now: datetime) -> Delivered:
        """Expire, ask again about what stands still, and let leave what is due and passes its gates."""
        for message in self._unsent():
            if message.row.expires_at is not None and message.row.expires_at <= now:
                self._move(message, MessageState.EXPIRED, Reason.TOO_LATE, MEANINGS[Reason.TOO_LATE].owner, now=now)
        due = [message for message in self._unsent() if message.row.due_at <= now]
        for message in due:
            if message.state in ASKED_AGAIN:
                self._obey(message, self._judge(message, now), now=now)
        leaving = [message for message in due if message.state in _READY and message.row.due_at <= now]
        leaving.sort(key=lambda message: (message.row.due_at, message.row.event_number or 0))
        events: list[tuple[CaseId, NewEvent]] = []
        for place, message in enumerate(leaving):
            self._join(message, leaving[place + 1 :], now)
            events += self._leave(message, now) if message.state in _READY else ()
        told = frozenset(CaseId(one.row.case_id) for one in leaving if one.state is MessageState.DELIVERED)
        stuck = [message for message in due if may_climb(message.row)]
        return Delivered(len(due) + len(self._climb(stuck, now=now, is_told=True)), events, told)

    def answer(self, messages: Sequence[RehearsedMessage], asked: Asked, given: Answer, *, now: datetime) -> None:
        """Let the messages that waited for a person's answer go where it takes them, as in the running system."""
        rows = [message.row for message in messages]
        before = {row.id: (row.state, row.reason) for row in rows}
        known = self.circumstances({PersonId(row.person_id) for row in rows}, now)
        self._unsafe_calls.update(follow(rows, asked, given, known).unsafe_calls)
        self.forget()
        for message in messages:
            if message.state in ASKED_AGAIN and message.row.due_at <= now:
                self._obey(message, self._judge(message, now), now=now)
            elif before[message.row.id] != (message.row.state, message.row.reason):
                self._moves.append(_moved(message, None))

    def climb_untold(self, message_ids: Collection[UUID], *, now: datetime) -> frozenset[UUID]:
        """Have told by the next channel what has left and did not tell; return what another channel carries now."""
        left = [one for one in self.messages if one.row.id in message_ids and one.row.climbed_at is None]
        untold = [one for one in left if one.state is MessageState.DELIVERED and one.row.message_class not in STAY]
        self._climb(untold, now=now, is_told=False)
        return frozenset(one.row.id for one in untold if one.row.climbed_at is not None)

    def _climb(self, stuck: Sequence[RehearsedMessage], *, now: datetime, is_told: bool) -> list[RehearsedMessage]:
        """Tell by the next channel what these do not tell; return the new messages."""
        new = []
        for message in stuck:
            if is_told and not may_climb(message.row):
                continue
            others = [one.row for one in self._of_wish(message) if one is not message]
            known = self._circumstances(message.intent.person_id, now)
            rung = next_rung(message.row, others, known, is_told=is_told)
            if rung is not None:
                rung.id = uuid5(message.row.id, rung.channel)
                new.append(RehearsedMessage(rung, message.intent))
                self.messages.append(new[-1])
                if is_hard(rung):
                    self._hard.append(rung)
                self._moves.append(_moved(new[-1], None))
        return new

    def _of_wish(self, message: RehearsedMessage) -> Iterator[RehearsedMessage]:
        intent = message.intent
        act = (intent.run_id, intent.step, intent.visit, intent.person_id)
        return (
            one
            for one in self.messages
            if (one.intent.run_id, one.intent.step, one.intent.visit, one.intent.person_id) == act
        )

    def take_moves(self) -> Sequence[Moved]:
        """Return what has moved since it was last asked, in the order in which it did."""
        moves, self._moves = self._moves, []
        return moves

    def _leave(self, message: RehearsedMessage, now: datetime) -> Iterator[tuple[CaseId, NewEvent]]:
        """Ask the gates a last time, make the words, and let the message leave."""
        circumstances = self._circumstances(message.intent.person_id, now)
        # How much has left today may have changed since, and the news with it; or hard news came beside a survey.
        is_survey = message.row.message_class == MessageClass.SURVEY
        is_known = message.passed_at == now and not self._is_capped and not is_survey
        verdict = message.passed if is_known and message.passed else self._judge(message, now)
        if verdict.outcome.kind is not AnswerKind.PASS:
            self._obey(message, verdict, now=now)
            return
        try:
            ready = words_of(message.row, circumstances, portal=_PORTAL)
        except DraftChanged:
            self._obey(message, asked_again(verdict), now=now)
            return
        except CannotRender:
            self._obey(message, unfit(verdict), now=now)
            return
        message.rendered, message.is_discreet = ready.rendered, ready.is_discreet
        self._left_runs |= {message.intent.run_id, *message.row.part_runs}
        self._pushed[circumstances.today] = count_push(message.row, circumstances).pushed
        self._move(message, MessageState.DELIVERED, "", Owner.NOBODY, now=now, verdict=verdict)
        person_id = message.intent.person_id
        if PORTAL_ADDRESS in message.rendered.values and person_id not in self._invited:
            self._invited.add(person_id)
            ref = message.row.person_ref
            yield message.intent.case_id, NewEvent(kind="portal.invited", at=now, person_ref=ref or None)

    def _join(self, message: RehearsedMessage, behind: Sequence[RehearsedMessage], now: datetime) -> None:
        """Let one message stand for what waits behind it for the same person, where a cap lets fewer leave."""
        if not self._is_capped or message.state not in _READY:
            return
        waiting = {each.row.id: each for each in behind if each.state in _READY}
        circumstances = self._circumstances(message.intent.person_id, now)
        for row in join_waiting(message.row, [each.row for each in waiting.values()], circumstances, gates=GATES):
            if row.id in waiting:
                self._moves.append(_moved(waiting[row.id], None))

    @property
    def _is_capped(self) -> bool:
        return Caps.of(self.settings).is_set

    def _judge(self, message: RehearsedMessage, now: datetime) -> Verdict:
        return _judged(message.row, self._circumstances(message.intent.person_id, now))

    def _leap(self, message: RehearsedMessage, before: datetime) -> None:
        """
        Move a message that stands still to the first moment at which its gates, asked in their pace, say another thing.

        With facts that stay, only time can change an answer, and a reason that time ends does not come back: so it is
        enough to ask at the last of those moments, and one by one only where the answer there is another.
        """
        until = min(before, message.row.expires_at) if message.row.expires_at else before
        if message.asked_until is not None and message.asked_until >= until:
            return
        message.asked_until = until
        moments = list(_moments(message.row, until))
        if moments and self._says_the_same(message, moments[-1]):
            message.row.due_at = _after(message.row, moments[-1])
        elif moments:
            message.row.due_at = next(moment for moment in moments if not self._says_the_same(message, moment))

    def _says_the_same(self, message: RehearsedMessage, now: datetime) -> bool:
        outcome = self._judge(message, now).outcome
        return outcome.kind in {AnswerKind.ASK, AnswerKind.HOLD} and outcome.reason == message.row.reason

    def _obey(self, message: RehearsedMessage, verdict: Verdict, *, now: datetime) -> None:
        was = (message.row.state, message.row.reason)
        obey(message.row, verdict, now=now)
        message.asked_until = None
        if verdict.outcome.kind is AnswerKind.PASS:
            message.passed_at, message.passed = now, verdict
        if message.state in ASKED_AGAIN:
            message.was_held_for = (message.row.reason, message.row.owner)
        if was != (message.row.state, message.row.reason):
            self._moves.append(_moved(message, verdict))

    def _move(
        self, message: RehearsedMessage, state: MessageState, reason: str, owner: Owner, *, now: datetime,
        verdict: Verdict | None = None,
    ) -> None:  # fmt: skip
        row = message.row
        row.state, row.reason, row.owner, row.state_at = state, str(reason), owner.value, now
        self._moves.append(_moved(message, verdict))

    def circumstances(self, person_ids: Iterable[PersonId], now: datetime) -> Circumstances:
        """Return all that decides over messages to these people now."""
        return Circumstances(
            settings=self.settings,
            facts=self.facts(person_ids),
            library=self.library,
            groups=self.groups,
            bounced=frozenset(),
            channels_set_up=_CHANNELS,
            left_runs=self._left_runs,
            now=now,
            unsafe_calls=self._unsafe_calls,
            stops=self.stops,
            hard_news=last_hard_news(self._hard, now=now),
            pushed=self._pushed.get(now.astimezone(LONDON).date(), {}),
        )

    def _circumstances(self, person_id: PersonId, now: datetime) -> Circumstances:
        return self.circumstances([person_id], now)

    def _unsent(self) -> list[RehearsedMessage]:
        return [message for message in self.messages if message.row.state in UNSENT]

    def _standing(self) -> list[RehearsedMessage]:
        return [message for message in self.messages if message.row.state in ASKED_AGAIN]


def _judged(row: Message, circumstances: Circumstances) -> Verdict:
    """Return what the gates say; nobody is asked to confirm a draft that cannot be made."""
    verdict = judge(subject_of(row), circumstances, gates=GATES)
    if verdict.outcome.reason is not Reason.NEEDS_CONFIRMATION:
        return verdict
    try:
        draft_of(row, circumstances)
    except CannotRender:
        return unfit(verdict)
    return verdict


def _moved(message: RehearsedMessage, verdict: Verdict | None) -> Moved:
    gates = tuple((one.name, one.kind.value) for one in verdict.answers) if verdict else ()
    return Moved(message, message.state, message.row.reason, gates)


def _moments(row: Message, until: datetime) -> Iterator[datetime]:
    """Yield when a held message's gates are asked again, in their pace, as long as they say the same."""
    moment = row.due_at
    while moment < until:
        yield moment
        moment = _after(row, moment)


def _after(row: Message, moment: datetime) -> datetime:
    return moment + ask_again_in(moment - row.planned_at)
