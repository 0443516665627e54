"""
All that decides over a batch of messages, read in a fixed number of queries; and the judging itself, which is pure.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from waypost.access.queries import force_settings
from waypost.access.values import ForceSettings, JourneyState
from waypost.base.clock import LONDON
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.offences import OffenceGroup, offence_groups
from waypost.cases.queries import delivery_facts
from waypost.cases.sign_in_fact import sign_in_fact
from waypost.cases.values import CaseFacts, DeliveryFacts
from waypost.messages.acts import NOBODY_HAS_ACTED, Acts
from waypost.messages.gates import Gate, Question, ask
from waypost.messages.gates.caps import Caps
from waypost.messages.gates.question import News, Pushes
from waypost.messages.guards import NOTHING_NEW, Bulk, Canary, CanaryKind, Guards, Leaving
from waypost.messages.hard_news import read_hard_news
from waypost.messages.library import Library, Reader, live_library
from waypost.messages.models import Message, of_runs
from waypost.messages.pushes import Pushed, pushed_on
from waypost.messages.reach import addressee, bounce_key, key_of
from waypost.messages.reasons import answer
from waypost.messages.rules import state_in_force
from waypost.messages.stops import NO_STOPS, StopKind, Stops
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import Channel, DeliveryStatus, MessageState, Part, Reason, Verdict
from waypost.worklist.queries import unsafe_calls
from waypost.worklist.values import CallOutcome

_UNSAFE_CALLS = (
    "SELECT person_id, max(called_at) FROM messages_message"
    " WHERE force = %s AND person_id = ANY(%s::bigint[]) AND call_outcome = %s GROUP BY person_id"
)
_BOUNCED = """
SELECT a.recipient, m.channel FROM messages_message m JOIN messages_attempt a ON a.message_id = m.id
    WHERE m.force = %(force)s AND m.case_id = ANY(%(cases)s::bigint[]) AND m.person_id = ANY(%(people)s::bigint[])
        AND a.force = %(force)s AND a.status = %(status)s
"""
_STOPS = "SELECT kind, target FROM messages_stop WHERE force = %s AND lifted_at IS NULL"
# What is full: of what is let go and what is not yet full nothing need be known before a claim.
_COUNTED = """
SELECT kind, target, version, epoch, since, sent FROM messages_canary
    WHERE force = %(force)s AND let_go_at IS NULL AND sent >= %(most)s AND %(most)s > 0
UNION ALL SELECT '', target, 0, hour, hour, sent FROM messages_hour WHERE force = %(force)s AND hour = %(hour)s
"""
_MAY_HAVE_LEFT = (MessageState.LEASED, MessageState.IN_DOUBT)


@dataclass(frozen=True)
class Subject:
    """
    What the gates need of a message, planned or not yet written down.

    `replaces` are ids of runs; `pushed_on` is the day on which it has been counted already, `admitted_at` since when
    the guards count it as having left.
    """

    person_id: PersonId
    template: str
    channel: Channel
    trigger: str
    item: str
    expires_at: datetime | None
    journey: str = ""
    journey_state: JourneyState = JourneyState.LIVE
    parts: tuple[Part, ...] = ()
    replaces: tuple[int, ...] = ()
    acts: Acts = NOBODY_HAS_ACTED
    tell_by: datetime | None = None
    pushed_on: date | None = None
    admitted_at: datetime | None = None


@dataclass(frozen=True)
class Circumstances:
    """
    The facts of one moment for a batch of one force.

    `left_runs`: whose messages have left, or may have. `unsafe_calls`: when calling somebody was last found unsafe.
    `pushed`: what has left today, in a force that caps that. `hard_news`: when each of these people last had some,
    where a survey is among what is asked about. `bulk`: what the guards against a bulk mistake have counted.
    """

    settings: ForceSettings
    facts: Mapping[PersonId, DeliveryFacts]
    library: Library
    groups: Mapping[str, OffenceGroup]
    bounced: Set[str]
    channels_set_up: Set[Channel]
    left_runs: Set[int]
    now: datetime
    unsafe_calls: Mapping[PersonId, datetime] = field(default_factory=dict)
    stops: Stops = NO_STOPS
    pushed: Pushed = field(default_factory=dict)
    hard_news: Mapping[PersonId, datetime] = field(default_factory=dict)
    bulk: Bulk = NOTHING_NEW

    @property
    def today(self) -> date:
        """The day in England and Wales."""
        return self.now.astimezone(LONDON).date()


@dataclass(frozen=True)
class Wanted:
    """
    About whom circumstances are read, and which runs' messages may be replaced.

    `cases` are those that the caller has read in the same transaction. `has_survey` is False where the caller knows
    that no survey is among what it asks about.
    """

    person_ids: Iterable[PersonId]
    replaced_runs: Iterable[int]
    channels_set_up: Set[Channel]
    cases: Mapping[CaseId, CaseFacts] = field(default_factory=dict)
    has_survey: bool = True


def read_circumstances(wanted: Wanted, *, force: ForceName, now: datetime) -> Circumstances:
    """Return the facts about these people as they are now; the caller is in the force's transaction."""
    people = sorted(set(wanted.person_ids))
    facts, settings = delivery_facts(people, force=force, known=wanted.cases), force_settings(force)
    return Circumstances(
        settings=settings,
        facts=facts,
        library=live_library(),
        groups=offence_groups(),
        bounced=_bounced(facts, force),
        channels_set_up=wanted.channels_set_up,
        left_runs=left_runs(set(wanted.replaced_runs), force=force),
        now=now,
        unsafe_calls=_unsafe_calls(people, force),
        stops=stops_of(force),
        pushed=_pushed_today(facts.values(), settings, now=now),
        hard_news=_hard_news(wanted, facts, force=force, now=now),
        bulk=_bulk(settings, now=now),
    )


def judge(subject: Subject, circumstances: Circumstances, *, gates: Sequence[Gate]) -> Verdict:
    """Return what the gates say about one message; without a recipient or a text there is nothing to ask them."""
    asked = question_about(subject, circumstances)
    if asked is None:
        reason = Reason.NO_TEMPLATE if subject.person_id in circumstances.facts else Reason.NOT_IN_CASE
        stopped = answer("recipient_and_text_are_there", reason)
        return Verdict(answers=(stopped,), outcome=stopped)
    return ask(asked, gates=gates)


def question_about(subject: Subject, circumstances: Circumstances) -> Question | None:
    """Return the question that the gates are asked about one message; None without a recipient or a text."""
    facts, template = circumstances.facts.get(subject.person_id), template_for(subject, circumstances)
    return question(subject, facts, template, circumstances) if facts and template else None


def template_for(subject: Subject, circumstances: Circumstances) -> MessageTemplate | None:
    """Return the version of the template that this recipient reads, as of now; without one, the template itself."""
    facts = circumstances.facts.get(subject.person_id)
    if facts is None:
        return circumstances.library.templates.get(subject.template)
    reader = Reader.of(facts.person)
    return circumstances.library.pick(subject.template, channel=subject.channel, reader=reader)


def question(
    subject: Subject, facts: DeliveryFacts, template: MessageTemplate, circumstances: Circumstances
) -> Question:
    """Return the question that the gates are asked about one message."""
    return Question(
        facts=facts,
        settings=circumstances.settings,
        template=template,
        channel=subject.channel,
        group=circumstances.groups.get(facts.case.group),
        trigger=subject.trigger,
        item=subject.item,
        expires_at=subject.expires_at,
        has_provider=subject.channel in circumstances.channels_set_up,
        has_sign_in_fact=sign_in_fact(facts.case, facts.person, today=circumstances.today) is not None,
        bounced=circumstances.bounced,
        now=circumstances.now,
        journey_state=state_in_force(subject.journey, circumstances.settings, state=subject.journey_state),
        parts=tuple(_news(part, circumstances) for part in subject.parts),
        replaces_sent=not circumstances.left_runs.isdisjoint(subject.replaces),
        acts=subject.acts,
        unsafe_call_at=circumstances.unsafe_calls.get(subject.person_id),
        journey=subject.journey,
        stops=circumstances.stops,
        pushes=_pushes(subject, facts, circumstances),
        tell_by=subject.tell_by,
        hard_news_at=circumstances.hard_news.get(subject.person_id),
        bulk=circumstances.bulk.says(leaving_of(subject, circumstances)),
    )


def leaving_of(subject: Subject, circumstances: Circumstances) -> Leaving:
    """Return a message as the guards see it: by the version of its text that its recipient reads."""
    template = template_for(subject, circumstances)
    text, version = (template.key, template.version) if template else (subject.template, 0)
    return Leaving(text=text, version=version, journey=subject.journey, admitted_at=subject.admitted_at)


def contact_key(facts: DeliveryFacts, settings: ForceSettings, *, channel: Channel) -> str:
    """Return the normalised number or address to which a message for somebody would go, empty where there is none."""
    return key_of(addressee(facts, settings, channel=channel), channel)


def stops_of(force: ForceName) -> Stops:
    """Return what is stopped by hand in a force; the caller is in its transaction."""
    found: dict[str, set[str]] = {kind.value: set() for kind in StopKind}
    with connection.cursor() as cursor:
        cursor.execute(_STOPS, [force])
        for kind, target in cursor.fetchall():
            found[kind].add(target)
    return Stops(
        is_force_stopped=bool(found[StopKind.FORCE]),
        journeys=frozenset(found[StopKind.JOURNEY]),
        templates=frozenset(found[StopKind.TEMPLATE]),
        cases=frozenset(found[StopKind.CASE]),
    )


def left_runs(run_ids: Collection[int], *, force: ForceName) -> Set[int]:
    """
    Return those of these runs of which a message has left, or may have: it was accepted, or nobody knows.

    One that is handed over just now counts: its run has ended, but the call may be under way.
    """
    if not run_ids:
        return frozenset()
    wanted = set(run_ids)
    sent = Message.objects.filter(
        Q(handed_over_at__isnull=False) | Q(state__in=_MAY_HAVE_LEFT) | Q(reason=Reason.CANNOT_ASK_PROVIDER),
        of_runs(wanted),
        force=force,
    )
    found = {run for run_id, parts in sent.values_list("run_id", "part_runs") for run in (run_id or 0, *parts)}
    return frozenset(found & wanted)


def _news(part: Part, circumstances: Circumstances) -> News:
    return News(circumstances.library.templates.get(part.template), part.trigger, part.item or "")


def _hard_news(
    wanted: Wanted, facts: Mapping[PersonId, DeliveryFacts], *, force: ForceName, now: datetime
) -> Mapping[PersonId, datetime]:
    if not wanted.has_survey or not facts:
        return {}
    people = {person_id: one.case.case_id for person_id, one in facts.items()}
    return read_hard_news(people, force=force, now=now)


def _pushed_today(people: Iterable[DeliveryFacts], settings: ForceSettings, *, now: datetime) -> Pushed:
    if not Caps.of(settings).is_set:
        return {}
    keys = {contact_key(facts, settings, channel=channel) for facts in people for channel in Channel}
    return pushed_on(now.astimezone(LONDON).date(), keys - {""}, force=settings.name)


def _bulk(settings: ForceSettings, *, now: datetime) -> Bulk:
    """Return what the guards know at this moment, without locking it: a claim counts again (`guarding.guard`)."""
    bulk = Bulk(Guards.of(settings), now, switched_on=settings.switched_on)
    if not bulk.guards.counts:
        return bulk
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED, {"force": settings.name, "most": bulk.guards.canary, "hour": bulk.hour})
        found = cursor.fetchall()
    canaries = [Canary(CanaryKind(kind), *rest) for kind, *rest in found if kind]
    sent = {target: count for kind, target, _, _, _, count in found if not kind}
    return replace(bulk, canaries={one.key: one for one in canaries}, sent=sent)


def _pushes(subject: Subject, facts: DeliveryFacts, circumstances: Circumstances) -> Pushes:
    """Return what else has left today for where this message goes."""
    if not circumstances.pushed:
        return Pushes()
    key = contact_key(facts, circumstances.settings, channel=subject.channel)
    counts = circumstances.pushed.get(key, {})
    own = int(subject.pushed_on == circumstances.today)
    return Pushes(counts.get(facts.case.case_id, 0) - own, sum(counts.values()) - own)


def _unsafe_calls(people: Sequence[PersonId], force: ForceName) -> Mapping[PersonId, datetime]:
    """
    Return when somebody found that calling was not safe, the last time for each of these people.

    A call that no message waited for counts as well: a clock's, or one for a page that locked itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UNSAFE_CALLS, [force, list(people), CallOutcome.UNSAFE])
        found = {PersonId(person_id): called_at for person_id, called_at in cursor.fetchall() if called_at is not None}
    for person_id, called_at in unsafe_calls(people, force=force).items():
        found[person_id] = max(called_at, found.get(person_id, called_at))
    return found


def _bounced(facts: Mapping[PersonId, DeliveryFacts], force: ForceName) -> Set[str]:
    """Return the numbers and addresses of these people that a provider found not to exist."""
    wanted: dict[str, str | list[PersonId] | list[CaseId]] = {
        "force": force,
        "people": list(facts),
        # Said too, since only by its case is a message found without looking at all of them.
        "cases": list({one.case.case_id for one in facts.values()}),
        "status": DeliveryStatus.PERMANENT_FAILURE,
    }
    with connection.cursor() as cursor:
        cursor.execute(_BOUNCED, wanted)
        return frozenset(bounce_key(recipient, Channel(channel)) for recipient, channel in cursor.fetchall())
