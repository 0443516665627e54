"""From intents to messages written down, in sets; and back, while nothing has left."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connection

from waypost.base.queue import wake
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, read_rows, update_rows
from waypost.base.values import CaseId, ForceName, MessageId
from waypost.cases.queries import NONE_READ
from waypost.cases.values import CaseFacts
from waypost.messages.circumstances import Circumstances, Wanted, judge, read_circumstances
from waypost.messages.gates import GATES
from waypost.messages.library import Library, live_library
from waypost.messages.models import Message, of_runs
from waypost.messages.operations.asking import release, settle
from waypost.messages.operations.news import wake_clocks
from waypost.messages.planning import channels_of, row_of
from waypost.messages.providers.set_up import channels_set_up
from waypost.messages.reasons import MEANINGS
from waypost.messages.rows import STATE_FIELDS, drop_parts, is_void, obey, subject_of
from waypost.messages.values import (
    ASKED_AGAIN,
    UNSENT,
    AnswerKind,
    Channel,
    GateAnswer,
    Intent,
    MessageClass,
    MessageState,
    Owner,
    Planned,
    Reason,
    Verdict,
)

_HASTEN = """
UPDATE messages_message SET due_at = %(now)s
    WHERE force = %(force)s AND case_id = ANY(%(cases)s::bigint[]) AND state = ANY(%(states)s::text[])
        AND due_at > %(now)s
"""
_Key = tuple[int, str, int, int]
_CHANNELS = [channel.value for channel in Channel]
_ON_ITS_WAY = (MessageState.LEASED, MessageState.IN_DOUBT, MessageState.HANDED_OVER)


def plan_messages(
    intents: Sequence[Intent], *, force: ForceName, now: datetime, cases: Mapping[CaseId, CaseFacts] = NONE_READ
) -> Sequence[Planned]:
    """
    Ask the gates about each intent, by each channel that it goes by, and write the messages down, in the caller's
    transaction.

    An intent that was planned before (same run, step, visit and person) changes nothing and returns the messages that
    are there: a channel that was agreed since does not make old news new. The answer has the order of `intents`, and
    for each that of `Channel`. `cases` are those that the caller has read in this transaction.
    """
    if not intents:
        return []
    with in_force(force):
        known = _written(intents, force)
        circumstances = read_circumstances(_wanted(intents, cases, force=force), force=force, now=now)
        fresh = [
            row_of(intent, channel, circumstances)
            for intent in {_key(intent): intent for intent in intents if _key(intent) not in known}.values()
            for channel in channels_of(intent, circumstances)
        ]
        verdicts = {row.id: _judge_and_obey(row, circumstances) for row in fresh}
        is_all = _write(fresh, circumstances)
        wake_clocks(fresh)
        if any(row.state == MessageState.QUEUED for row in fresh):
            wake("deliver", force=force)
        written = _by_key((*fresh, *_rows(known))) if is_all else _written(intents, force)
        return [_planned(intent, row, verdicts.get(row.id)) for intent in intents for row in written[_key(intent)]]


def supersede_messages(run_ids: Iterable[int], *, force: ForceName, reason: str, now: datetime) -> int:
    """
    Take back what these runs planned and nobody has leased, in the caller's transaction; return how many.

    A digest is void only when all the runs are that it stands for; else only their parts are gone: its words name
    none. What is on its way may have left and cannot be taken back; but it is over from now on, so that no later try
    of it passes the gates. `reason` is a word of the journeys for why; it is kept with the message.
    """
    ended = frozenset(run_ids)
    if not ended:
        return 0
    with in_force(force):
        # Locked first: one that a worker leases just now would be neither unsent nor on its way in the updates.
        rows = list(
            Message.objects.select_for_update()
            .filter(of_runs(ended), force=force, state__in=[*UNSENT, *_ON_ITS_WAY])
            .order_by("id")
        )
        void = [row.id for row in rows if is_void(row, ended=ended)]
        fewer = [row for row in rows if drop_parts(row, ended=ended)]
        update_rows(fewer, ("parts", "part_runs"))
        mine = Message.objects.filter(id__in=void)
        mine.filter(state__in=list(_ON_ITS_WAY)).update(expires_at=now)
        count = mine.filter(state__in=list(UNSENT)).update(
            state=MessageState.SUPERSEDED, reason=reason[:40], owner=Owner.NOBODY, state_at=now, due_at=now
        )
        release(void, force=force, now=now)
        return count


def reconsider_held(case_ids: Iterable[CaseId], *, force: ForceName, now: datetime) -> int:
    """
    Let the gates of the messages of these cases that are held, or wait for a person, be asked again at once, because
    their facts have changed.

    Return how many there are. Without it they are asked again in their own time (`pace.ask_again_in`).
    """
    with in_force(force):
        states = [state.value for state in ASKED_AGAIN]
        with connection.cursor() as cursor:
            cursor.execute(_HASTEN, {"force": force, "cases": list(case_ids), "states": states, "now": now})
            count = int(cursor.rowcount)
        if count:
            wake("deliver", force=force)
        return count


def _wanted(intents: Sequence[Intent], cases: Mapping[CaseId, CaseFacts], *, force: ForceName) -> Wanted:
    library = live_library()
    return Wanted(
        person_ids=[intent.person_id for intent in intents],
        # Whether what is replaced has left counts when the words are made, not yet.
        replaced_runs=(),
        channels_set_up=channels_set_up(force),
        cases=cases,
        has_survey=any(_is_survey(intent, library) for intent in intents),
    )


def _is_survey(intent: Intent, library: Library) -> bool:
    template = library.templates.get(intent.template)
    return template is not None and template.message_class is MessageClass.SURVEY


def _judge_and_obey(row: Message, circumstances: Circumstances) -> Verdict:
    verdict = judge(subject_of(row), circumstances, gates=GATES)
    obey(row, verdict, now=circumstances.now)
    return verdict


def _write(fresh: Sequence[Message], circumstances: Circumstances) -> bool:
    """
    Write new rows down, and settle them; return whether these are all that is there now.

    What is held begins as that, so that the next channel may carry it: by a row of its own.
    """
    held = [row for row in fresh if row.state == MessageState.HELD]
    others = [row for row in fresh if row.state != MessageState.HELD]
    count = insert_rows(held, ignore_conflicts=True)
    settle(fresh, circumstances)
    count += insert_rows(others, ignore_conflicts=True)
    update_rows(held, STATE_FIELDS)
    return count == len(fresh) and all(row.climbed_at is None for row in fresh)


def _key(intent: Intent) -> _Key:
    return (intent.run_id, intent.step, intent.visit, intent.person_id)


def _written(intents: Sequence[Intent], force: ForceName) -> Mapping[_Key, Sequence[Message]]:
    """Return the rows that stand under the keys of these intents, whoever wrote them."""
    runs, people = {intent.run_id for intent in intents}, {intent.person_id for intent in intents}
    where = "WHERE t.force = %s AND t.run_id = ANY(%s::bigint[]) AND t.person_id = ANY(%s::bigint[])"
    return _by_key(read_rows(Message, where, [force, list(runs), list(people)]))


def _by_key(rows: Iterable[Message]) -> Mapping[_Key, Sequence[Message]]:
    found: dict[_Key, list[Message]] = {}
    for row in sorted(rows, key=lambda row: _CHANNELS.index(row.channel)):
        found.setdefault((row.run_id or 0, row.step, row.visit, row.person_id), []).append(row)
    return found


def _rows(known: Mapping[_Key, Sequence[Message]]) -> Iterator[Message]:
    for rows in known.values():
        yield from rows


def _planned(intent: Intent, row: Message, verdict: Verdict | None) -> Planned:
    return Planned(
        intent=intent,
        message_id=MessageId(row.id),
        state=MessageState(row.state),
        outcome=verdict.outcome if verdict and row.reason == (verdict.outcome.reason or "") else _outcome_of(row),
    )


def _outcome_of(row: Message) -> GateAnswer:
    """Return what decided over a message that was there already, as far as it is kept."""
    reason = Reason(row.reason) if row.reason in set(Reason) else None
    if reason is None:
        return GateAnswer("planned_before", AnswerKind.PASS, "This message was planned before.")
    meaning = MEANINGS[reason]
    return GateAnswer("planned_before", meaning.kind, meaning.sentence, reason=reason, owner=meaning.owner)
