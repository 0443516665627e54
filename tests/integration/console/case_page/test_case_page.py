"""The page of one case, as somebody opens it who has the caller on the phone."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.integration.console.case_page.handling import address, audited, failed_text, filled, write
from tests.integration.console.desk import Browser, signed_in
from tests.integration.messages.people import filed, owed_more, run
from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, an_incident, plan
from tests.staff import HALL, NAIR, SHAW
from waypost.access.values import Actor, ActorKind
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.cases.models import Source
from waypost.messages.operations.stopping import Target, stop
from waypost.messages.stops import StopKind

pytestmark = pytest.mark.django_db
HANDLER = Actor(ActorKind.STAFF, "h301")


def queries_of(world: World, browser: Browser) -> int:
    where = address(world)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(where).status == 200
    return len(queries)


def test_the_page_answers_first_what_happens_with_the_case(world: World, handler: Browser) -> None:
    plan(world)
    run(world.now, FakeProvider())

    page = handler.get(address(world))

    assert page.status == 200
    told, people = page.words.split("Who may be told, and how")
    assert "An officer has your report An officer has been given your report." in told
    assert "Last told The crime was recorded: text message to Amina Example1 (the victim). Sent" in told
    assert "Officer PC Jo Hall (4471), North CID" in told
    assert "Told directly. Ask a caller for Their date of birth. Ask first, then open and compare." in people
    # Closed: what stands open on a screen is read out.
    before = page.html.partition("12 April 1988")[0].rpartition("<details ")[2]
    assert "</details>" not in before
    assert " open" not in before.partition(">")[0]
    assert page.html.count("12 April 1988") == 1
    assert audited("staff.case_viewed")[-1].case_id == world.case_id


def test_what_waits_for_an_officer_is_not_to_be_told_to_a_caller(world: World, handler: Browser) -> None:
    world = filed(world)
    plan(world, "out_filed_no_suspect", trigger="outcome.assigned")

    words = handler.get(address(world)).words

    assert "An officer has to call first. Do not tell any news of this case" in words
    assert "Only for you, not for the caller yet:" in words
    assert "Make a call" in words


def test_only_a_number_that_is_safe_to_call_stands_there_in_full(world: World, handler: Browser) -> None:
    plan_ = {"agreed_at": "2026-11-20T09:00:00+00:00", "channels": ["email"], "never": ["phone", "sms"]}
    before = handler.get(address(world)).html
    world = world.change(lambda case: case["people"][0].update(contact_plan=plan_))

    page = handler.get(address(world))

    assert "07700 900001" in before
    assert "07700 900001" not in page.html
    assert "amina@example.org" not in page.html
    assert "Never phone this person" in page.words


def test_of_the_accused_nothing_is_shown_but_that_nothing_is_sent(world: World, handler: Browser) -> None:
    suspect = {
        "id": "s1",
        "roles": ["suspect"],
        "given_name": "Robin",
        "family_name": "Sample",
        "date_of_birth": "1990-01-02",
        "contact": {"mobile": "07700 900777"},
    }
    world = world.change(lambda case: case["people"].append(suspect))

    page = handler.get(address(world))

    assert "Nothing is sent to this person. Tell a caller nothing about them" in page.words
    assert "900777" not in page.html
    assert "2 January 1990" not in page.words


def test_the_page_takes_the_same_number_of_queries_however_much_the_case_holds(world: World, handler: Browser) -> None:
    plan(world)
    write(world, "p1")
    # The first page of a process reads the content as well.
    handler.get(address(world))

    few = queries_of(world, handler)
    many = queries_of(filled(world), handler)

    assert few == many
    assert many <= 65


def test_messages_are_shown_a_page_at_a_time(handler: Browser) -> None:
    world = filled(a_world(clock.now(), reference="42260000003"))
    first = handler.get(address(world)).html
    (after,) = re.findall(r'\?after=([^#"]+)#said" rel="next"', first)

    second = handler.get(f"{address(world)}?after={after}").html

    links = [re.findall(r"/message/([0-9a-f-]{36})/\">[^<]*<span", html) for html in (first, second)]
    assert len(links[0]) == 20
    assert len(links[1]) == 5
    assert not set(links[0]) & set(links[1])


def test_the_page_of_a_message_says_what_it_said_and_why_it_went(world: World, handler: Browser) -> None:
    planned, provider = plan(world), FakeProvider()
    run(world.now, provider)
    token = re.findall(r"https?://\S+/i/\S+|https?://\S+", provider.sent[0].body)

    page = handler.get(f"{address(world)}message/{planned.message_id}/")

    assert "has recorded your report. Reference 42260000001" in page.words
    assert all(one.rstrip(".") not in page.html for one in token)
    assert "(address of the portal)" in page.words
    assert "It began because" in page.words or "Why it went, or did not" in page.words
    assert "Nobody has stopped the force, the journey, the text or the case." in page.words
    assert "ending 001" not in page.words.split("What it said")[0]
    assert "to the contact ending 001" in page.words
    (look,) = audited("staff.message_viewed")
    assert look.fields == [str(planned.message_id), "text", "receipts"]


def test_a_message_of_another_case_is_not_found(world: World, handler: Browser) -> None:
    planned = plan(a_world(clock.now(), reference="42260000002"))

    page = handler.get(f"{address(world)}message/{planned.message_id}/")

    assert page.status == 404
    assert audited("staff.case_refused")[-1].case_id == world.case_id


def test_everything_that_was_decided_can_be_read(world: World, handler: Browser) -> None:
    page = handler.get(f"{address(world)}why/")

    assert page.status == 200
    assert "What happened: the crime was recorded" in page.words


def test_what_failed_is_sent_again_from_its_page(world: World, handler: Browser) -> None:
    planned = failed_text(world, FakeProvider())
    path = f"{address(world)}message/{planned.message_id}/"
    offered, asked = handler.get(path).words, handler.get(f"{path}again/").words

    done = handler.post(f"{path}again/")
    twice = handler.post(f"{path}again/")

    assert "Send it again" in offered
    assert "Every safety check is made first." in asked
    assert done.status == 302
    assert "It is sent again now." in handler.get(path).words
    assert twice.title.startswith("Error: ")
    assert "It was sent again already." in twice.words


def test_what_waits_is_taken_back_by_who_has_read_what_follows(world: World, handler: Browser) -> None:
    planned = plan(world)
    path = f"{address(world)}message/{planned.message_id}/"

    unread = handler.post(f"{path}back/")
    handler.post(f"{path}back/", sure="yes")

    assert "Tick that you have read what will happen" in unread.words
    words = handler.get(path).words
    assert "The message is taken back." in words
    assert "Not sent" in words


def test_a_letter_is_got_and_then_marked_as_posted(world: World, handler: Browser) -> None:
    home = {"address": "1 Sample Street, Anytown", "postcode": "TS5 6AB"}
    world = world.change(lambda case: case["people"][0]["contact"].update(home))
    path = f"{address(world)}message/{plan(world).message_id}/"

    too_early = handler.post(f"{path}letter/", sure="yes")
    file = handler.client.post(f"/staff/{path}letter/file/")
    handler.post(f"{path}letter/", sure="yes")

    assert "Print the letter first." in too_early.words
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.content[:5] == b"%PDF-"
    assert "The letter is marked as posted." in handler.get(path).words


def test_a_call_handler_stops_a_case_and_only_a_supervisor_lets_it_go_on(world: World, handler: Browser) -> None:
    handler.post(f"{address(world)}stop/", why="A made-up reason.")
    shown = handler.get(address(world)).words
    refused = handler.post(f"{address(world)}go-on/", why="It is settled.")
    supervisor = signed_in(world.now, SHAW)

    supervisor.post(f"{address(world)}go-on/", why="It is settled.")

    assert "All messages about this case are stopped. Stopped by Chris Lane (H301)" in shown.replace("Warning ", "")
    assert refused.status == 403
    assert "Messages about this case go on." in supervisor.get(address(world)).words


def test_a_number_is_frozen_by_who_has_the_caller_and_lifted_by_a_supervisor(world: World, handler: Browser) -> None:
    plan(world)
    path = f"{address(world)}person/{world.person_id()}/"

    blank = handler.post(f"{path}stop/", why="A made-up reason.")
    handler.post(f"{path}stop/", kinds="phone", why="A made-up reason.")
    frozen = handler.get(address(world))
    supervisor = signed_in(world.now, SHAW)
    supervisor.post(f"{path}go-on/", kinds="phone", why="It is hers.")

    assert "Choose at least one" in blank.words
    assert "We were told that this number or address is not the victim" in frozen.words
    assert "07700 900001" not in frozen.html
    assert "Messages go there again" in supervisor.get(address(world)).words


def test_who_may_only_look_is_offered_nothing_and_can_do_nothing(world: World) -> None:
    planned = plan(world)
    colleague = signed_in(world.now, NAIR)
    path = f"{address(world)}message/{planned.message_id}/"

    page, done = colleague.get(path), colleague.post(f"{path}back/", sure="yes")

    assert page.status == 200
    assert "What you can do" not in page.words
    assert done.status == 404
    assert "What you can do" in signed_in(world.now, HALL).get(path).words


def test_a_stopped_case_says_what_stops_it_once(world: World, handler: Browser) -> None:
    target = Target(StopKind.CASE, str(world.document["reference"]))
    stop(target, reason="A made-up reason.", force=FORCE, by=HANDLER, now=world.now - timedelta(hours=1))

    words = handler.get(address(world)).words

    assert words.count("A made-up reason.") == 1


def test_who_is_owed_more_is_shown_with_what_is_owed(world: World, handler: Browser) -> None:
    words = handler.get(address(owed_more(world))).words

    assert "Has enhanced rights under the Victims' Code." in words


def test_the_page_of_an_incident_says_where_it_stands_and_nothing_of_who_comes(handler: Browser) -> None:
    world = an_incident(clock.now(), suspect_may_see_phone=True)

    words = handler.get(address(world)).words

    assert "Incident A-2026-118999" in words
    assert "Whoever is feared may hear or see this phone. Say nothing of anybody coming." in words
    told = words.split("Who may be told, and how")[0]
    assert "Somebody is on the way" not in told
    assert "Only for you, not for the caller yet: We have your report" in told


def test_a_source_that_is_behind_its_promise_says_so_before_all_else(world: World, handler: Browser) -> None:
    with in_force(FORCE):
        Source.objects.filter(id=world.source_id).update(
            last_ok_at=world.now - timedelta(hours=3), fresh_within_minutes=60
        )

    told = handler.get(address(world)).words.split("What to tell a caller")[0]

    assert "What stands here may be out of date: look into it before you answer." in told
