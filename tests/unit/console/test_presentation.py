"""What the list and the page of one item show, and above all what they do not."""

from dataclasses import fields, replace
from datetime import timedelta

import pytest
from django.conf import settings

from tests.unit.console.facts import DIRECTORY, NOW, delivery, item
from tests.unit.portal.facts import SUSPECT, VICTIM, case
from waypost.access.values import Actor, ActorKind, Directory
from waypost.base.values import JsonValue
from waypost.cases.values import ContactPlan, DataFinding
from waypost.cases.vocabulary import CaseStatus, Flag, ForbiddenChannel, Role
from waypost.console.presentation import Asked, HistoryLine, ItemView, Wording, item_line, item_view
from waypost.console.words import read_words
from waypost.messages.values import Channel, Reason
from waypost.worklist.values import Answer, CallOutcome, Desk, HistoryEntry, ItemFacts, ItemKind, ItemState, What

WORDING = Wording(words=read_words(settings.CONTENT_DIR), directory=DIRECTORY)


def view(of: ItemFacts | None = None, **changes: object) -> ItemView:
    """Return the page of an item about the victim of a case."""
    facts = delivery(changes=changes)
    return item_view(Asked(of or item(), facts), wording=WORDING, now=NOW)


def rows(shown: ItemView) -> dict[str, str]:
    """Return the summary list as a person reads it."""
    return {row["key"]["text"]: row["value"]["text"] for row in shown.rows}


def test_the_list_says_what_a_person_is_and_not_their_name() -> None:
    line = item_line(item(), case=case(VICTIM, SUSPECT), wording=WORDING, now=NOW)

    assert line.who == "The victim"
    assert not {"Amina", "Madeup", "07700 900001", "Burglary"} & set(str(line).replace("'", " ").split())


def test_the_list_says_why_in_one_sentence() -> None:
    line = item_line(item(reason=Reason.SHARED_CONTACT.value), case=None, wording=WORDING, now=NOW)

    assert line.why.startswith("The contact on record is also that of another person")


def test_a_trigger_as_the_reason_is_said_in_words() -> None:
    assert view(item(reason="outcome.assigned")).why == "The case got an outcome."


def test_a_reason_that_we_have_no_words_for_leaves_what_is_asked_to_speak() -> None:
    line = item_line(item(reason="something_new"), case=None, wording=WORDING, now=NOW)

    assert line.why == "Call this person before anything is written to them."


def test_the_list_shows_no_number_that_the_page_asks_to_confirm() -> None:
    text = "Put something right in the record.\n1. +447700900155, as their mobile number."
    line = item_line(item(reason="record_findings", text=text), case=None, wording=WORDING, now=NOW)

    assert line.why == "Put something right in the record."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "Jo Hall (4471)"),
        # An officer of the crime system whom the directory does not know.
        ({"owner": "9999"}, "9999"),
        ({"cover": "5120"}, "Jo Hall (4471), covered by 5120"),
        ({"owner": "", "at_desk": Desk.RECORDS, "team": ""}, "Records"),
        ({"owner": "", "at_desk": Desk.SUPERVISOR}, "Supervisor, North CID"),
    ],
)
def test_it_is_always_said_whose_task_it_is(changes: dict[str, object], words: str) -> None:
    assert item_line(item(**changes), case=None, wording=WORDING, now=NOW).owner == words


@pytest.mark.parametrize(
    ("level", "words"), [(0, ""), (1, "Passed to the supervisor"), (2, "Passed to the desk of the force")]
)
def test_what_was_passed_up_says_to_whom(level: int, words: str) -> None:
    assert item_line(item(level=level), case=None, wording=WORDING, now=NOW).passed_up == words


def test_what_is_late_says_so() -> None:
    late = item(due_at=NOW - timedelta(hours=1))

    assert item_line(late, case=None, wording=WORDING, now=NOW).is_overdue
    assert view(late).due == "Overdue by 1 hour"


def test_the_page_names_case_offence_officer_and_person() -> None:
    shown = rows(view(offence_title="Burglary - residential"))

    assert shown == {
        "Whose task": "Jo Hall (4471)",
        "Offence": "Burglary - residential",
        "Where it stands": "Under investigation",
        "Officer in the case": "Jo Hall (4471)",
        "The victim": "Amina Madeup",
    }


def test_an_item_about_no_case_shows_what_is_asked_and_whose_it_is() -> None:
    shown = item_view(Asked(item(case_id=None, person_id=None, reference="")), wording=WORDING, now=NOW)

    assert rows(shown) == {"Whose task": "Jo Hall (4471)"}
    assert shown.reach is None


def test_flags_are_read_out_and_one_that_is_new_to_us_is_not_left_out() -> None:
    assert view(flags=("domestic_abuse", "new_flag")).flags == ("Domestic abuse", "new_flag")


def test_what_should_be_looked_at_in_the_record_is_said_once() -> None:
    finding = DataFinding("Q11", "words_of_danger", "The summary speaks of danger, and there is no flag.")
    facts = delivery(changes={"findings": (finding,)}, findings=(finding,))

    assert item_view(Asked(item(), facts), wording=WORDING, now=NOW).findings == (finding.sentence,)


def test_an_officer_whom_the_directory_does_not_know_is_called_as_the_crime_system_does() -> None:
    shown = item_view(Asked(item(), delivery()), wording=replace(WORDING, directory=Directory()), now=NOW)

    assert rows(shown)["Officer in the case"] == "PC Jo Hall (4471)"


def test_an_answer_says_who_when_and_what() -> None:
    answer = Answer(ItemState.DONE, NOW, by="4471", note="She knows.", call=CallOutcome.SPOKEN_TO)
    shown = view(replace(item(), state=ItemState.DONE, answer=answer))

    assert not shown.is_open
    assert shown.answer is not None
    assert [row["value"]["text"] for row in shown.answer.rows] == [
        "Done",
        "20 November 2026 at midday",
        "Jo Hall (4471)",
        "Spoken to",
        "She knows.",
    ]


def test_the_page_holds_no_other_person_of_the_case() -> None:
    facts = delivery()
    with_suspect = replace(facts, case=case(VICTIM, SUSPECT))
    shown = item_view(Asked(item(), with_suspect), wording=WORDING, now=NOW)

    assert "Sample" not in str([getattr(shown, field.name) for field in fields(shown)])


@pytest.mark.parametrize(
    ("what", "details", "note", "sentence"),
    [
        (What.OPENED, {"owner": "4471"}, None, "It was asked for"),
        (What.REASSIGNED, {"from": "1", "to": "4471"}, None, "It was given to Jo Hall (4471)"),
        (What.ESCALATED, {"to": "supervisor"}, None, "It was late, and was passed up to Supervisor"),
        (
            What.NOT_REACHED,
            {"due_at": "2026-11-20T16:00:00+00:00"},
            "Voicemail.",
            "Nobody answered the call; it is due again on 20 November 2026 at 4pm: Voicemail.",
        ),
        (
            What.DUE_EARLIER,
            {"to": "2026-11-21T09:00:00+00:00"},
            None,
            "It is needed earlier: it is due on 21 November 2026 at 9am",
        ),
    ],
)
def test_the_history_is_read_in_sentences(
    what: What, details: dict[str, JsonValue], note: str | None, sentence: str
) -> None:
    entry = HistoryEntry(NOW, what, Actor(ActorKind.SYSTEM, "worklist"), details, note)

    assert item_view(Asked(item(), history=[entry]), wording=WORDING, now=NOW).history == (HistoryLine(NOW, sentence),)


def test_the_newest_of_the_history_comes_first() -> None:
    by = Actor(ActorKind.SYSTEM, "worklist")
    entries = [HistoryEntry(NOW, What.OPENED, by, {}, None), HistoryEntry(NOW, What.HANDED_OUT, by, {}, None)]

    shown = item_view(Asked(item(), history=entries), wording=WORDING, now=NOW)

    assert [line.sentence for line in shown.history] == [
        "It was put into the crime system as a task",
        "It was asked for",
    ]


@pytest.mark.parametrize(
    ("channels", "is_discreet", "may_be_changed"),
    [
        ({Channel.EMAIL}, False, True),
        ({Channel.EMAIL, Channel.SMS}, False, True),
        ({Channel.LETTER}, False, True),
        ({Channel.SMS}, False, False),
        ({Channel.EMAIL}, True, False),
        # Nothing waits for the answer any more.
        (set(), False, False),
    ],
)
def test_a_draft_may_be_changed_where_a_word_more_shows_nothing(
    channels: set[Channel], *, is_discreet: bool, may_be_changed: bool
) -> None:
    facts = delivery(replace(VICTIM, plan=ContactPlan(discreet=is_discreet)))

    assert Asked(item(), facts, channels=frozenset(channels)).may_be_changed is may_be_changed


@pytest.mark.parametrize(
    ("changes", "may_be_refused"),
    [
        ({"kind": ItemKind.CONFIRM}, True),
        ({"kind": ItemKind.CALL}, True),
        ({"kind": ItemKind.MEND}, True),
        # A victim who has written is answered.
        ({"kind": ItemKind.REPLY}, False),
        # What keeps the messages of the whole force waiting is put right.
        ({"kind": ItemKind.MEND, "case_id": None}, False),
    ],
)
def test_what_must_not_be_told_may_be_refused(changes: dict[str, object], *, may_be_refused: bool) -> None:
    assert view(item(**changes)).may_be_refused is may_be_refused


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"reason": "source_silent", "case_id": None}, "Look after a system that is silent"),
        ({"reason": "same_person", "case_id": None}, "Are these two the same person?"),
        ({"reason": "same_person"}, "Are these two the same person?"),
        ({"reason": "first_ones_wait", "case_id": None}, "Look at the first messages of something new"),
        ({"reason": "hour_full", "case_id": None}, "Look why so many messages leave"),
        ({"reason": "key_refused", "case_id": None}, "Look after the service"),
        ({"reason": "contact_unusable"}, "Put a record right"),
    ],
)
def test_what_concerns_no_record_is_not_called_one(changes: dict[str, object], title: str) -> None:
    mend = item(kind=ItemKind.MEND, **changes)

    assert view(mend).title == title
    assert item_line(mend, case=None, wording=WORDING, now=NOW).title == title


def test_that_two_are_one_human_may_be_refused_where_it_is_asked_about_no_case() -> None:
    assert view(item(kind=ItemKind.MEND, reason="same_person", case_id=None)).may_be_refused


def test_each_contact_that_is_suggested_stands_by_itself() -> None:
    text = "Something is wrong.\n1. +447700900155, as their mobile number.\n2. a@example.org, as their e-mail."
    shown = view(item(kind=ItemKind.MEND, text=text, offers=("one", "two")))

    assert [(one.number, one.line) for one in shown.offers] == [
        (1, "+447700900155, as their mobile number."),
        (2, "a@example.org, as their e-mail."),
    ]


def test_there_are_words_for_everything_that_we_know() -> None:
    words = WORDING.words

    assert set(words.kinds) == set(ItemKind)
    assert set(words.desks) == set(Desk)
    assert set(words.states) == set(ItemState)
    assert set(words.history) == set(What)
    assert set(words.calls) == set(CallOutcome)
    assert set(words.roles) == set(Role)
    assert set(words.flags) == set(Flag)
    assert set(words.statuses) == set(CaseStatus)
    assert set(ForbiddenChannel) <= set(words.channels)


def test_somebody_whom_nobody_knows_is_shown_by_number() -> None:
    unknown = Wording(words=WORDING.words, directory=Directory())

    assert item_line(item(), case=None, wording=unknown, now=NOW).owner == "4471"
