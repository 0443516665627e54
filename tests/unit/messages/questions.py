"""A question that every gate says yes to, and words for changing one thing in it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from waypost.access.values import ForceSettings, ForceState, Hours
from waypost.base.values import CaseId, ForceName, PersonId
from waypost.cases.contact import contact_keys
from waypost.cases.offences import OffenceGroup
from waypost.cases.values import (
    Appointment,
    CaseFacts,
    CaseKind,
    Contact,
    ContactPlan,
    DeliveryFacts,
    IncidentFacts,
    Officer,
    OtherParty,
    PersonFacts,
    SourceFacts,
    SourceState,
)
from waypost.messages import syntax
from waypost.messages.gates import Question
from waypost.messages.templates import MessageTemplate, read_template
from waypost.messages.values import Audience, Channel

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FORCE = ForceName("anyshire")
LOW = OffenceGroup("burglary-residential", "Burglary of a home", "burglary", "low", 1)
OTHER = OffenceGroup("robbery-personal", "Robbery", "robbery", "other", 2)
HIGH = OffenceGroup("stalking", "Stalking", "stalking", "high", 4)

TEMPLATE = read_template(
    {
        "id": "crime_recorded_adult",
        "language": "en",
        "mode": "A",
        "class": "statutory",
        "audience": "adult",
        "duty": "D01",
        "valid_for_hours": 24,
        "sms": "((force_name)): ((reference)). ((portal_address))",
        "sms_discreet": "Your reference is ((reference)).",
        "email": {
            "subject": "News about ((reference))",
            "body": "# Your report\n\nThis is ((force_name)).\n\n* ((reference))\n\nSee ((portal_address))\n",
        },
        "email_discreet": {"subject": "Your reference ((reference))", "body": "There is news. See ((portal_address))"},
        "script": "Hello, I am calling about ((reference)). Your officer is ((officer_name)).",
    },
    version=1,
)
IMMEDIATE = read_template(
    {
        "id": "portal_one_time_code",
        "language": "en",
        "mode": "A",
        "class": "immediate",
        "audience": "any registered user",
        "valid_for_hours": 1,
        "sms": "((code))",
        "sms_discreet": "((code))",
    },
    version=1,
)

SETTINGS = ForceSettings(
    name=FORCE,
    title="Anyshire Police",
    state=ForceState.LIVE,
    groups=frozenset({LOW.name, OTHER.name, HIGH.name}),
    phases=frozenset({1}),
    hours=Hours(time(8), time(20)),
    placeholders=frozenset(),
    two_way=True,
    two_way_groups=frozenset({LOW.name, OTHER.name, HIGH.name}),
    backlog_days=7,
    retention_days=90,
    phone="101",
    leave_url="https://www.example.org",
)

SOURCE = SourceFacts(1, FORCE, "rms", "push", SourceState.LIVE, "", {}, None)
VICTIM = PersonFacts(
    person_id=PersonId(1),
    ref="p1",
    roles=("victim",),
    kind="person",
    given_name="Amina",
    family_name="Example",
    date_of_birth=date(1988, 4, 12),
    contact=Contact(mobile="07700 900001", email="amina@example.org", address="1 Sample Street", postcode="TS5 6AB"),
)
SAFE = ContactPlan(agreed_at=NOW, channels=("sms",), safe_confirmed_at=NOW)
CASE = CaseFacts(
    case_id=CaseId(1),
    force=FORCE,
    reference="42260000001",
    source=SOURCE,
    revision=1,
    group=LOW.name,
    status="allocated",
    flags=(),
    held_items=0,
    recorded_at=NOW,
    updated_at=NOW,
    people=(VICTIM,),
    officer=Officer("4471", "Jo Hall", "PC"),
)
QUESTION = Question(
    facts=DeliveryFacts(case=CASE, person=VICTIM, others=()),
    settings=SETTINGS,
    template=TEMPLATE,
    channel=Channel.SMS,
    group=LOW,
    trigger="crime.recorded",
    item="",
    expires_at=None,
    has_provider=True,
    has_sign_in_fact=True,
    bounced=frozenset(),
    now=NOW,
)


INCIDENT = IncidentFacts(
    status="assigned",
    grade="priority",
    opened_at=NOW,
    is_screened=True,
    suspect_may_see_phone=False,
)
BUSINESS = replace(
    VICTIM,
    kind="organisation",
    given_name=None,
    family_name=None,
    organisation_name="Example Ltd",
    date_of_birth=None,
    contact=Contact(email="office-of@example.org", postcode="TS5 6AB"),
)
NAMED_CONTACT = PersonFacts(
    person_id=PersonId(3),
    ref="b1",
    roles=("business_contact",),
    kind="person",
    given_name="Sam",
    family_name="Sample",
    acts_for=("p1",),
    contact=Contact(mobile="07700 900003", email="sam@example.org"),
)


def in_incident(**changes: Any) -> Question:
    """Return the question in an incident, with something else in it."""
    return with_case(kind=CaseKind.INCIDENT, incident=replace(INCIDENT, **changes))


def by_email(question: Question) -> Question:
    """Return the question about the same message by e-mail."""
    return replace(question, channel=Channel.EMAIL)


def to_business(*contacts: PersonFacts, audience: Audience = Audience.BUSINESS_CONTACT, **changes: Any) -> Question:
    """Return the question about an e-mail to an organisation, with these people named for it."""
    business = replace(BUSINESS, **changes)
    case = replace(CASE, people=(business, *contacts))
    others = tuple(_party(contact) for contact in contacts)
    facts = DeliveryFacts(case=case, person=business, others=others)
    return by_email(replace(QUESTION, facts=facts, template=replace(TEMPLATE, audience=audience)))


def _party(person: PersonFacts) -> OtherParty:
    keys = contact_keys(person)
    return OtherParty(
        person.person_id, CaseId(1), person.roles, keys.mobile_key, keys.phone_key, keys.email_key,
        name_and_birth=keys.name_and_birth,
    )  # fmt: skip


def with_case(**changes: Any) -> Question:
    """Return the question with something else in the case."""
    return replace(QUESTION, facts=replace(QUESTION.facts, case=replace(CASE, **changes)))


def with_person(**changes: Any) -> Question:
    """Return the question about another recipient."""
    person = replace(VICTIM, **changes)
    case = replace(CASE, people=(person,))
    return replace(QUESTION, facts=DeliveryFacts(case=case, person=person, others=()))


def with_plan(**changes: Any) -> Question:
    """Return the question with a contact plan."""
    return with_person(plan=replace(ContactPlan(agreed_at=NOW), **changes))


def with_flag(plan: ContactPlan | None, *, flag: str = "domestic_abuse") -> Question:
    """Return the question in a flagged case, with this plan."""
    person = replace(VICTIM, plan=plan)
    case = replace(CASE, flags=(flag,), people=(person,))
    return replace(QUESTION, facts=DeliveryFacts(case=case, person=person, others=()))


def with_other(**changes: Any) -> Question:
    """Return the question with somebody else in the case."""
    values: dict[str, Any] = {
        "person_id": PersonId(2),
        "case_id": CaseId(1),
        "roles": ("suspect",),
        "mobile_key": "",
        "phone_key": "",
        "email_key": "",
    }
    return replace(QUESTION, facts=replace(QUESTION.facts, others=(OtherParty(**{**values, **changes}),)))


def with_settings(**changes: Any) -> Question:
    """Return the question in a force with other settings."""
    return replace(QUESTION, settings=replace(SETTINGS, **changes))


def template(**changes: Any) -> MessageTemplate:
    """Return the template with something else in it."""
    return replace(TEMPLATE, **changes)


def appointment(**changes: Any) -> Appointment:
    """Return an appointment on Thursday from ten to twelve."""
    starts_at, ends_at = datetime(2026, 11, 26, 10, tzinfo=UTC), datetime(2026, 11, 26, 12, tzinfo=UTC)
    return replace(Appointment("ap1", "visit", starts_at, ends_at, None, "p1", "booked"), **changes)


def about_appointment(**changes: Any) -> Question:
    """Return the question about an appointment, with this appointment on record."""
    text = syntax.parse("((appointment_date))")
    wording = replace(TEMPLATE.wordings[Channel.SMS], text=text)
    asked = with_case(appointments=(appointment(**changes),))
    return replace(asked, template=template(wordings={Channel.SMS: wording}), item="ap1")
