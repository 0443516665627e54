"""Watches the providers of a force: an item tells whoever runs the system what is wrong, as long as it is."""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from waypost.base.ids import new_id
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows
from waypost.base.values import ForceName
from waypost.messages.alarms import Alarm, AlarmKind, AlarmLimits, Unheard, alarms
from waypost.messages.asking_words import asking_words
from waypost.messages.delivery_models import ProviderAlarm
from waypost.messages.models import Attempt, Message
from waypost.messages.operations.ends import fail
from waypost.messages.operations.pausing import attempted_by, pauses_of
from waypost.messages.operations.record import save
from waypost.messages.operations.telling import Telling
from waypost.messages.providers import PRESUMED, Provider
from waypost.messages.values import Channel, MessageState, Reason
from waypost.worklist.operations import open_items, withdraw_matters
from waypost.worklist.values import Desk, ItemKind, Matter, NewItem

_log = logging.getLogger(__name__)
_LOOK_BACK = 6
"""Times the limit: what is older waits for each message's own turn to be asked about."""

# Letters are left out: of them nothing is heard for days.
_UNHEARD = """
SELECT a.provider, count(*), min(a.accepted_at)
FROM messages_message m
JOIN messages_attempt a ON a.message_id = m.id
LEFT JOIN messages_provider_news n ON n.force = m.force AND n.provider = a.provider
WHERE m.force = %s AND m.state = 'handed_over' AND m.channel <> 'letter' AND m.handed_over_at > %s
AND a.accepted_at > coalesce(n.receipt_at, %s) AND NOT a.provider = ANY(%s)
AND (n.receipt_at IS NOT NULL OR %s)
GROUP BY a.provider
"""


def watch_providers(force: ForceName, *, now: datetime) -> Set[Alarm]:
    """Open and close items by what is wrong with the force's providers now; return that."""
    limits = AlarmLimits(timedelta(seconds=settings.PROVIDER_ALARM_AFTER_S), settings.RECEIPT_ALARM_MESSAGES)
    with in_force(force):
        wrong = alarms(_unheard(force, limits, now=now), pauses_of(force), limits=limits, now=now)
        known = {Alarm(row.provider, AlarmKind(row.kind)) for row in ProviderAlarm.objects.filter(force=force)}
        _raise({alarm: since for alarm, since in wrong.items() if alarm not in known}, force=force, now=now)
        _clear(known - set(wrong), force=force, now=now)
    return frozenset(wrong)


def give_up_strangers(
    force: ForceName, *, routes: Mapping[Channel, Sequence[Provider]], limit: int, now: datetime
) -> int:
    """
    Give to a person what is due again and was attempted by a provider that is set up no more; return how many.

    Another one may not send it: it could go twice, and what became of it can be asked nowhere.
    """
    with in_force(force):
        rows = [
            row
            for channel, route in routes.items()
            for row in _attempted(force, channel, now=now).exclude(attempted_by([one.name for one in route]))[:limit]
        ]
        for row in rows:
            fail(row, Reason.CANNOT_ASK_PROVIDER, now=now)
        save(rows, (), Telling(), now=now)
        return len(rows)


def _attempted(force: ForceName, channel: Channel, *, now: datetime) -> "QuerySet[Message]":
    was_attempted = Exists(Attempt.objects.filter(message=OuterRef("id")))
    due = Message.objects.filter(
        was_attempted, force=force, channel=channel, state=MessageState.QUEUED, due_at__lte=now
    )
    return due.select_for_update(skip_locked=True, of=("self",)).order_by("id")


def _unheard(force: ForceName, limits: AlarmLimits, *, now: datetime) -> Iterable[Unheard]:
    back_to = now - limits.after * _LOOK_BACK
    # One that has never told anything may not know where to; only of Notify do we know that it should.
    is_told_where = bool(settings.NOTIFY_CALLBACK_TOKEN)
    with connection.cursor() as cursor:
        cursor.execute(_UNHEARD, [force, back_to, back_to, list(PRESUMED), is_told_where])
        return [Unheard(provider, count, since) for provider, count, since in cursor.fetchall()]


def _raise(wrong: Mapping[Alarm, datetime], *, force: ForceName, now: datetime) -> None:
    insert_rows(
        [
            ProviderAlarm(force=force, provider=alarm.provider, kind=alarm.kind.value, since=since)
            for alarm, since in wrong.items()
        ],
        ignore_conflicts=True,
    )
    open_items([_item(alarm, now - since) for alarm, since in wrong.items()], force=force, now=now)
    for alarm, since in wrong.items():
        _log.error("force %s: provider %s: %s since %s", force, alarm.provider, alarm.kind, since.isoformat())


def _clear(gone: Collection[Alarm], *, force: ForceName, now: datetime) -> None:
    for alarm in gone:
        ProviderAlarm.objects.filter(force=force, provider=alarm.provider, kind=alarm.kind.value).delete()
        _log.warning("force %s: provider %s: no longer %s", force, alarm.provider, alarm.kind)
    if gone:
        matters = [Matter(None, None, ItemKind.MEND, _matter(alarm)) for alarm in gone]
        withdraw_matters(matters, force=force, reason="no_longer_needed", now=now)


def _item(alarm: Alarm, lasted: timedelta) -> NewItem:
    words = asking_words()["provider"][alarm.kind.value]
    return NewItem(
        item_id=new_id(),
        case_id=None,
        person_id=None,
        person_ref="",
        kind=ItemKind.MEND,
        desk=Desk.SYSTEM,
        matter=_matter(alarm),
        reason=alarm.kind.value,
        text=words.format(provider=alarm.provider, minutes=int(lasted.total_seconds() // 60)),
    )


def _matter(alarm: Alarm) -> str:
    return f"{alarm.kind.value} {alarm.provider}"
