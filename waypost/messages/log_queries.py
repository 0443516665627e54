"""
The log of messages of a force, for whoever runs it: what stands where and why. No name, no number, no words.

Every read is bounded: by days, by a limit, by the index on when a message was planned or on its case.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from waypost.base.scope import in_force
from waypost.base.values import CaseId, ForceName, MessageId
from waypost.messages.delivery_models import ProviderAlarm, ProviderNews
from waypost.messages.guard_models import BulkWish, CanaryCount
from waypost.messages.guards import CanaryKind, Together
from waypost.messages.models import Message, ProviderPause
from waypost.messages.operations.letting_go import MOST_COUNTED
from waypost.messages.values import Channel, MessageState, Reason

_COLUMNS = (
    "id",
    "case_id",
    "planned_at",
    "state",
    "reason",
    "channel",
    "template",
    "journey",
    "handed_over_at",
    "delivered_at",
    "is_inferred",
)


@dataclass(frozen=True)
class LogChoice:
    """
    Which lines of the log: planned from `since` to before `until`. What is empty is not asked for.

    `cases` are ids, where one case was named: then only its messages, found by the index on cases.
    """

    since: datetime
    until: datetime
    state: MessageState | None = None
    channel: Channel | None = None
    template: str = ""
    reason: Reason | None = None
    cases: Collection[CaseId] | None = None


@dataclass(frozen=True)
class LogPlace:
    """A line of the log, after which older ones go on."""

    planned_at: datetime
    message_id: UUID


@dataclass(frozen=True)
class LogLine:
    """One message: what is promised, where it stands, why it does not go."""

    message_id: MessageId
    case_id: CaseId
    planned_at: datetime
    state: MessageState
    reason: Reason | None
    channel: Channel
    template: str
    journey: str
    handed_over_at: datetime | None
    delivered_at: datetime | None
    is_inferred: bool

    @property
    def place(self) -> LogPlace:
        """Where the next page begins, if this is the last line of one."""
        return LogPlace(self.planned_at, self.message_id)


@dataclass(frozen=True)
class CanaryFacts:
    """What of a force is new: how many have left since when, and how many wait; `version` 0 where it has none."""

    kind: CanaryKind
    target: str
    version: int
    since: datetime
    sent: int


@dataclass(frozen=True)
class WishFacts:
    """What one person wants done to many messages, and a second one has not decided yet."""

    id: UUID
    act: Together
    kind: str
    target: str
    count: int
    reason: str
    asked_at: datetime
    asked_by: str


@dataclass(frozen=True)
class ProviderFacts:
    """What is known of a provider in one force. `is_wrong`: codes of what has been noticed."""

    name: str
    paused_until: datetime | None = None
    takes_nothing_since: datetime | None = None
    receipt_at: datetime | None = None
    is_wrong: tuple[str, ...] = ()


def log_page(choice: LogChoice, *, force: ForceName, after: LogPlace | None, limit: int) -> Sequence[LogLine]:
    """Return up to `limit` lines, the newest first, that are older than `after`."""
    with in_force(force):
        rows = _chosen(choice, force)
        if after is not None:
            older = Q(planned_at__lt=after.planned_at) | Q(planned_at=after.planned_at, id__lt=after.message_id)
            rows = rows.filter(older, planned_at__lte=after.planned_at)
        return [_line(row) for row in rows.order_by("-planned_at", "-id").values_list(*_COLUMNS)[:limit]]


def kept_back(
    reasons: Collection[Reason], *, journey: str, since: datetime, until: datetime, force: ForceName
) -> Mapping[CaseId, int]:
    """
    Return how many messages a case had that were never sent for one of these reasons, of those planned in this time.

    At most `MOST_COUNTED` messages are looked at. `journey` is empty where all of them count.
    """
    with in_force(force):
        rows = Message.objects.filter(
            force=force, planned_at__gte=since, planned_at__lt=until, reason__in=[reason.value for reason in reasons]
        )
        rows = rows.filter(journey=journey) if journey else rows
        return Counter(CaseId(case_id) for case_id in rows.values_list("case_id", flat=True)[:MOST_COUNTED])


def new_ones(force: ForceName) -> Sequence[CanaryFacts]:
    """Return what is new and nobody has let go, what most have left of first."""
    with in_force(force):
        rows = CanaryCount.objects.filter(force=force, let_go_at=None).order_by("-sent", "kind", "target")
        return [CanaryFacts(CanaryKind(row.kind), row.target, row.version, row.since, row.sent) for row in rows]


def first_ones(found: CanaryFacts, *, force: ForceName, limit: int) -> Sequence[LogLine]:
    """Return the first messages that have left of something new, the newest first."""
    with in_force(force):
        rows = Message.objects.filter(force=force, admitted_at__gte=found.since)
        match found.kind:
            case CanaryKind.TEXT:
                rows = rows.filter(text_key=found.target)
            case CanaryKind.JOURNEY:
                rows = rows.filter(journey=found.target)
        first = rows.order_by("admitted_at").values_list(*_COLUMNS)[:limit]
        return sorted((_line(row) for row in first), key=lambda line: (line.planned_at, line.message_id), reverse=True)


def open_wishes(force: ForceName) -> Sequence[WishFacts]:
    """Return what waits for a second person, the oldest first."""
    with in_force(force):
        rows = BulkWish.objects.filter(force=force, decided_at=None).order_by("asked_at", "id")
        return [_wish(row) for row in rows]


def open_wish(wish_id: UUID, *, force: ForceName) -> WishFacts | None:
    """Return what waits under that id, or None where it does not wait any more."""
    with in_force(force):
        row = BulkWish.objects.filter(force=force, id=wish_id, decided_at=None).first()
        return _wish(row) if row else None


def providers_of(names: Collection[str], *, force: ForceName) -> Sequence[ProviderFacts]:
    """Return what is known of these providers, in their order."""
    with in_force(force):
        pauses = {row.provider: row for row in ProviderPause.objects.filter(force=force)}
        news = dict(ProviderNews.objects.filter(force=force).values_list("provider", "receipt_at"))
        wrong = list(ProviderAlarm.objects.filter(force=force).order_by("kind").values_list("provider", "kind"))
    return [
        ProviderFacts(
            name=name,
            paused_until=pauses[name].until if name in pauses else None,
            takes_nothing_since=pauses[name].since if name in pauses else None,
            receipt_at=news.get(name),
            is_wrong=tuple(kind for provider, kind in wrong if provider == name),
        )
        for name in names
    ]


def _chosen(choice: LogChoice, force: ForceName) -> QuerySet[Message]:
    rows = Message.objects.filter(force=force, planned_at__gte=choice.since, planned_at__lt=choice.until)
    if choice.cases is not None:
        rows = rows.filter(case_id__in=list(choice.cases))
    if choice.state is not None:
        rows = rows.filter(state=choice.state)
    if choice.channel is not None:
        rows = rows.filter(channel=choice.channel)
    if choice.template:
        rows = rows.filter(template=choice.template)
    return rows.filter(reason=choice.reason) if choice.reason is not None else rows


def _line(row: Sequence[Any]) -> LogLine:
    found: dict[str, Any] = dict(zip(_COLUMNS, row, strict=True))
    return LogLine(
        message_id=found["id"],
        case_id=found["case_id"],
        planned_at=found["planned_at"],
        state=MessageState(found["state"]),
        reason=Reason(found["reason"]) if found["reason"] in set(Reason) else None,
        channel=Channel(found["channel"]),
        template=found["template"],
        journey=found["journey"],
        handed_over_at=found["handed_over_at"],
        delivered_at=found["delivered_at"],
        is_inferred=found["is_inferred"],
    )


def _wish(row: BulkWish) -> WishFacts:
    return WishFacts(row.id, Together(row.act), row.kind, row.target, row.count, row.reason, row.asked_at, row.asked_by)
