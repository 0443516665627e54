"""
Plays examples in memory, by the simulator's own stage: the same folding, journeys and gates as behind the doors.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any

from django.conf import settings as project

from tests.corpus.recipes import Example
from waypost.access.values import ForceSettings, ForceState, Hours, JourneyState, Post
from waypost.base.content import read_files
from waypost.base.ids import new_id
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.offences import offence_groups
from waypost.cases.snapshot import parse_case, parse_incident
from waypost.cases.values import DataFinding, DeliveryFacts, OptOut, Purpose, SourceState
from waypost.duties.library import shipped_duties
from waypost.journeys.language import parse_journey
from waypost.journeys.simulate.contents import Content
from waypost.journeys.simulate.engine import Engine
from waypost.journeys.simulate.snapshots import Incoming
from waypost.journeys.simulate.stage import Stage
from waypost.messages.library import Library, library_of
from waypost.messages.rehearsal import RehearsedMailbox, RehearsedMessage
from waypost.messages.stops import Stops
from waypost.messages.values import Channel, Intent, MessageState

SETTINGS = ForceSettings(
    name=ForceName("anyshire"),
    title="Anyshire Police (made up)",
    state=ForceState.LIVE,
    groups=frozenset(name for name, group in offence_groups().items() if group.phase == 1),
    phases=frozenset({1}),
    hours=Hours(time(0), time(0)),
    placeholders=frozenset(),
    two_way=False,
    backlog_days=7,
    retention_days=90,
    phone="101",
    leave_url="https://www.bbc.co.uk/weather",
)
"""A live force in which phase 1 is on, made-up numbers are taken for real, and it is never night."""

_STATES = {
    MessageState.DELIVERED: "sent",
    MessageState.HANDED_OVER: "sent",
    MessageState.AWAITING_APPROVAL: "asked",
    MessageState.HELD: "held",
    MessageState.PLANNED: "waits",
    MessageState.SUPPRESSED: "suppressed",
    MessageState.EXPIRED: "suppressed",
    MessageState.SUPERSEDED: "suppressed",
}
UNSEEN: Set[str] = frozenset()
"""Codes of what nobody finds in a record: for who wants to know what would happen then."""
_NO_RUN = 1_000_000
"""The run of a wish that no journey has."""
_STRONGEST_FIRST = ("sent", "asked", "held", "waits", "suppressed")


@dataclass(frozen=True)
class Played:
    """What became of one example: the strongest that happened to a message about it, and every reason given."""

    answer: str
    reasons: frozenset[str]
    against: frozenset[str]
    """The names of the gates that let any of its messages not pass."""
    findings: frozenset[str] = frozenset()
    """What a clerk would see about the victim or the case, by codes."""
    sent_to: frozenset[str] = frozenset()
    """The numbers and addresses to which anything went, in their one way of writing."""

    def is_as_expected(self, example: Example) -> bool:
        """Whether it is what the recipe says, for a reason that it names."""
        return self.answer == example.expect and (not example.reasons or bool(example.reasons & self.reasons))


def play(example: Example, *, now: datetime) -> Played:
    """Return what becomes of one example, once its newest state has come."""
    stage = Stage(_engine(_settings(example.given), now=now))
    _give(stage, example.given, now=now)
    stage.play(list(_incoming(example, now=now)))
    case_id = _case_id(example)
    if wish := example.given.get("tell"):
        messages = _told(stage, wish, case_id=case_id, now=now)
    else:
        messages = [message for message in stage.mailbox.messages if message.row.case_id == case_id]
    people = {message.intent.person_id for message in messages}
    seen = stage.mailbox.facts(people).values()
    findings = {one.code for facts in seen for one in (*facts.findings, *facts.case.findings)}
    return replace(_played(messages), findings=frozenset(findings))


def _case_id(example: Example) -> CaseId:
    """Return the stage's id of the record in question: it counts them from 1 as they appear, those beside first."""
    return CaseId(len(example.beside) + 1)


def _told(stage: Stage, wish: Mapping[str, Any], *, case_id: CaseId, now: datetime) -> Sequence[RehearsedMessage]:
    """Have one message planned and, where nothing stands against it, sent; return what became of it."""
    people = stage.record.case(case_id).people
    person = next(person for person in people if person.ref == wish.get("person", "p1"))
    intent = Intent(
        run_id=_NO_RUN,
        step="tell",
        visit=1,
        case_id=case_id,
        person_id=person.person_id,
        template=wish["template"],
        trigger=wish["trigger"],
        event_number=1,
        item=wish.get("item"),
        not_before=None,
        expires_at=_moment(wish.get("until")),
        tell_by=None,
    )
    planned = stage.mailbox.plan([intent], now=now, name=lambda _, __: new_id())
    messages = [message for messages in planned.values() for message in messages]
    if not wish.get("is_only_planned"):
        stage.mailbox.deliver(now)
    return messages


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def answer_of(states: Iterable[MessageState]) -> str:
    """Return the strongest that happened to any message, in the words of a recipe."""
    answers = {_STATES.get(state, str(state)) for state in states}
    return next((answer for answer in _STRONGEST_FIRST if answer in answers), "nothing")


def _played(messages: Sequence[RehearsedMessage]) -> Played:
    reasons = {message.row.reason for message in messages if message.row.reason}
    against = {gate["name"] for message in messages for gate in message.row.gates if gate["answer"] != "pass"}
    answer = answer_of(message.state for message in messages)
    sent_to = {message.row.contact_key for message in messages if _STATES.get(message.state) == "sent"}
    return Played(answer, frozenset(reasons), frozenset(against), sent_to=frozenset(sent_to))


def _incoming(example: Example, *, now: datetime) -> Iterable[Incoming]:
    documents = [*example.beside, *example.documents]
    for number, document in enumerate(documents):
        at = now - timedelta(minutes=len(documents) - number)
        parse = parse_incident if "grade" in document else parse_case
        yield Incoming(f"e{number}", "rms", parse(document), at)


@cache
def _content() -> Content:
    files = list(read_files(project.CONTENT_DIR))
    return Content(
        "the files",
        [parse_journey(file.key, 1, file.text) for file in files if file.kind == "journeys"],
        library_of((file.key, 1, file.text) for file in files if file.kind == "messages"),
        shipped_duties(project.CONTENT_DIR),
    )


def _engine(settings: ForceSettings, *, now: datetime) -> Engine:
    return replace(_usual_engine(), settings=settings, until=now + timedelta(minutes=1))


@cache
def _usual_engine() -> Engine:
    return Engine.of(_content(), settings=SETTINGS, until=datetime.max.replace(tzinfo=UTC))


def _settings(given: Mapping[str, Any]) -> ForceSettings:
    wanted = dict(given.get("settings", {}))
    if (lines := wanted.pop("return_address", None)) is not None:
        wanted["post"] = Post(return_address=tuple(lines))
    if wanted.get("groups") == "all":
        wanted["groups"] = sorted(offence_groups())
    readers: Mapping[str, Any] = {
        "groups": frozenset,
        "placeholders": frozenset,
        "state": ForceState,
        "journeys": lambda states: {name: JourneyState(state) for name, state in states.items()},
        "hours": lambda text: Hours(*(time.fromisoformat(part) for part in text.split("-"))),
    }
    return replace(SETTINGS, **{key: readers.get(key, lambda same: same)(value) for key, value in wanted.items()})


def _give(stage: Stage, given: Mapping[str, Any], *, now: datetime) -> None:
    """Let the gates know what no snapshot says."""
    known = stage.mailbox.facts

    def facts(person_ids: Iterable[PersonId]) -> Mapping[PersonId, DeliveryFacts]:
        return {person_id: _with(one, given, now=now) for person_id, one in known(person_ids).items()}

    stage.mailbox.facts = facts
    stage.mailbox.stops = _stops(given.get("stops", {}))
    _change_circumstances(stage.mailbox, given)


def _stops(given: Mapping[str, Any]) -> Stops:
    return Stops(
        is_force_stopped=bool(given.get("is_force_stopped")),
        journeys=frozenset(given.get("journeys", ())),
        templates=frozenset(given.get("templates", ())),
        cases=frozenset(given.get("cases", ())),
    )


def _change_circumstances(mailbox: RehearsedMailbox, given: Mapping[str, Any]) -> None:
    changes: dict[str, Any] = {}
    if "providers" in given:
        changes["channels_set_up"] = frozenset(Channel(channel) for channel in given["providers"])
    if "unsafe_call" in given:
        # The first to appear, among whom is the victim.
        changes["unsafe_calls"] = dict.fromkeys(
            map(PersonId, range(1, 10)), datetime.fromisoformat(given["unsafe_call"])
        )
    if "hard_news" in given:
        changes["hard_news"] = dict.fromkeys(map(PersonId, range(1, 10)), datetime.fromisoformat(given["hard_news"]))
    if "plain_only" in given:
        changes["library"] = _without_discreet(mailbox.library, given["plain_only"])
    if "bounced" in given:
        changes["bounced"] = frozenset(given["bounced"])
    known = mailbox._circumstances
    if changes:
        mailbox._circumstances = lambda *whose: replace(known(*whose), **changes)  # type: ignore[method-assign]


def _seen(findings: Iterable[DataFinding]) -> tuple[DataFinding, ...]:
    return tuple(one for one in findings if one.code not in UNSEEN)


def _without_discreet(library: Library, name: str) -> Library:
    """Return the texts as if nobody had written a discreet form of one of them."""
    plain = library.templates[name]
    wordings = {channel: replace(wording, discreet=None) for channel, wording in plain.wordings.items()}
    return replace(library, templates={**library.templates, name: replace(plain, wordings=wordings)})


def _with(facts: DeliveryFacts, given: Mapping[str, Any], *, now: datetime) -> DeliveryFacts:
    opt_outs = tuple(
        OptOut(one.get("channel"), Purpose(one["purpose"]) if one.get("purpose") else None, now - timedelta(days=1))
        for one in given.get("opt_outs", ())
    )
    source = replace(
        facts.case.source,
        state=SourceState(given.get("source", SourceState.LIVE)),
        fresh_within_minutes=given.get("fresh_within_minutes"),
        last_ok_at=_moment(given.get("heard_of")),
    )
    return replace(
        facts,
        case=replace(facts.case, source=source, findings=_seen(facts.case.findings)),
        findings=_seen(facts.findings),
        frozen=facts.frozen | frozenset(given.get("frozen", ())),
        opt_outs=(*facts.opt_outs, *opt_outs),
        shared_by={**facts.shared_by, **given.get("shared_by", {})},
    )
