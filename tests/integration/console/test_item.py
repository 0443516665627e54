"""The page of one item, and what it takes: who may look, what is shown, what is written down."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from tests.integration.console.desk import STRANGER, Browser, Room, audit, item_now
from tests.integration.worklist.world import history
from tests.snapshots import ALLOCATED, FORCE
from tests.staff import NAIR, SHAW, a_member
from waypost.base.clock import LONDON
from waypost.worklist.operations import answer_item, withdraw_items
from waypost.worklist.values import Answer, CallOutcome, ItemKind, ItemState

pytestmark = pytest.mark.django_db
REFERENCE = ALLOCATED["reference"]
NUMBER = "07700 900001"


def typed_call(room: Room, **changes: str) -> dict[str, str]:
    """Return what an officer types after a call just now."""
    local = room.now.astimezone(LONDON)
    said = {"outcome": "spoken_to", "day": str(local.day), "month": str(local.month), "year": str(local.year)}
    return {**said, "at": f"{local:%H:%M}", "note": "She will be in tomorrow.", **changes}


def test_the_page_says_what_is_asked_about_whom_and_what_contact_is_safe(room: Room) -> None:
    item_id = room.call(script="Say that an officer has the case.")

    page = room.sign_in().get(f"item/{item_id}/")

    assert page.title == "Make a call – Waypost"
    for words in (
        f"Case {REFERENCE}",
        "Call this person.",
        "An officer was given the case.",
        "Burglary - residential",
        "The victim Amina Example1",
        "No contact plan is on record.",
        f"Phone on record: {NUMBER}",
        "What to say Say that an officer has the case.",
        "Record your call",
        "What happens next",
        "It was asked for",
    ):
        assert words in page.words


def test_only_who_is_to_call_reads_the_number(room: Room) -> None:
    item_id = room.mend()

    assert NUMBER not in room.sign_in().get(f"item/{item_id}/").html


def test_who_must_never_be_phoned_has_no_number_on_the_page(room: Room) -> None:
    item_id = room.call()
    person = {**ALLOCATED["people"][0], "contact_plan": {"never": ["phone"]}}
    room.world.change(people=[person])

    page = room.sign_in().get(f"item/{item_id}/")

    assert NUMBER not in page.html
    assert "Never phone this person" in page.words


def test_flags_stand_on_the_page(room: Room) -> None:
    item_id = room.call()
    room.world.change(flags=["domestic_abuse"])

    page = room.sign_in().get(f"item/{item_id}/")

    assert "Domestic abuse" in page.words
    assert "nobody has confirmed what contact is safe" in page.words


def test_a_look_is_written_down_with_the_case_and_the_person(room: Room) -> None:
    item_id = room.call(script="Say it.")

    room.sign_in().get(f"item/{item_id}/")

    (look,) = audit("staff.item_viewed")
    assert (look.case_id, look.person_id) == (room.world.case_id, room.world.person_id)
    assert look.fields == [str(item_id), "person", "contact", "script"]


@pytest.mark.parametrize("path", ["", "done/", "call/", "confirm/", "refuse/"])
def test_what_is_not_theirs_is_not_found_and_the_asking_is_written_down(room: Room, path: str) -> None:
    item_id = room.mend()
    stranger = room.sign_in(STRANGER)

    answer = stranger.post(f"item/{item_id}/{path}", note="x", why="x") if path else stranger.get(f"item/{item_id}/")

    assert answer.status == 404
    assert REFERENCE not in answer.html
    assert item_now(item_id).state is ItemState.OPEN
    assert len(audit("staff.item_refused")) == 1


def test_what_was_never_there_reads_like_what_is_somebody_elses(room: Room) -> None:
    stranger = room.sign_in(STRANGER)

    assert stranger.get(f"item/{uuid4()}/").words == stranger.get(f"item/{room.mend()}/").words


def test_a_sealed_case_is_not_found_by_the_team_and_is_by_the_supervisor(room: Room) -> None:
    item_id = room.mend()
    room.world.change(flags=["sealed"])

    assert room.sign_in(NAIR).get(f"item/{item_id}/").status == 404
    assert room.sign_in(SHAW).get(f"item/{item_id}/").status == 200


def test_a_call_is_recorded_and_the_list_says_so_once(room: Room) -> None:
    item_id = room.call()
    officer = room.sign_in()

    answer = officer.post(f"item/{item_id}/call/", **typed_call(room))
    listed = officer.get("worklist/")

    assert answer.location == "/staff/worklist/"
    assert "Done The call is recorded." in listed.words
    assert "The call is recorded." not in officer.get("worklist/").words
    recorded = item_now(item_id).answer
    assert recorded is not None
    assert (recorded.call, recorded.by, recorded.note) == (CallOutcome.SPOKEN_TO, "4471", "She will be in tomorrow.")
    assert history(item_id) == ["opened", "answered"]


def test_who_answered_what_is_in_the_audit_log(room: Room) -> None:
    item_id = room.mend()

    room.sign_in().post(f"item/{item_id}/done/", note="I asked her for a number.")

    (line,) = audit("staff.item_answered")
    assert (line.actor_kind, line.case_id, line.fields) == ("staff", room.world.case_id, [str(item_id)])
    # No page was shown: there was no look beside the answer.
    assert audit("staff.item_viewed") == []


def test_a_call_that_nobody_took_stays_in_the_list(room: Room) -> None:
    item_id = room.call()
    officer = room.sign_in()

    officer.post(f"item/{item_id}/call/", **typed_call(room, outcome="no_answer", note=""))

    assert item_now(item_id).state is ItemState.OPEN
    assert "It stays in the list until somebody has spoken to them." in officer.get("worklist/").words
    assert "Nobody answered the call; it is due again on" in officer.get(f"item/{item_id}/").words


def test_a_call_that_is_not_safe_says_why(room: Room) -> None:
    item_id = room.call()
    officer = room.sign_in()

    refused = officer.post(f"item/{item_id}/call/", **typed_call(room, outcome="unsafe", note=""))
    officer.post(f"item/{item_id}/call/", **typed_call(room, outcome="unsafe", note="He is there."))

    assert refused.title.startswith("Error: ")
    assert 'href="#id_note"' in refused.html
    recorded = item_now(item_id).answer
    assert recorded is not None
    assert recorded.call is CallOutcome.UNSAFE


def test_what_was_typed_wrong_is_kept_and_said(room: Room) -> None:
    item_id = room.call()

    page = room.sign_in().post(f"item/{item_id}/call/", **typed_call(room, outcome="", at="soon", note="Keep <this>"))

    assert (page.status, page.title) == (200, "Error: Make a call – Waypost")
    assert "There is a problem Say what happened when you called Enter the time of the call, like 14:05" in page.words
    assert "Keep &lt;this&gt;" in page.html
    assert item_now(item_id).state is ItemState.OPEN


@pytest.mark.parametrize("kind", [ItemKind.MEND, ItemKind.REPLY])
def test_what_was_mended_or_answered_is_marked_with_a_note(room: Room, kind: ItemKind) -> None:
    item_id = room.mend(kind=kind)
    officer = room.sign_in()

    empty = officer.post(f"item/{item_id}/done/", note=" ")
    officer.post(f"item/{item_id}/done/", note="I rang the shop.")

    assert "Say what you did" in empty.words
    recorded = item_now(item_id).answer
    assert recorded is not None
    assert recorded.note == "I rang the shop."
    assert "This is answered Answer Done" in officer.get(f"item/{item_id}/").words


def test_a_call_is_refused_with_a_reason(room: Room) -> None:
    item_id = room.call()
    officer = room.sign_in()

    empty = officer.post(f"item/{item_id}/refuse/", why="")
    officer.post(f"item/{item_id}/refuse/", why="The family liaison officer tells her.")

    assert 'href="#id_why"' in empty.html
    assert item_now(item_id).state is ItemState.REFUSED


def test_an_answer_of_another_kind_is_not_taken(room: Room) -> None:
    item_id = room.call()

    assert room.sign_in().post(f"item/{item_id}/done/", note="x").status == 404
    assert item_now(item_id).state is ItemState.OPEN


def test_a_victim_who_wrote_is_not_refused(room: Room) -> None:
    item_id = room.mend(kind=ItemKind.REPLY)
    officer = room.sign_in()

    assert "Say why" not in officer.get(f"item/{item_id}/").words
    assert officer.post(f"item/{item_id}/refuse/", why="x").status == 404


def test_who_was_too_late_reads_who_answered_and_what_they_had_written(room: Room) -> None:
    item_id = room.mend()
    officer = room.sign_in()
    first = Answer(ItemState.DONE, room.now - timedelta(minutes=1), by="5128", note="It is done.")
    nair = a_member(NAIR, now=room.now)
    answer_item(item_id, first, force=FORCE, by=nair.actor, now=room.now)

    late = officer.post(f"item/{item_id}/done/", note="I rang her <b>twice</b>.")

    assert late.status == 409
    assert "Somebody else answered this while you had the page open." in late.words
    assert f"By {NAIR.name} (5128)" in late.words
    assert "I rang her &lt;b&gt;twice&lt;/b&gt;." in late.html
    assert history(item_id) == ["opened", "answered"]


def test_who_answers_what_is_no_longer_needed_reads_that(room: Room) -> None:
    item_id = room.mend()
    officer = room.sign_in()
    withdraw_items([item_id], force=FORCE, reason="delivered", now=room.now)

    late = officer.post(f"item/{item_id}/done/", note="Too late.")

    assert "The record changed while you had the page open" in late.words
    assert "Too late." in late.words
    assert "Nothing needs to be done here any more." in officer.get(f"item/{item_id}/").words


def test_who_was_too_late_with_something_missing_reads_that_it_is_answered(room: Room) -> None:
    item_id = room.call()
    officer = room.sign_in()
    officer.post(f"item/{item_id}/call/", **typed_call(room))

    late = officer.post(f"item/{item_id}/call/", **typed_call(room, outcome="", note="I tried as well."))

    assert (late.status, late.title) == (409, "Your answer was not needed any more – Waypost")
    assert "I tried as well." in late.words


def test_a_second_click_answers_once(room: Room) -> None:
    item_id = room.mend()
    officer = room.sign_in()

    statuses = [officer.post(f"item/{item_id}/done/", note="Done.").status for _ in range(2)]

    assert statuses == [302, 409]
    assert history(item_id) == ["opened", "answered"]


def test_back_leads_to_the_list_as_it_was(room: Room) -> None:
    item_id = room.mend()
    officer = room.sign_in()
    officer.get("worklist/?whose=team&kind=mend")

    page = officer.get(f"item/{item_id}/")
    answer = officer.post(f"item/{item_id}/done/", note="Done.")

    assert 'href="/staff/worklist/?whose=team&amp;kind=mend"' in page.html
    assert answer.location == "/staff/worklist/?whose=team&kind=mend"


def test_an_address_of_an_answer_that_is_opened_leads_to_the_item(room: Room) -> None:
    item_id = room.mend()

    assert room.sign_in().get(f"item/{item_id}/done/").location == f"/staff/item/{item_id}/"


def test_a_form_without_its_proof_is_refused(room: Room) -> None:
    item_id = room.mend()
    officer = room.sign_in()
    strict = Browser(Client(enforce_csrf_checks=True))
    strict.client.cookies = officer.client.cookies

    refused = strict.post(f"item/{item_id}/done/", note="x")

    assert (refused.status, refused.title) == (403, "The page was open for too long – Waypost")
    assert item_now(item_id).state is ItemState.OPEN


def test_who_was_signed_out_meanwhile_reads_what_they_had_written(room: Room) -> None:
    item_id = room.mend()

    answer = Browser(Client()).post(f"item/{item_id}/done/", note="I rang <her>.")

    assert (answer.status, answer.title) == (403, "You were signed out – Waypost")
    assert "I rang &lt;her&gt;." in answer.html
    assert REFERENCE not in answer.html
    assert item_now(item_id).state is ItemState.OPEN


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/staff/nothing/", "We cannot find this page – Waypost"),
        ("/nothing/", "We cannot find this page – Your update"),
        # The victim's pages say nothing of staff, whatever an address looks like.
        ("/staffing/", "We cannot find this page – Your update"),
    ],
)
def test_a_page_of_an_error_is_that_of_the_door_it_stands_behind(db: None, path: str, title: str) -> None:
    answer = Client().get(path)

    assert answer.status_code == 404
    assert title in answer.content.decode()
