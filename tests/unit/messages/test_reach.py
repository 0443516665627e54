"""By which channels somebody is told, to whose address, in whose language."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.unit.messages.questions import (
    BUSINESS,
    NAMED_CONTACT,
    NOW,
    SETTINGS,
    TEMPLATE,
    VICTIM,
    to_business,
    with_person,
)
from waypost.access.values import Post
from waypost.base.values import PersonId
from waypost.cases.values import Contact, ContactPlan, DeliveryFacts, OptOut, PersonFacts, Purpose
from waypost.messages.library import Library, Reader, library_of
from waypost.messages.reach import addressee, channels_for, contact_of, rungs
from waypost.messages.syntax import parse
from waypost.messages.templates import MessageTemplate, Wording
from waypost.messages.values import Audience, Channel, MessageClass, SendMode

SMS, EMAIL = Channel.SMS, Channel.EMAIL
BOTH = Contact(mobile="07700 900001", email="amina@example.org")
ONLY_EMAIL = replace(TEMPLATE, wordings={EMAIL: TEMPLATE.wordings[EMAIL]})
ONLY_SMS = replace(TEMPLATE, wordings={SMS: TEMPLATE.wordings[SMS]})
NOT_DISCREET_BY_EMAIL = replace(
    TEMPLATE, wordings={**TEMPLATE.wordings, EMAIL: replace(TEMPLATE.wordings[EMAIL], discreet=None)}
)


def plan(**changes: Any) -> ContactPlan:
    return ContactPlan(agreed_at=NOW, **changes)


@pytest.mark.parametrize(
    ("template", "contact", "agreed", "channels"),
    [
        # Nothing agreed: the first that there is a text and a contact for.
        (TEMPLATE, BOTH, None, (SMS,)),
        (TEMPLATE, Contact(email="amina@example.org"), None, (EMAIL,)),
        (TEMPLATE, Contact(mobile="none", email="amina@example.org"), plan(), (EMAIL,)),
        (ONLY_EMAIL, BOTH, None, (EMAIL,)),
        (ONLY_SMS, BOTH, None, (SMS,)),
        (TEMPLATE, BOTH, plan(never=("sms",)), (EMAIL,)),
        # What was agreed, in the plan's order.
        (TEMPLATE, BOTH, plan(channels=("sms",)), (SMS,)),
        (TEMPLATE, BOTH, plan(channels=("email",)), (EMAIL,)),
        (TEMPLATE, BOTH, plan(channels=("sms", "email")), (SMS, EMAIL)),
        (TEMPLATE, BOTH, plan(channels=("portal", "email", "phone", "sms", "email")), (EMAIL, SMS)),
        (TEMPLATE, BOTH, plan(channels=("sms", "email"), never=("sms",)), (EMAIL,)),
        (ONLY_EMAIL, BOTH, plan(channels=("sms", "email")), (EMAIL,)),
        # Both agreed, one given.
        (TEMPLATE, Contact(mobile="07700 900001"), plan(channels=("email", "sms")), (SMS,)),
        # Discreet: by what there is a discreet text for.
        (NOT_DISCREET_BY_EMAIL, BOTH, plan(channels=("email", "sms"), discreet=True), (SMS,)),
        # None is possible: the first, whose gates say why not.
        (TEMPLATE, Contact(), None, (SMS,)),
        (ONLY_EMAIL, Contact(), None, (EMAIL,)),
        (TEMPLATE, BOTH, plan(channels=("portal",)), (SMS,)),
        (TEMPLATE, BOTH, plan(channels=()), (SMS,)),
        (ONLY_EMAIL, BOTH, plan(channels=("sms",)), (EMAIL,)),
        (TEMPLATE, Contact(), plan(channels=("email", "sms")), (EMAIL,)),
        (TEMPLATE, BOTH, plan(never=("sms", "email")), (SMS,)),
        (replace(TEMPLATE, wordings={}), BOTH, None, (SMS,)),
    ],
)
def test_a_message_goes_by_what_was_agreed_and_given(
    template: MessageTemplate, contact: Contact, agreed: ContactPlan | None, channels: tuple[Channel, ...]
) -> None:
    facts = with_person(contact=contact, plan=agreed).facts

    assert channels_for(template, facts, SETTINGS, today=NOW.date()) == channels


SERVICE = replace(TEMPLATE, message_class=MessageClass.SERVICE)
OWES_NOTHING = replace(SERVICE, duty=None)
SURVEY = replace(OWES_NOTHING, message_class=MessageClass.SURVEY)
APPOINTMENT = replace(
    SERVICE, wordings={**TEMPLATE.wordings, SMS: Wording(text=parse("On ((appointment_date))."), discreet=None)}
)
SMS_FIRST, EMAIL_FIRST = plan(channels=("sms", "email")), plan(channels=("email", "sms"))


@pytest.mark.parametrize(
    ("template", "agreed", "channels"),
    [
        # A duty is met in writing: a text beside it would only say that there is an e-mail.
        (SERVICE, SMS_FIRST, (EMAIL,)),
        (SERVICE, plan(channels=("sms",)), (SMS,)),
        (SERVICE, None, (EMAIL,)),
        (OWES_NOTHING, SMS_FIRST, (SMS,)),
        (OWES_NOTHING, EMAIL_FIRST, (EMAIL,)),
        (OWES_NOTHING, None, (SMS,)),
        (SURVEY, EMAIL_FIRST, (EMAIL,)),
        # When an appointment is stands in the text, and a text is seen in time.
        (APPOINTMENT, EMAIL_FIRST, (SMS,)),
        (APPOINTMENT, plan(channels=("email",)), (EMAIL,)),
        # Who reads one of them may be somebody else: of a sign-in every way tells.
        (replace(OWES_NOTHING, audience=Audience.REGISTERED_USER), SMS_FIRST, (SMS, EMAIL)),
        (replace(SERVICE, mode=SendMode.CONFIRMED), SMS_FIRST, (EMAIL,)),
        (replace(SERVICE, mode=SendMode.CONFIRMED), None, (EMAIL,)),
        (replace(OWES_NOTHING, mode=SendMode.CONFIRMED), SMS_FIRST, (SMS, EMAIL)),
    ],
)
def test_what_the_law_does_not_ask_for_goes_by_one_of_the_agreed_ways(
    template: MessageTemplate, agreed: ContactPlan | None, channels: tuple[Channel, ...]
) -> None:
    facts = with_person(contact=BOTH, plan=agreed).facts

    assert channels_for(template, facts, SETTINGS, today=NOW.date()) == channels


CHILD = replace(VICTIM, person_id=PersonId(7), ref="child", date_of_birth=date(NOW.year - 9, 1, 1), enhanced=())
CONFIRMED_IF_OWED_MORE = replace(TEMPLATE, mode_enhanced=SendMode.CONFIRMED)


@pytest.mark.parametrize(("acts_for", "channels"), [((), (SMS,)), (("child",), (SMS, EMAIL))])
def test_a_draft_for_who_acts_for_a_child_is_written_for_both_channels_as_its_gate_asks_an_officer(
    acts_for: tuple[str, ...], channels: tuple[Channel, ...]
) -> None:
    facts = with_person(contact=BOTH, acts_for=acts_for).facts
    facts = replace(facts, case=replace(facts.case, people=(*facts.case.people, CHILD)))

    assert channels_for(CONFIRMED_IF_OWED_MORE, facts, SETTINGS, today=NOW.date()) == channels


def test_a_business_is_written_to_before_anybody_is_texted() -> None:
    facts = to_business(NAMED_CONTACT, contact=BOTH).facts

    assert channels_for(TEMPLATE, facts, SETTINGS, today=NOW.date()) == (EMAIL,)


def reached(*contacts: PersonFacts, **business: Any) -> str:
    facts: DeliveryFacts = to_business(*contacts, **business).facts
    return contact_of(facts, SETTINGS, channel=EMAIL).value


def test_a_business_is_told_at_its_named_contacts_address_else_at_its_own() -> None:
    assert reached(NAMED_CONTACT) == "sam@example.org"
    assert reached() == "office-of@example.org"


@pytest.mark.parametrize(
    "changes",
    [
        {"deceased": True},
        {"roles": ("business_contact", "suspect")},
        {"roles": ("business_contact", "defendant")},
        {"roles": ("supporter",)},
        {"acts_for": ()},
        {"plan": plan(no_contact=True)},
        {"plan": plan(never=("email",))},
        {"plan": plan(channels=("sms",))},
        {"plan": plan(channels=())},
        {"plan": plan(discreet=True)},
        {"contact": Contact(email="sam@gmial.com")},
        {"contact": Contact()},
    ],
)
def test_a_named_contact_whom_something_speaks_against_is_passed_over(changes: dict[str, Any]) -> None:
    assert reached(replace(NAMED_CONTACT, **changes)) == "office-of@example.org"


def test_of_two_named_contacts_the_one_who_can_be_reached_is_told() -> None:
    gone = replace(
        NAMED_CONTACT, person_id=PersonId(4), ref="b2", deceased=True, contact=Contact(email="x@example.org")
    )

    assert reached(gone, NAMED_CONTACT) == "sam@example.org"


def test_a_person_is_never_told_through_somebody_else() -> None:
    facts = to_business(NAMED_CONTACT).facts
    person = replace(VICTIM, contact=Contact())

    assert addressee(replace(facts, person=person), SETTINGS, channel=EMAIL) == person
    assert BUSINESS.is_organisation


ENGLISH = """
id: told
language: en
mode: C
class: service
audience: adult
valid_for_hours: 24
sms: In English.
sms_discreet: In English, discreetly.
email: {subject: In English, body: In English.}
"""


def version(template_id: str, **changes: str) -> tuple[str, int, str]:
    fields = {"id": template_id, "version_of": "told", "language": "en", "mode": "A", "sms": "Otherwise.", **changes}
    head = "\n".join(f"{name}: {value}" for name, value in fields.items() if value)
    return (
        f"{fields['language']}/{template_id}",
        1,
        f"{head}\nclass: immediate\naudience: any recipient\nvalid_for_hours: 1\n",
    )


WELSH = version("told", language="cy", version_of="", translation="checked")
DRAFT = version("told_draft", language="cy", translation="draft")
EASY = version("told_easy", format="easy_read")
EASY_WELSH = version("told_easy_welsh", language="cy", format="easy_read", translation="checked")
LARGE = version("told_large", format="large_print")


def library(*versions: tuple[str, int, str]) -> Library:
    return library_of([("en/told", 1, ENGLISH), *versions])


def picked(found: Library, language: str = "en", *formats: str, channel: Channel = SMS, discreet: bool = False) -> str:
    template = found.pick("told", channel=channel, reader=Reader(language, formats, discreet))
    assert template is not None
    return template.key


def test_everybody_gets_the_version_that_they_can_read() -> None:
    every = library(WELSH, EASY, EASY_WELSH, LARGE)

    assert picked(every) == "en/told"
    assert picked(every, "pl") == "en/told"
    assert picked(every, "cy") == "cy/told"
    assert picked(every, "en", "easy_read") == "en/told_easy"
    assert picked(every, "cy", "easy_read") == "cy/told_easy_welsh"
    # What somebody needs goes before what they prefer.
    assert picked(every, "cy", "large_print") == "en/told_large"
    assert picked(every, "en", "large_print", "easy_read") == "en/told_large"
    assert picked(every, "en", "easy_read", "large_print") == "en/told_easy"
    assert picked(every, "en", "bsl") == "en/told"


def test_a_draft_is_never_sent_the_english_goes_instead() -> None:
    assert picked(library(DRAFT), "cy") == "en/told"


def test_without_a_text_for_the_channel_or_a_discreet_one_it_is_the_template_itself() -> None:
    assert picked(library(WELSH), "cy", channel=EMAIL) == "en/told"
    assert picked(library(WELSH), "cy", discreet=True) == "en/told"


def test_a_version_goes_by_the_rules_of_its_template() -> None:
    found = library(WELSH).pick("told", channel=SMS, reader=Reader("cy", (), discreet=False))

    assert found is not None
    assert (found.mode, found.message_class) == (SendMode.CONFIRMED, MessageClass.SERVICE)
    assert found.audience.value == "adult"


def test_a_version_of_nothing_is_nothing() -> None:
    assert library_of([WELSH]).pick("told", channel=SMS, reader=Reader("cy", (), discreet=False)) is None


@pytest.mark.parametrize(("language", "read"), [(None, "en"), ("cy", "cy"), ("CY-GB", "cy"), ("pl", "pl")])
def test_a_recipient_reads_what_the_record_says(language: str | None, read: str) -> None:
    person = replace(VICTIM, language=language, formats=("easy_read",), plan=plan(discreet=True))

    assert Reader.of(person) == Reader(read, ("easy_read",), discreet=True)


LETTER = Channel.LETTER
ADDRESS = Contact(address="1 Sample Street", postcode="TS5 6AB")
WITH_LETTER = replace(TEMPLATE, wordings={**TEMPLATE.wordings, LETTER: TEMPLATE.wordings[EMAIL]})
ALL = replace(ADDRESS, mobile=BOTH.mobile, email=BOTH.email)


@pytest.mark.parametrize(
    ("contact", "agreed", "channels", "ladder"),
    [
        # A letter is a rung, and the first one only where nothing quicker can be used.
        (ALL, None, (SMS,), (SMS, EMAIL, LETTER)),
        (ADDRESS, None, (LETTER,), (LETTER,)),
        (Contact(address="1 Sample Street"), None, (SMS,), ()),
        (replace(ADDRESS, mobile="none"), None, (LETTER,), (LETTER,)),
        # Named in the plan: beside others only where it comes first.
        (ALL, plan(channels=("sms", "letter")), (SMS,), (SMS, LETTER)),
        (ALL, plan(channels=("letter", "sms")), (LETTER, SMS), (LETTER, SMS)),
        (ALL, plan(channels=("letter",)), (LETTER,), (LETTER,)),
        (ADDRESS, plan(channels=("sms",)), (SMS,), ()),
        (ADDRESS, plan(never=("letter",)), (SMS,), ()),
        # Discreet: no paper unless it was asked for.
        (ALL, plan(discreet=True), (SMS,), (SMS, EMAIL)),
        (ADDRESS, plan(discreet=True, channels=("letter",)), (LETTER,), (LETTER,)),
    ],
)
def test_a_letter_is_written_where_nothing_quicker_tells(
    contact: Contact, agreed: ContactPlan | None, channels: tuple[Channel, ...], ladder: tuple[Channel, ...]
) -> None:
    facts = with_person(contact=contact, plan=agreed).facts

    force = replace(SETTINGS, post=Post(return_address=("PO Box 1", "AN1 1AA")))
    assert channels_for(WITH_LETTER, facts, force, today=NOW.date()) == channels
    assert rungs(WITH_LETTER, facts, force) == ladder


@pytest.mark.parametrize(
    ("message_class", "agreed", "off", "ladder"),
    [
        # What the Code demands is told another way.
        (MessageClass.STATUTORY, None, [OptOut("sms", None, NOW)], (EMAIL, LETTER)),
        (MessageClass.STATUTORY, None, [OptOut("sms", None, NOW), OptOut("email", None, NOW)], (LETTER,)),
        (MessageClass.STATUTORY, None, [OptOut(None, None, NOW)], ()),
        # The rest does not come as paper in place of what she has switched off.
        (MessageClass.SERVICE, None, [OptOut("sms", None, NOW)], (EMAIL,)),
        (MessageClass.SERVICE, None, [OptOut("sms", None, NOW), OptOut("email", None, NOW)], ()),
        (MessageClass.SURVEY, None, [OptOut("email", None, NOW)], (SMS,)),
        (MessageClass.SERVICE, plan(channels=("sms", "letter")), [OptOut("sms", None, NOW)], (LETTER,)),
        (MessageClass.SERVICE, None, [OptOut("sms", Purpose.SURVEY, NOW)], (SMS, EMAIL, LETTER)),
        (MessageClass.SERVICE, None, [OptOut("phone", None, NOW)], (SMS, EMAIL, LETTER)),
    ],
)
def test_no_letter_takes_the_place_of_what_was_switched_off_but_where_the_code_demands_it(
    message_class: MessageClass, agreed: ContactPlan | None, off: list[OptOut], ladder: tuple[Channel, ...]
) -> None:
    facts = replace(with_person(contact=ALL, plan=agreed).facts, opt_outs=tuple(off))
    force = replace(SETTINGS, post=Post(return_address=("PO Box 1", "AN1 1AA")))
    written = replace(WITH_LETTER, message_class=message_class, duty=None)

    assert rungs(written, facts, force) == ladder
    assert channels_for(written, facts, force, today=NOW.date())[0] is (ladder or (SMS,))[0]


def test_a_force_without_a_return_address_writes_no_letters() -> None:
    facts = with_person(contact=ADDRESS, plan=None).facts

    assert channels_for(WITH_LETTER, facts, SETTINGS, today=NOW.date()) == (SMS,)
    assert rungs(WITH_LETTER, with_person(contact=ALL, plan=None).facts, SETTINGS) == (SMS, EMAIL)
