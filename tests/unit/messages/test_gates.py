"""Every gate, both ways."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from tests.unit.messages.questions import (
    HIGH,
    IMMEDIATE,
    NAMED_CONTACT,
    NOW,
    OTHER,
    QUESTION,
    SAFE,
    SETTINGS,
    SOURCE,
    TEMPLATE,
    VICTIM,
    about_appointment,
    by_email,
    in_incident,
    template,
    to_business,
    with_case,
    with_flag,
    with_other,
    with_person,
    with_plan,
    with_settings,
)
from tests.unit.messages.test_audiences import GUARDIAN
from waypost.access.values import ForceState, Hours, JourneyState, Pilot
from waypost.base.values import PersonId
from waypost.cases.contact import contact_keys
from waypost.cases.values import Contact, Hearing, Officer, Outcome, SourceState
from waypost.messages import syntax
from waypost.messages.gates import GATES, Question, ask
from waypost.messages.gates.question import News
from waypost.messages.gates.timing import next_allowed
from waypost.messages.reasons import MEANINGS
from waypost.messages.values import AnswerKind, Audience, Channel, MessageClass, Reason, SendMode


def for_audience(audience: Audience, **person: Any) -> Question:
    """Return the question about a text that is written for somebody."""
    return replace(with_person(**person), template=template(audience=audience))


def at_once(**incident: Any) -> Question:
    """Return the question about an immediate message in an incident."""
    return replace(in_incident(**incident), template=replace(TEMPLATE, message_class=MessageClass.IMMEDIATE))


def arrival(trigger: str, *, text: str = "((force_name))", **incident: Any) -> Question:
    """Return the question about what is told of an arrival."""
    wording = replace(TEMPLATE.wordings[Channel.SMS], text=syntax.parse(text))
    return replace(at_once(**incident), trigger=trigger, template=template(wordings={Channel.SMS: wording}))


def told_by_crime() -> Question:
    """Return the question in an incident whose crime tells the same person."""
    asked = in_incident()
    return replace(asked, facts=replace(asked.facts, told_by_crime=True))


def advice(question: Question, *channels: Channel) -> Question:
    """Return the question about advice, by e-mail, that there is a text for by these channels."""
    wordings = {channel: TEMPLATE.wordings[channel] for channel in channels}
    return by_email(replace(question, template=template(is_advice=True, wordings=wordings)))


def beside(question: Question, **other: Any) -> Question:
    """Return the question with somebody else in the case, beside those who are there."""
    more = with_other(person_id=PersonId(9), **other).facts.others
    return replace(question, facts=replace(question.facts, others=(*question.facts.others, *more)))


def survey(hard_news_at: datetime | None) -> Question:
    """Return the question about a survey, for somebody who had hard news then."""
    return replace(QUESTION, template=template(message_class=MessageClass.SURVEY), hard_news_at=hard_news_at)


def about_hearing(trigger: str, **hearing: Any) -> Question:
    """Return the question about a hearing in which the victim must give evidence, with this hearing on record."""
    listed = Hearing("h1", "trial", "listed", NOW + timedelta(days=9), witnesses=("p1",))
    return replace(with_case(hearings=(replace(listed, **hearing),)), trigger=trigger, item="h1")


STOPPED: list[tuple[str, Question, Reason]] = [
    ("force_is_live", with_settings(state=ForceState.SHADOW), Reason.FORCE_IN_SHADOW),
    ("force_is_live", with_settings(state=ForceState.PILOT), Reason.NOT_IN_PILOT),
    (
        "force_is_live",
        with_settings(state=ForceState.PILOT, pilot=Pilot(teams=frozenset({"North"}))),
        Reason.NOT_IN_PILOT,
    ),
    ("journey_is_live", replace(QUESTION, journey_state=JourneyState.SHADOW), Reason.JOURNEY_IN_SHADOW),
    ("journey_is_live", replace(QUESTION, journey_state=JourneyState.PAUSED), Reason.JOURNEY_PAUSED),
    ("journey_is_live", replace(QUESTION, journey_state=JourneyState.PILOT), Reason.NOT_IN_PILOT),
    ("source_is_live", with_case(source=replace(SOURCE, state=SourceState.SHADOW)), Reason.SOURCE_IN_SHADOW),
    ("somebody_has_acted", replace(QUESTION, template=template(mode=SendMode.CONFIRMED)), Reason.NEEDS_CONFIRMATION),
    ("somebody_has_acted", replace(QUESTION, template=template(mode=SendMode.HUMAN_FIRST)), Reason.NEEDS_CALL),
    ("somebody_has_acted", replace(QUESTION, template=template(mode=SendMode.NEVER_PUSHED)), Reason.NEVER_PUSHED),
    ("text_is_there", replace(QUESTION, template=template(wordings={})), Reason.NO_TEMPLATE),
    ("incident_is_screened", in_incident(is_screened=False), Reason.INCIDENT_NOT_SCREENED),
    ("crime_does_not_tell_it", told_by_crime(), Reason.TOLD_BY_CRIME),
    ("nobody_else_reads_the_phone", at_once(suspect_may_see_phone=True), Reason.SUSPECT_MAY_SEE_PHONE),
    ("nobody_else_reads_the_phone", by_email(at_once(suspect_may_see_phone=True)), Reason.SUSPECT_MAY_SEE_PHONE),
    ("case_is_known", with_case(held_items=1), Reason.CASE_PAUSED),
    ("case_is_ours", with_case(merged_into="42260000002"), Reason.CASE_MERGED),
    ("case_is_ours", with_case(transferred=True), Reason.CASE_TRANSFERRED),
    ("case_is_ours", with_case(status="cancelled"), Reason.CASE_CANCELLED),
    ("offence_group_is_on", replace(QUESTION, group=None), Reason.GROUP_UNKNOWN),
    ("offence_group_is_on", with_settings(groups=frozenset({"shop-theft"})), Reason.GROUP_NOT_ON),
    ("safety_is_confirmed", with_flag(None), Reason.SAFETY_FLAG),
    ("safety_is_confirmed", with_flag(None, flag="never_heard_of"), Reason.SAFETY_FLAG),
    ("safety_is_confirmed", with_flag(replace(SAFE, safe_confirmed_at=None)), Reason.SAFETY_FLAG),
    ("safety_is_confirmed", in_incident(suspect_sees_phone=True), Reason.SAFETY_FLAG),
    (
        "safety_is_confirmed",
        with_flag(replace(SAFE, safe_confirmed_at=NOW + timedelta(seconds=1))),
        Reason.SAFETY_FLAG,
    ),
    ("safety_is_confirmed", with_flag(replace(SAFE, review_on=date(2026, 11, 19))), Reason.REVIEW_PAST),
    ("safety_is_confirmed", with_flag(replace(SAFE, channels=("email",))), Reason.SAFETY_FLAG),
    ("safety_is_confirmed", with_flag(replace(SAFE, channels=None)), Reason.SAFETY_FLAG),
    ("safety_is_confirmed", with_flag(replace(SAFE, never=("sms",))), Reason.SAFETY_FLAG),
    # A group of high risk is a flag that somebody may have forgotten.
    ("safety_is_confirmed", replace(QUESTION, group=HIGH), Reason.SAFETY_FLAG),
    ("contact_is_wanted", with_plan(no_contact=True), Reason.NO_CONTACT),
    ("last_call_was_safe", replace(QUESTION, unsafe_call_at=NOW - timedelta(days=9)), Reason.CALL_UNSAFE),
    ("last_call_was_safe", replace(with_person(plan=SAFE), unsafe_call_at=NOW), Reason.CALL_UNSAFE),
    ("recipient_may_be_told", with_person(roles=("witness",)), Reason.NOT_A_RECIPIENT),
    ("recipient_may_be_told", with_person(roles=("parent_guardian",)), Reason.NOT_A_RECIPIENT),
    ("recipient_is_not_accused", with_person(roles=("victim", "suspect")), Reason.ROLE_CONFLICT),
    ("recipient_is_not_accused", with_person(roles=("victim", "defendant")), Reason.ROLE_CONFLICT),
    ("recipient_is_alive", with_person(deceased=True), Reason.DECEASED),
    ("nobody_has_died", with_case(outcome=Outcome("13", NOW)), Reason.VICTIM_OR_WITNESS_DEAD),
    # 18 tomorrow.
    ("recipient_is_adult", with_person(date_of_birth=date(2008, 11, 21)), Reason.MINOR),
    # Born on 29 February: 18 from 1 March.
    (
        "recipient_is_adult",
        replace(with_person(date_of_birth=date(2008, 2, 29)), now=datetime(2026, 2, 28, 12, tzinfo=UTC)),
        Reason.MINOR,
    ),
    ("recipient_is_adult", with_person(date_of_birth=date(2030, 1, 1)), Reason.MINOR),
    ("recipient_is_adult", replace(with_person(date_of_birth=None), group=OTHER), Reason.AGE_UNKNOWN),
    ("recipient_is_adult", replace(with_person(date_of_birth=date(1900, 1, 1)), group=OTHER), Reason.AGE_UNKNOWN),
    ("recipient_is_adult", replace(with_person(date_of_birth=date(1910, 1, 1)), group=OTHER), Reason.AGE_UNKNOWN),
    ("recipient_is_adult", replace(with_person(date_of_birth=None), group=None), Reason.AGE_UNKNOWN),
    ("text_is_for_the_recipient", with_person(kind="organisation"), Reason.ORGANISATION),
    ("text_is_for_the_recipient", to_business(audience=Audience.ADULT), Reason.ORGANISATION),
    ("text_is_for_the_recipient", to_business(audience=Audience.REPORTER), Reason.ORGANISATION),
    ("text_is_for_the_recipient", for_audience(Audience.BUSINESS_CONTACT), Reason.TEXT_FOR_OTHERS),
    ("text_is_for_the_recipient", for_audience(Audience.REPORTER), Reason.TEXT_FOR_OTHERS),
    ("text_is_for_the_recipient", for_audience(Audience.ADULT, roles=("reporter",)), Reason.TEXT_FOR_OTHERS),
    (
        "text_is_for_the_recipient",
        replace(GUARDIAN, template=template(audience=Audience.ADULT)),
        Reason.TEXT_FOR_THE_VICTIM,
    ),
    ("recipient_may_be_told", for_audience(Audience.ADULT, roles=("reporter",)), Reason.NOT_A_RECIPIENT),
    ("recipient_may_be_told", for_audience(Audience.REPORTER, roles=("witness",)), Reason.NOT_A_RECIPIENT),
    (
        "recipient_is_adult",
        for_audience(Audience.REPORTER, roles=("reporter",), date_of_birth=date(2015, 1, 1)),
        Reason.MINOR,
    ),
    ("contact_can_be_used", by_email(with_person(contact=Contact(mobile="07700 900001"))), Reason.CONTACT_UNUSABLE),
    ("contact_can_be_used", by_email(with_person(contact=Contact(email="amina@gmial.com"))), Reason.CONTACT_UNUSABLE),
    ("contact_can_be_used", by_email(with_person(contact=Contact(email="info@example.org"))), Reason.CONTACT_UNUSABLE),
    ("contact_can_be_used", by_email(with_settings(placeholders=frozenset({"drama"}))), Reason.CONTACT_UNUSABLE),
    (
        "contact_can_be_used",
        by_email(replace(QUESTION, bounced=frozenset({"amina@example.org"}))),
        Reason.CONTACT_UNUSABLE,
    ),
    ("contact_can_be_used", to_business(contact=Contact(mobile="07700 900001")), Reason.CONTACT_UNUSABLE),
    ("channel_is_agreed", by_email(with_plan(never=("email",))), Reason.CHANNEL_REFUSED),
    # Mere advice that could only come by e-mail is no task for an officer; what has another way is.
    (
        "contact_can_be_used",
        advice(with_person(contact=Contact(mobile="07700 900001")), Channel.EMAIL),
        Reason.NO_WAY_FOR_ADVICE,
    ),
    ("channel_is_agreed", advice(with_plan(channels=("sms",)), Channel.EMAIL), Reason.NO_WAY_FOR_ADVICE),
    ("channel_is_agreed", advice(with_plan(never=("email",)), Channel.EMAIL), Reason.NO_WAY_FOR_ADVICE),
    (
        "contact_can_be_used",
        advice(with_person(contact=Contact()), Channel.SMS, Channel.EMAIL),
        Reason.CONTACT_UNUSABLE,
    ),
    ("channel_is_agreed", by_email(with_plan(channels=("sms",))), Reason.CHANNEL_NOT_AGREED),
    ("safety_is_confirmed", by_email(with_flag(SAFE)), Reason.SAFETY_FLAG),
    (
        "contact_is_the_recipients_own",
        by_email(with_other(roles=("witness",), email_key="amina@example.org")),
        Reason.SHARED_CONTACT,
    ),
    # The named contact's address is that of somebody accused, of a witness; or the contact is accused.
    (
        "contact_is_not_the_suspects",
        beside(to_business(NAMED_CONTACT), roles=("suspect",), email_key="sam@example.org"),
        Reason.SAME_AS_SUSPECT,
    ),
    (
        "contact_is_the_recipients_own",
        beside(to_business(NAMED_CONTACT), roles=("witness",), email_key="sam@example.org"),
        Reason.SHARED_CONTACT,
    ),
    (
        "contact_is_not_the_suspects",
        beside(to_business(NAMED_CONTACT), roles=("suspect",), email_key="office-of@example.org"),
        Reason.SAME_AS_SUSPECT,
    ),
    ("contact_can_be_used", with_person(contact=Contact()), Reason.CONTACT_UNUSABLE),
    ("contact_can_be_used", with_person(contact=Contact(mobile="01632 960001")), Reason.CONTACT_UNUSABLE),
    ("contact_can_be_used", with_settings(placeholders=frozenset({"drama"})), Reason.CONTACT_UNUSABLE),
    (
        "contact_can_be_used",
        with_person(contact=Contact(mobile="07700 900001", confirmed_at=NOW - timedelta(days=366))),
        Reason.CONTACT_UNUSABLE,
    ),
    ("contact_can_be_used", replace(QUESTION, bounced=frozenset({"+447700900001"})), Reason.CONTACT_UNUSABLE),
    ("channel_is_agreed", with_plan(never=("sms",)), Reason.CHANNEL_REFUSED),
    ("channel_is_agreed", with_plan(channels=("email",)), Reason.CHANNEL_NOT_AGREED),
    ("channel_is_agreed", with_plan(channels=()), Reason.CHANNEL_NOT_AGREED),
    ("contact_is_not_the_suspects", with_other(mobile_key="+447700900001"), Reason.SAME_AS_SUSPECT),
    ("contact_is_not_the_suspects", with_other(phone_key="+447700900001"), Reason.SAME_AS_SUSPECT),
    ("contact_is_not_the_suspects", with_other(email_key="amina@example.org"), Reason.SAME_AS_SUSPECT),
    (
        "contact_is_not_the_suspects",
        with_other(roles=("defendant",), mobile_key="+447700900001"),
        Reason.SAME_AS_SUSPECT,
    ),
    # Nobody knows what this person is in the case: it may be the suspect.
    ("contact_is_not_the_suspects", with_other(roles=(), mobile_key="+447700900001"), Reason.SAME_AS_SUSPECT),
    (
        "contact_is_not_the_suspects",
        with_other(name_and_birth=contact_keys(VICTIM).name_and_birth),
        Reason.ROLE_CONFLICT,
    ),
    (
        "contact_is_the_recipients_own",
        with_other(roles=("witness",), mobile_key="+447700900001"),
        Reason.SHARED_CONTACT,
    ),
    ("portal_can_be_entered", with_plan(never=("portal",)), Reason.PORTAL_REFUSED),
    ("portal_can_be_entered", replace(QUESTION, has_sign_in_fact=False), Reason.NO_SIGN_IN_FACT),
    ("portal_can_be_entered", GUARDIAN, Reason.PORTAL_NOT_THEIRS),
    ("provider_is_there", replace(QUESTION, has_provider=False), Reason.NO_PROVIDER),
    ("is_still_so", about_appointment(status="cancelled"), Reason.NO_LONGER_TRUE),
    ("is_still_so", about_appointment(starts_at=NOW), Reason.NO_LONGER_TRUE),
    ("is_still_so", replace(QUESTION, trigger="outcome.assigned"), Reason.NO_LONGER_TRUE),
    # Booked again since.
    ("is_still_so", replace(about_appointment(), trigger="appointment.cancelled"), Reason.NO_LONGER_TRUE),
    ("is_still_so", replace(QUESTION, trigger="crime.merged"), Reason.NO_LONGER_TRUE),
    ("is_still_so", replace(with_case(officer=None), trigger="oic.assigned"), Reason.NO_LONGER_TRUE),
    ("is_still_so", replace(with_case(status="closed"), trigger="oic.assigned"), Reason.NO_LONGER_TRUE),
    ("is_still_so", replace(with_case(status="closed"), trigger="oic.changed"), Reason.NO_LONGER_TRUE),
    *(
        ("is_still_so", arrival("incident.resource_en_route", status=status), Reason.NO_LONGER_TRUE)
        for status in ("open", "assigned", "at_scene", "resulted", "closed", None)
    ),
    ("is_still_so", arrival("incident.delayed", promised_by=NOW), Reason.NO_LONGER_TRUE),
    ("is_still_so", arrival("incident.delayed", status="at_scene"), Reason.NO_LONGER_TRUE),
    ("is_still_so", arrival("incident.eta_changed", eta=NOW), Reason.NO_LONGER_TRUE),
    ("is_still_so", arrival("incident.promise_passed", status="resulted"), Reason.NO_LONGER_TRUE),
    ("is_still_so", arrival("incident.created", text="((arrival_band))", eta=NOW), Reason.NO_LONGER_TRUE),
    ("is_still_so", arrival("incident.information_required"), Reason.NO_LONGER_TRUE),
    (
        "is_still_so",
        replace(QUESTION, parts=(News(None, "outcome.assigned", ""), News(None, "crime.merged", ""))),
        Reason.NO_LONGER_TRUE,
    ),
    *(
        ("is_still_so", about_hearing(trigger, **hearing), Reason.NO_LONGER_TRUE)
        for trigger, hearing in (
            ("court.hearing_listed", {"status": "vacated"}),
            ("court.hearing_changed", {"status": "adjourned"}),
            ("appeal.hearing_listed", {"starts_at": NOW}),
            ("witness.required", {"witnesses": ()}),
            ("witness.reminder_due", {"witnesses": ("p2",)}),
            ("witness.required", {"status": "heard"}),
            # Listed again since.
            ("court.adjourned", {}),
            ("court.hearing_listed", {"id": "another"}),
        )
    ),
    ("is_in_time", replace(QUESTION, expires_at=NOW), Reason.TOO_LATE),
    ("no_survey_after_hard_news", survey(NOW - timedelta(days=14, seconds=-1)), Reason.AFTER_HARD_NEWS),
    ("no_survey_after_hard_news", survey(NOW), Reason.AFTER_HARD_NEWS),
]

PASSED: list[tuple[str, Question]] = [
    *((gate.name, QUESTION) for gate in GATES),
    ("case_is_ours", replace(with_case(merged_into="42260000002"), trigger="crime.merged")),
    ("case_is_ours", replace(with_case(transferred=True), trigger="crime.transferred")),
    ("case_is_ours", replace(with_case(merged_into="42260000002"), template=IMMEDIATE)),
    ("case_is_ours", with_case(status="closed")),
    ("safety_is_confirmed", with_flag(SAFE)),
    ("safety_is_confirmed", with_flag(replace(SAFE, review_on=date(2026, 11, 20)))),
    ("safety_is_confirmed", replace(with_person(plan=SAFE), group=HIGH)),
    ("recipient_is_adult", with_person(date_of_birth=date(2008, 11, 20))),
    ("recipient_is_adult", with_person(date_of_birth=None)),
    ("channel_is_agreed", with_plan(channels=("sms", "email"))),
    ("channel_is_agreed", with_plan(channels=None)),
    ("contact_is_not_the_suspects", with_other(mobile_key="+447700900002")),
    ("contact_is_the_recipients_own", with_other(roles=("witness",), mobile_key="+447700900002")),
    # Two victims of one household share a phone.
    (
        "contact_is_the_recipients_own",
        with_other(roles=("victim",), mobile_key="+447700900001", name_and_birth="b|example|1990-01-01"),
    ),
    # She reported it herself and was entered a second time.
    (
        "contact_is_the_recipients_own",
        with_other(
            roles=("reporter",),
            mobile_key="+447700900001",
            name_and_birth=contact_keys(VICTIM).name_and_birth,
        ),
    ),
    ("is_still_so", about_appointment()),
    ("is_still_so", replace(QUESTION, trigger="oic.assigned")),
    ("is_still_so", replace(with_case(status=None), trigger="oic.changed")),
    ("is_still_so", replace(about_appointment(status="cancelled"), trigger="appointment.cancelled")),
    ("is_still_so", arrival("incident.resource_en_route", status="en_route", eta=NOW)),
    ("is_still_so", arrival("incident.delayed", promised_by=NOW + timedelta(seconds=1))),
    ("is_still_so", arrival("incident.delayed")),
    ("is_still_so", arrival("incident.eta_changed", eta=NOW + timedelta(seconds=1))),
    # That the promise has passed is the news.
    ("is_still_so", arrival("incident.promise_passed", promised_by=NOW)),
    ("is_still_so", arrival("incident.created", status="closed")),
    ("is_still_so", arrival("incident.information_required", information_required="The number")),
    ("is_still_so", replace(QUESTION, parts=(News(None, "outcome.assigned", ""), News(None, "oic.assigned", "")))),
    *(("is_still_so", about_hearing(trigger)) for trigger in ("court.hearing_listed", "witness.required")),
    ("is_still_so", about_hearing("court.adjourned", status="vacated")),
    ("is_in_time", replace(QUESTION, expires_at=NOW + timedelta(seconds=1))),
    ("no_survey_after_hard_news", survey(NOW - timedelta(days=14))),
    ("no_survey_after_hard_news", survey(None)),
    ("no_survey_after_hard_news", replace(QUESTION, hard_news_at=NOW)),
    *((gate.name, by_email(QUESTION)) for gate in GATES),
    *((gate.name, to_business(NAMED_CONTACT)) for gate in GATES),
    *((gate.name, for_audience(Audience.REPORTER, roles=("reporter",))) for gate in GATES),
    ("force_is_live", with_settings(state=ForceState.PILOT, pilot=Pilot(share=100))),
    (
        "force_is_live",
        replace(
            with_case(officer=Officer("1", "Jo Hall", team="North")),
            settings=replace(SETTINGS, state=ForceState.PILOT, pilot=Pilot(teams=frozenset({"North"}))),
        ),
    ),
    ("journey_is_live", replace(with_settings(pilot=Pilot(share=100)), journey_state=JourneyState.PILOT)),
    ("incident_is_screened", in_incident()),
    ("crime_does_not_tell_it", replace(told_by_crime(), template=IMMEDIATE)),
    ("nobody_else_reads_the_phone", at_once()),
    ("nobody_else_reads_the_phone", in_incident(suspect_may_see_phone=True)),
    (
        "nobody_else_reads_the_phone",
        replace(at_once(suspect_may_see_phone=True), trigger="portal.code_requested"),
    ),
    ("text_is_for_the_recipient", to_business(audience=Audience.ANYBODY)),
    ("text_is_for_the_recipient", to_business(audience=Audience.REGISTERED_USER)),
    ("text_is_for_the_recipient", for_audience(Audience.ANYBODY, roles=("reporter",))),
    ("text_is_for_the_recipient", for_audience(Audience.ADULT, roles=("victim", "reporter"))),
    # She stands in the incident and in the crime, without a date of birth in one of them.
    (
        "contact_is_the_recipients_own",
        with_other(roles=("reporter",), mobile_key="+447700900001", name_key="amina|example"),
    ),
    ("nobody_has_died", with_case(outcome=Outcome("18", NOW))),
]


def answers(question: Question) -> Mapping[str, tuple[AnswerKind, Reason | None]]:
    return {answer.name: (answer.kind, answer.reason) for answer in ask(question, gates=GATES).answers}


@pytest.mark.parametrize(("gate", "question", "reason"), STOPPED)
def test_gate_stops(gate: str, question: Question, reason: Reason) -> None:
    kind, said = answers(question)[gate]

    assert said is reason
    assert kind is MEANINGS[reason].kind
    assert ask(question, gates=GATES).outcome.kind in {AnswerKind.ASK, AnswerKind.HOLD, AnswerKind.SUPPRESS}


@pytest.mark.parametrize(("gate", "question"), PASSED)
def test_gate_lets_pass(gate: str, question: Question) -> None:
    assert answers(question)[gate] == (AnswerKind.PASS, None)


def test_gates_have_names_of_their_own() -> None:
    assert len({gate.name for gate in GATES}) == len(GATES)


def test_every_answer_bears_the_name_of_its_gate() -> None:
    for gate, question, _ in STOPPED:
        asked = next(one for one in GATES if one.name == gate).ask(question)
        assert asked.name == gate


def test_a_plan_that_is_not_discreet_needs_no_discreet_text() -> None:
    without = template(wordings={Channel.SMS: replace(TEMPLATE.wordings[Channel.SMS], discreet=None)})

    discreet = answers(replace(with_plan(discreet=True), template=without))["text_is_there"]
    plain = answers(replace(with_plan(discreet=False), template=without))["text_is_there"]

    assert discreet == (AnswerKind.HOLD, Reason.NO_DISCREET_TEXT)
    assert plain == (AnswerKind.PASS, None)


def test_an_unknown_birthday_is_a_finding_even_where_it_holds_nothing() -> None:
    verdict = ask(with_person(date_of_birth=None), gates=GATES)

    assert [answer.finding for answer in verdict.answers if answer.finding] == ["date_of_birth_unknown"]
    assert verdict.outcome.kind is AnswerKind.PASS


def test_what_ends_a_message_decides_before_what_holds_it_and_that_before_what_delays_it() -> None:
    held = with_case(held_items=1)
    ended = replace(held, settings=replace(QUESTION.settings, state=ForceState.SHADOW))
    at_night = datetime(2026, 11, 20, 23, tzinfo=UTC)

    assert ask(ended, gates=GATES).outcome.reason is Reason.FORCE_IN_SHADOW
    assert ask(replace(held, now=at_night), gates=GATES).outcome.reason is Reason.CASE_PAUSED
    assert ask(replace(QUESTION, now=at_night), gates=GATES).outcome.kind is AnswerKind.WAIT


def test_without_gates_everything_passes() -> None:
    assert ask(with_case(held_items=1), gates=()).outcome.kind is AnswerKind.PASS


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


DAY, NIGHT = Hours(time(8), time(20)), Hours(time(22), time(6))


@pytest.mark.parametrize(
    ("hours", "now", "opens"),
    [
        (DAY, "2026-11-20T08:00+00:00", None),
        (DAY, "2026-11-20T19:59:59+00:00", None),
        (DAY, "2026-11-20T20:00+00:00", "2026-11-21T08:00+00:00"),
        (DAY, "2026-11-20T07:59:59+00:00", "2026-11-20T08:00+00:00"),
        # In summer eight o'clock is seven in Greenwich.
        (DAY, "2026-07-01T07:00+00:00", None),
        (DAY, "2026-07-01T06:59+00:00", "2026-07-01T07:00+00:00"),
        # The night before the clocks go forward and the night before they go back.
        (DAY, "2027-03-27T21:00+00:00", "2027-03-28T07:00+00:00"),
        (DAY, "2026-10-24T20:00+00:00", "2026-10-25T08:00+00:00"),
        # Across midnight.
        (NIGHT, "2026-11-20T23:00+00:00", None),
        (NIGHT, "2026-11-21T05:59+00:00", None),
        (NIGHT, "2026-11-21T06:00+00:00", "2026-11-21T22:00+00:00"),
        # From half past one, in the night in which there is none.
        (Hours(time(1, 30), time(4)), "2027-03-28T00:45+00:00", "2027-03-28T01:30+00:00"),
        (Hours(time(1, 15), time(1, 45)), "2027-03-28T00:45+00:00", "2027-03-29T00:15+00:00"),
        # From half past one, in the night that has it twice.
        (Hours(time(1, 30), time(4)), "2026-10-25T00:00+00:00", "2026-10-25T00:30+00:00"),
        (Hours(time(0), time(0)), "2026-11-20T03:00+00:00", None),
    ],
)
def test_hours_are_local_and_open_when_they_next_open(hours: Hours, now: str, opens: str | None) -> None:
    assert next_allowed(at(now), hours=hours) == (at(opens) if opens else None)


def waits_until(question: Question) -> datetime | None:
    return ask(question, gates=GATES).outcome.until


def test_a_text_waits_until_morning_when_planned_at_night() -> None:
    assert waits_until(replace(QUESTION, now=at("2026-11-20T23:00+00:00"))) == at("2026-11-21T08:00+00:00")


def test_the_hours_of_the_plan_stand_in_for_those_of_the_force() -> None:
    plan = with_plan(hours=(time(18), time(19)))

    assert waits_until(plan) == at("2026-11-20T18:00+00:00")


def test_hours_of_no_length_are_a_slip_and_the_forces_hold() -> None:
    plan = replace(with_plan(hours=(time(9), time(9))), now=at("2026-11-20T23:00+00:00"))

    assert waits_until(plan) == at("2026-11-21T08:00+00:00")


def test_an_immediate_message_ignores_hours_and_nothing_else() -> None:
    code = replace(QUESTION, template=IMMEDIATE, now=at("2026-11-20T23:00+00:00"))
    unsafe = replace(with_flag(None), template=IMMEDIATE)

    assert ask(code, gates=GATES).outcome.kind is AnswerKind.PASS
    assert ask(unsafe, gates=GATES).outcome.reason is Reason.SAFETY_FLAG
