"""Gates about stops, findings, choices, who acts for whom, and how much is enough; both ways."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.unit.messages.questions import (
    CASE,
    IMMEDIATE,
    NAMED_CONTACT,
    NOW,
    QUESTION,
    SAFE,
    TEMPLATE,
    VICTIM,
    about_appointment,
    by_email,
    template,
    to_business,
    with_case,
    with_flag,
    with_person,
    with_plan,
    with_settings,
)
from tests.unit.messages.test_audiences import GUARDIAN
from tests.unit.messages.test_gates import STOPPED as STOPPED_BEFORE
from tests.unit.messages.test_naming import of_bail
from waypost.access.values import Hours
from waypost.base.values import PersonId
from waypost.cases.contact import contact_keys, name_and_birth
from waypost.cases.values import (
    Authority,
    Contact,
    DataFinding,
    DeliveryFacts,
    OptOut,
    OtherParty,
    PersonFacts,
    Purpose,
)
from waypost.cases.vocabulary import Flag
from waypost.messages.gates import GATES, Question, ask
from waypost.messages.gates.question import News, Pushes
from waypost.messages.gates.record import HAVE_A_GATE
from waypost.messages.guards import Guarded
from waypost.messages.reasons import MEANINGS
from waypost.messages.stops import Stops
from waypost.messages.values import AnswerKind, Channel, MessageClass, Owner, Reason, SendMode

NUMBER = "+447700900001"
SERVICE = template(message_class=MessageClass.SERVICE)
SURVEY = template(message_class=MessageClass.SURVEY)
AUTHORITY = Authority(scope="all about the case", recorded_at=NOW, expires_on=date(2026, 11, 20))
NOT_DISCREET = replace(TEMPLATE.wordings[Channel.SMS], discreet=None)
DEAD = replace(VICTIM, person_id=PersonId(7), ref="p7", deceased=True, contact=Contact())


def stopped(**what: Any) -> Question:
    return replace(QUESTION, stops=Stops(**what), journey="crime-recorded")


def found(rule: str, *, in_case: bool = False, **changes: Any) -> Question:
    """Return the question with a finding about the recipient's entry, or about the case, that stops messages."""
    finding = replace(DataFinding(rule, "a_code", "Look into it.", stops=True), **changes)
    if in_case:
        return with_case(findings=(finding,))
    return replace(QUESTION, facts=replace(QUESTION.facts, findings=(finding,)))


def refused(question: Question, *, channel: str | None = None, purpose: Purpose | None = None) -> Question:
    opt_out = OptOut(channel, purpose, NOW)
    return replace(question, facts=replace(question.facts, opt_outs=(opt_out,)))


def for_victim(*roles: str, others: tuple[OtherParty, ...] = (), **person: Any) -> Question:
    """Return the question about somebody with these roles who acts for the victim."""
    values = {"person_id": PersonId(2), "ref": "a1", "roles": roles, "acts_for": ("p1",), **person}
    recipient: PersonFacts = replace(VICTIM, **values)
    facts = DeliveryFacts(case=replace(CASE, people=(VICTIM, recipient)), person=recipient, others=others)
    return replace(QUESTION, facts=facts)


def under_another_entry(*roles: str) -> OtherParty:
    key = name_and_birth(VICTIM.given_name, VICTIM.family_name, VICTIM.date_of_birth)
    return OtherParty(PersonId(9), CASE.case_id, roles, "", "", "", name_and_birth=key)


def with_contacts(**facts: Any) -> Question:
    return replace(QUESTION, facts=replace(QUESTION.facts, **facts))


def capped(per_case: int = 1, per_contact: int = 3, **changes: Any) -> Question:
    caps = {"per_case_a_day": per_case, "per_contact_a_day": per_contact}
    return replace(with_settings(caps=caps), **changes)


def digest_of(*templates: Any) -> tuple[News, ...]:
    return tuple(News(one, "crime.recorded", "") for one in templates)


def of_silent_source(question: Question) -> Question:
    """Return the question in a case of a source that has promised to be heard of, and never was."""
    source = replace(question.case.source, fresh_within_minutes=30)
    return replace(question, facts=replace(question.facts, case=replace(question.case, source=source)))


STOPPED: list[tuple[str, Question, Reason]] = [
    (
        "source_is_heard_of",
        of_silent_source(about_appointment(starts_at=NOW + timedelta(hours=1))),
        Reason.SOURCE_STALE,
    ),
    ("nothing_stops_it", stopped(is_force_stopped=True), Reason.FORCE_STOPPED),
    ("nothing_stops_it", stopped(journeys=frozenset({"crime-recorded"})), Reason.TEXT_STOPPED),
    ("nothing_stops_it", stopped(templates=frozenset({TEMPLATE.id})), Reason.TEXT_STOPPED),
    ("nothing_stops_it", stopped(cases=frozenset({CASE.reference})), Reason.CASE_STOPPED),
    # A translation is stopped with its template, a digest with any text that it stands for.
    (
        "nothing_stops_it",
        replace(stopped(templates=frozenset({"told"})), template=template(version_of="told")),
        Reason.TEXT_STOPPED,
    ),
    (
        "nothing_stops_it",
        replace(stopped(templates=frozenset({"told"})), parts=digest_of(SERVICE, template(id="told"))),
        Reason.TEXT_STOPPED,
    ),
    # So is a code: whoever holds the phone may be the danger.
    ("nothing_stops_it", replace(stopped(is_force_stopped=True), template=IMMEDIATE), Reason.FORCE_STOPPED),
    (
        "text_is_there",
        replace(with_plan(discreet=True), template=template(wordings={Channel.SMS: NOT_DISCREET})),
        Reason.NO_DISCREET_TEXT,
    ),
    ("case_is_not_sealed", with_flag(SAFE, flag="sealed"), Reason.SEALED),
    ("case_is_not_sealed", with_flag(SAFE, flag="undercover_or_protected"), Reason.SEALED),
    ("case_is_not_sealed", replace(with_flag(SAFE, flag="sealed"), template=IMMEDIATE), Reason.SEALED),
    *(("safety_is_confirmed", with_flag(None, flag=flag), Reason.SAFETY_FLAG) for flag in Flag),
    ("safety_is_confirmed", with_flag(None, flag=""), Reason.SAFETY_FLAG),
    ("no_words_of_danger", found("Q25", in_case=True), Reason.DANGER_WORDS),
    ("no_words_of_danger", found("Q25"), Reason.DANGER_WORDS),
    ("crime_is_told_once", found("Q26", in_case=True), Reason.SAME_CRIME_TWICE),
    ("name_is_real", found("Q11"), Reason.PLACEHOLDER_NAME),
    ("recipient_is_not_accused", found("Q19"), Reason.ROLE_CONFLICT),
    ("business_has_named_contact", found("Q12"), Reason.NO_NAMED_CONTACT),
    ("contact_is_not_widely_shared", found("Q10"), Reason.WIDELY_SHARED),
    ("contact_can_be_used", found("Q21"), Reason.CONTACT_UNUSABLE),
    ("nobody_has_died", found("Q17", in_case=True), Reason.BEREAVED),
    ("record_is_sound", of_bail("They must not go near Tim."), Reason.NAMES_SOMEBODY_ELSE),
    ("who_acts_for_the_victim_is_safe", found("Q16"), Reason.UNSAFE_GUARDIAN),
    ("recipient_is_adult", found("Q15"), Reason.MINOR),
    # A rule of which no gate has heard yet stops all the same.
    ("record_is_sound", found("Q99"), Reason.RECORD_IN_DOUBT),
    ("record_is_sound", found("Q20", in_case=True), Reason.RECORD_IN_DOUBT),
    # That a title does not fit is no word of danger.
    ("record_is_sound", found("Q25", in_case=True, code="title_of_other_offence"), Reason.RECORD_IN_DOUBT),
    ("nobody_has_died", with_case(group="homicide"), Reason.BEREAVED),
    ("nobody_has_died", with_case(group="road-death"), Reason.BEREAVED),
    ("nobody_has_died", with_case(people=(VICTIM, DEAD)), Reason.BEREAVED),
    # No plan lifts that.
    ("nobody_has_died", replace(with_person(plan=SAFE), facts=with_case(group="homicide").facts), Reason.BEREAVED),
    ("business_has_named_contact", to_business(), Reason.NO_NAMED_CONTACT),
    ("supporter_has_authority", for_victim("supporter"), Reason.NO_AUTHORITY),
    *(
        ("supporter_has_authority", for_victim("supporter", authority=authority), Reason.NO_AUTHORITY)
        for authority in (
            replace(AUTHORITY, recorded_at=None),
            replace(AUTHORITY, recorded_at=NOW + timedelta(seconds=1)),
            replace(AUTHORITY, scope=None),
            replace(AUTHORITY, scope=""),
            replace(AUTHORITY, expires_on=None),
            # It ended yesterday.
            replace(AUTHORITY, expires_on=date(2026, 11, 19)),
        )
    ),
    *(
        ("who_acts_for_the_victim_is_safe", for_victim(role, unsafe), Reason.UNSAFE_GUARDIAN)
        for role in ("parent_guardian", "family_spokesperson", "supporter")
        for unsafe in ("witness", "suspect", "defendant")
    ),
    *(
        (
            "who_acts_for_the_victim_is_safe",
            for_victim("parent_guardian", others=(under_another_entry(role),)),
            Reason.UNSAFE_GUARDIAN,
        )
        for role in ("witness", "suspect")
    ),
    ("recipient_may_be_told", for_victim("family_spokesperson", acts_for=("p9",)), Reason.NOT_A_RECIPIENT),
    ("recipient_may_be_told", for_victim("supporter", acts_for=()), Reason.NOT_A_RECIPIENT),
    ("recipient_may_be_told", for_victim("business_contact"), Reason.NOT_A_RECIPIENT),
    ("recipient_has_not_opted_out", refused(replace(QUESTION, template=SERVICE)), Reason.OPTED_OUT),
    ("recipient_has_not_opted_out", refused(replace(QUESTION, template=SERVICE), channel="sms"), Reason.OPTED_OUT),
    (
        "recipient_has_not_opted_out",
        refused(replace(QUESTION, template=SERVICE), purpose=Purpose.SERVICE),
        Reason.OPTED_OUT,
    ),
    (
        "recipient_has_not_opted_out",
        refused(replace(QUESTION, template=SURVEY), purpose=Purpose.SURVEY),
        Reason.OPTED_OUT,
    ),
    # What the Code demands is told another way.
    ("recipient_has_not_opted_out", refused(QUESTION, channel="sms"), Reason.CHANNEL_OPTED_OUT),
    ("recipient_has_not_opted_out", refused(QUESTION), Reason.CHANNEL_OPTED_OUT),
    ("recipient_has_not_opted_out", refused(replace(QUESTION, template=IMMEDIATE)), Reason.OPTED_OUT),
    (
        "recipient_has_not_opted_out",
        refused(replace(QUESTION, template=SERVICE, parts=digest_of(SERVICE, TEMPLATE)), channel="sms"),
        Reason.CHANNEL_OPTED_OUT,
    ),
    ("first_ones_were_looked_at", replace(QUESTION, bulk=Guarded(waits_for_look=True)), Reason.FIRST_ONES_OUT),
    ("contact_is_not_frozen", with_contacts(frozen=frozenset({NUMBER})), Reason.CONTACT_FROZEN),
    ("contact_is_not_frozen", by_email(with_contacts(frozen=frozenset({"amina@example.org"}))), Reason.CONTACT_FROZEN),
    (
        "contact_is_not_frozen",
        replace(with_contacts(frozen=frozenset({NUMBER})), template=IMMEDIATE),
        Reason.CONTACT_FROZEN,
    ),
    ("contact_is_not_widely_shared", with_contacts(shared_by={NUMBER: 2}), Reason.WIDELY_SHARED),
    (
        "contact_is_not_widely_shared",
        by_email(with_contacts(shared_by={"amina@example.org": 40})),
        Reason.WIDELY_SHARED,
    ),
]

SUPPORTING_MOTHER = replace(GUARDIAN.person, roles=("parent_guardian", "supporter"))
PASSED: list[tuple[str, Question]] = [
    ("nothing_stops_it", stopped(journeys=frozenset({"crime-updates"}), cases=frozenset({"42260000002"}))),
    ("case_is_not_sealed", with_flag(SAFE)),
    ("record_is_sound", found("Q13", stops=False)),
    ("no_words_of_danger", found("Q25", in_case=True, stops=False)),
    ("no_words_of_danger", found("Q25", in_case=True, code="title_of_other_offence")),
    ("nobody_has_died", with_case(people=(VICTIM, replace(DEAD, roles=("suspect",))))),
    ("business_has_named_contact", to_business(NAMED_CONTACT)),
    ("business_has_named_contact", to_business(roles=("reporter",))),
    # The day that is named is the last one.
    ("supporter_has_authority", for_victim("supporter", authority=AUTHORITY)),
    ("supporter_has_authority", replace(GUARDIAN, facts=replace(GUARDIAN.facts, person=SUPPORTING_MOTHER))),
    ("recipient_may_be_told", for_victim("supporter", authority=AUTHORITY)),
    ("recipient_may_be_told", for_victim("family_spokesperson")),
    ("who_acts_for_the_victim_is_safe", for_victim("family_spokesperson")),
    ("who_acts_for_the_victim_is_safe", for_victim("parent_guardian", others=(under_another_entry("reporter"),))),
    ("recipient_has_not_opted_out", refused(QUESTION, channel="email")),
    ("recipient_has_not_opted_out", refused(QUESTION, purpose=Purpose.SERVICE)),
    ("recipient_has_not_opted_out", refused(QUESTION, channel="sms", purpose=Purpose.SURVEY)),
    ("recipient_has_not_opted_out", refused(replace(QUESTION, template=SERVICE), purpose=Purpose.SURVEY)),
    ("recipient_has_not_opted_out", refused(replace(QUESTION, template=IMMEDIATE), purpose=Purpose.SERVICE)),
    # A digest is owed where a part of it is.
    (
        "recipient_has_not_opted_out",
        refused(replace(QUESTION, template=SERVICE, parts=digest_of(TEMPLATE)), purpose=Purpose.SERVICE),
    ),
    (
        "first_ones_were_looked_at",
        replace(QUESTION, template=template(mode=SendMode.CONFIRMED), bulk=Guarded(waits_for_look=True)),
    ),
    ("hour_is_not_full", replace(QUESTION, template=IMMEDIATE, bulk=Guarded(full_until=NOW + timedelta(hours=1)))),
    ("contact_is_not_frozen", with_contacts(frozen=frozenset({"amina@example.org", "+447700900002"}))),
    ("contact_is_not_widely_shared", with_contacts(shared_by={NUMBER: 1, "amina@example.org": 9})),
]


def answers(question: Question) -> Mapping[str, tuple[AnswerKind, Reason | None]]:
    return {answer.name: (answer.kind, answer.reason) for answer in ask(question, gates=GATES).answers}


@pytest.mark.parametrize(("gate", "question", "reason"), STOPPED)
def test_gate_stops(gate: str, question: Question, reason: Reason) -> None:
    assert answers(question)[gate] == (MEANINGS[reason].kind, reason)
    assert ask(question, gates=GATES).outcome.kind in {AnswerKind.HOLD, AnswerKind.SUPPRESS}


@pytest.mark.parametrize(("gate", "question"), PASSED)
def test_gate_lets_pass(gate: str, question: Question) -> None:
    assert answers(question)[gate] == (AnswerKind.PASS, None)


def test_every_gate_is_shown_to_stop_with_each_of_its_reasons() -> None:
    shown = {(gate, reason) for gate, _, reason in (*STOPPED_BEFORE, *STOPPED)}

    assert shown == {(gate.name, reason) for gate in GATES for reason in gate.reasons}


def test_every_rule_that_has_a_gate_is_shown_to_stop() -> None:
    asked = {finding.rule for _, question, _ in STOPPED for finding in question.facts.findings + question.case.findings}

    assert asked > HAVE_A_GATE


@pytest.mark.parametrize(
    ("remedy", "owner"),
    [("oic", Owner.OIC), ("supervisor", Owner.SUPERVISOR), ("records", Owner.RECORDS), ("nobody", Owner.RECORDS)],
)
def test_who_mends_a_finding_owns_what_it_holds(remedy: str, owner: Owner) -> None:
    assert ask(found("Q20", remedy=remedy), gates=GATES).outcome.owner is owner


def test_a_finding_that_stops_nothing_is_shown() -> None:
    verdict = ask(found("Q13", stops=False, code="name_swapped"), gates=GATES)

    assert [answer.finding for answer in verdict.answers if answer.finding] == ["name_swapped"]
    assert verdict.outcome.kind is AnswerKind.PASS


def test_a_business_is_not_told_where_its_contact_was_found_not_to_be_theirs() -> None:
    asked = to_business(NAMED_CONTACT)
    key = contact_keys(NAMED_CONTACT).email_key

    frozen = replace(asked, facts=replace(asked.facts, frozen=frozenset({key})))

    assert answers(frozen)["contact_is_not_frozen"] == (AnswerKind.HOLD, Reason.CONTACT_FROZEN)


TOMORROW = datetime(2026, 11, 21, 8, tzinfo=UTC)


def waits_until(question: Question) -> datetime | None:
    answer = next(one for one in ask(question, gates=GATES).answers if one.name == "contact_has_not_had_enough")
    return answer.until


@pytest.mark.parametrize(
    ("question", "until"),
    [
        (capped(), None),
        (capped(pushes=Pushes(of_case=1, of_contact=1)), TOMORROW),
        # Another case of the same phone.
        (capped(pushes=Pushes(of_case=0, of_contact=2)), None),
        (capped(pushes=Pushes(of_case=0, of_contact=3)), TOMORROW),
        (capped(pushes=Pushes(of_case=0, of_contact=9)), TOMORROW),
        # 0 or nothing is no cap.
        (capped(0, 3, pushes=Pushes(of_case=2, of_contact=2)), None),
        (capped(0, 0, pushes=Pushes(of_case=9, of_contact=9)), None),
        (replace(QUESTION, pushes=Pushes(of_case=9, of_contact=9)), None),
        (capped(template=IMMEDIATE, pushes=Pushes(of_case=9, of_contact=9)), None),
        # It must be told before it could leave.
        (capped(pushes=Pushes(1, 1), tell_by=TOMORROW), None),
        (capped(pushes=Pushes(1, 1), tell_by=TOMORROW + timedelta(seconds=1)), TOMORROW),
        # What the Code demands is never dropped; what is only kind may be.
        (capped(pushes=Pushes(1, 1), expires_at=TOMORROW), None),
        (capped(pushes=Pushes(1, 1), expires_at=TOMORROW, template=SERVICE), TOMORROW),
        (capped(pushes=Pushes(1, 1), expires_at=TOMORROW, template=SERVICE, parts=digest_of(TEMPLATE)), None),
    ],
)
def test_over_the_cap_a_message_waits_for_the_next_day(question: Question, until: datetime | None) -> None:
    assert waits_until(question) == until


def test_the_next_day_is_that_of_london_and_opens_with_the_hours() -> None:
    full = capped(pushes=Pushes(1, 1))
    all_day = replace(full, settings=replace(full.settings, hours=Hours(time(0), time(0))))

    # In summer the day of London begins at 23:00 in Greenwich.
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert waits_until(replace(all_day, now=summer)) == datetime(2026, 7, 1, 23, tzinfo=UTC)
    assert waits_until(replace(all_day, now=summer + timedelta(hours=1))) == datetime(2026, 7, 2, 23, tzinfo=UTC)
    assert waits_until(replace(full, now=summer)) == datetime(2026, 7, 2, 7, tzinfo=UTC)


def test_what_has_had_enough_waits_longer_than_the_night() -> None:
    early = capped(pushes=Pushes(1, 1), now=datetime(2026, 11, 20, 2, tzinfo=UTC))

    assert ask(early, gates=GATES).outcome.until == TOMORROW


def test_a_plan_past_its_review_lifts_no_flag_and_stops_nothing_else() -> None:
    past = date(2026, 11, 19)

    assert ask(with_flag(replace(SAFE, review_on=past)), gates=GATES).outcome.reason is Reason.REVIEW_PAST
    assert ask(with_plan(review_on=past), gates=GATES).outcome.kind is AnswerKind.PASS
