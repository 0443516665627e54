"""The administrator's pages: what is switched on, stopped, new; and the log of messages."""

import csv
import io
import json
import re
from datetime import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.console.desk import Browser, signed_in
from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, carried, plan
from waypost.access.forces import change_force, copy_force
from waypost.access.models import AuditEvent
from waypost.access.queries import force_settings
from waypost.access.staff import NewStaff
from waypost.access.values import OPERATOR, ForceState, StaffRole
from waypost.base import clock
from waypost.base.scope import in_force
from waypost.base.values import ForceName
from waypost.cases.models import Case
from waypost.cases.operations import NewSource, add_source
from waypost.cases.queries import source_by_id
from waypost.cases.values import SourceState
from waypost.messages.models import Message
from waypost.messages.operations import deliver
from waypost.messages.operations.watching_guards import watch_guards
from waypost.messages.queries import open_stops

ADA = NewStaff("A100", "Ada Moss", "ICT", frozenset({StaffRole.ADMINISTRATOR}))
BEA = NewStaff("A101", "Bea Lund", "ICT", frozenset({StaffRole.ADMINISTRATOR}))
APPROVER = NewStaff("A102", "Cy Vane", "Communications", frozenset({StaffRole.APPROVER}))
AUDITOR = NewStaff("A103", "Di Roe", "Standards", frozenset({StaffRole.AUDITOR}))
OTHER = ForceName("othershire")
PAGES = (
    "admin/",
    "admin/settings/",
    "admin/settings/groups/",
    "admin/journeys/",
    "admin/journeys/crime-recorded/",
    "admin/sources/",
    "admin/providers/",
    "admin/stops/",
    "admin/recall/",
    "admin/new/",
    "admin/log/",
)


@pytest.fixture
def world(db: None, now: datetime, settings: Settings) -> World:
    settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = "http://127.0.0.1:9", DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS = SMS_TEMPLATE_ID
    return a_world(now)


@pytest.fixture
def ada(world: World) -> Browser:
    return signed_in(world.now, ADA)


def actions() -> list[str]:
    with in_force(FORCE):
        return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def guarded(world: World, **figures: int) -> None:
    none = {"canary": 0, "per_text_an_hour": 0, "per_force_an_hour": 0, "second_person_over": 0}
    change_force(FORCE, changes={"guards": json.dumps(none | figures)}, by=OPERATOR, now=world.now)


def run() -> FakeProvider:
    provider = FakeProvider()
    deliver(FORCE, now_fn=clock.now, providers=carried(provider))
    return provider


@pytest.mark.parametrize("page", PAGES)
def test_each_page_opens_and_is_noted(page: str, ada: Browser) -> None:
    shown = ada.get(page)

    assert (shown.status, len(re.findall("<h1", shown.html))) == (200, 1)
    assert actions()[-1] in {"staff.admin_viewed", "staff.log_viewed"}


def test_a_setting_is_changed_after_a_look_at_what_that_does_and_can_be_changed_back(
    ada: Browser, world: World
) -> None:
    change_force(FORCE, changes={"groups": "shop-theft"}, by=OPERATOR, now=world.now)
    plan(world)
    typed = {"value": "burglary-residential"}

    shown = ada.post("admin/settings/groups/", **typed)
    assert "1 messages in 1 cases were kept back" in shown.words
    assert force_settings(FORCE).groups == {"shop-theft"}

    done = ada.post("admin/settings/groups/", typed="burglary-residential", sure="yes")
    assert done.status == 302
    assert force_settings(FORCE).groups == {"burglary-residential"}
    assert actions()[-1] == "force.settings_changed"
    back = re.search(r'href="([^"]*value=shop-theft)"', ada.get("admin/settings/").html)
    assert back is not None
    assert 'value="shop-theft" checked' in ada.get(back[1].removeprefix("/staff/")).html


@pytest.mark.parametrize(
    ("key", "typed", "said"),
    [
        ("hours", {"value": "8 to 20"}, "write them as 08:00-20:00"),
        ("guards", {"canary": "many"}, "0 is no guard"),
        ("foreign", {"value": "Ireland"}, "name countries by two letters"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_box(key: str, typed: dict[str, str], said: str, ada: Browser) -> None:
    before = force_settings(FORCE)

    shown = ada.post(f"admin/settings/{key}/", **typed)

    assert shown.title.startswith("Error: ")
    assert said in shown.words
    assert force_settings(FORCE) == before


def test_a_journey_is_paused_and_goes_on(ada: Browser) -> None:
    shown = ada.post("admin/journeys/crime-recorded/", state="paused")
    assert "This is what would change" in shown.words

    ada.post("admin/journeys/crime-recorded/", state="paused", sure="yes")
    assert force_settings(FORCE).journeys["crime-recorded"].value == "paused"
    assert "What it would say waits" not in ada.get("admin/").words
    ada.post("admin/journeys/crime-recorded/", state="live", sure="yes")
    assert force_settings(FORCE).journeys == {}


def test_a_source_is_taken_into_shadow_paused_and_goes_on_again(ada: Browser, world: World) -> None:
    page = f"admin/sources/{world.source_id}/"
    assert f'href="/staff/{page}"' in ada.get("admin/sources/").html
    assert ada.post(page, do="live").title.startswith("Error: ")
    assert "Shadow: nothing is sent because of it" in ada.post(page, do="shadow").words
    assert source_by_id(world.source_id).state is SourceState.LIVE

    assert ada.post(page, do="shadow", sure="yes").status == 302
    assert actions()[-1] == "source.changed"
    assert "Done" in ada.get("admin/sources/").words
    plan(world)
    run()
    assert "1 messages in 1 cases were kept back" in ada.post(page, do="live").words
    ada.post(page, do="live", sure="yes")
    ada.post(page, do="pause", sure="yes")
    paused = source_by_id(world.source_id)
    assert (paused.state, paused.paused_at is not None) == (SourceState.LIVE, True)
    ada.post(page, do="resume", sure="yes")
    assert source_by_id(world.source_id).paused_at is None
    assert ada.get("admin/sources/9223372036854775808/").status == 404


def test_the_item_about_what_is_new_leads_to_it_and_stands_in_the_administrators_worklist(
    ada: Browser, world: World
) -> None:
    guarded(world, canary=1)
    plan(world)
    plan(world)
    run()
    watch_guards(FORCE, now=clock.now())

    listed = ada.get("worklist/?whose=all").html
    (address,) = re.findall(r'href="/staff/(item/[^"]*)">\s*Look at the first messages of something new', listed)
    shown = ada.get(address)

    assert "Look at the first messages of something new" in shown.words
    assert re.search(r'href="/staff/admin/new/">Look at what is new here</a>', shown.html)


def test_a_source_of_another_force_is_not_there(ada: Browser, world: World) -> None:
    copy_force(OTHER, like=FORCE, now=world.now)
    other = add_source(NewSource(OTHER, "rms", "push", SourceState.SHADOW), now=world.now)

    assert ada.get(f"admin/sources/{other.id}/").status == 404
    assert ada.post(f"admin/sources/{other.id}/", do="live", sure="yes").status == 404
    assert source_by_id(other.id).state is SourceState.SHADOW


def test_victims_may_write_in_the_groups_that_are_chosen_and_the_guards_are_figures(ada: Browser, world: World) -> None:
    change_force(FORCE, changes={"two_way_groups": "shop-theft"}, by=OPERATOR, now=world.now)

    shown = ada.post("admin/settings/two_way_groups/", value="burglary-residential")
    assert "Shop theft" in shown.words
    assert "Burglary residential" in shown.words
    ada.post("admin/settings/two_way_groups/", typed="burglary-residential", sure="yes")
    assert force_settings(FORCE).two_way_groups == {"burglary-residential"}
    assert actions()[-1] == "force.settings_changed"
    back = re.search(r'href="([^"]*value=shop-theft)"', ada.get("admin/settings/").html)
    assert back is not None
    assert 'value="shop-theft" checked' in ada.get(back[1].removeprefix("/staff/")).html

    figures = {"canary": "5", "per_text_an_hour": "100", "per_force_an_hour": "1,000", "second_person_over": "50"}
    assert "so many leave before somebody looks: 5" in ada.post("admin/settings/guards/", **figures).words
    ada.post("admin/settings/guards/", **figures, sure="yes")
    assert force_settings(FORCE).guards["per_force_an_hour"] == 1000


def test_everything_is_stopped_at_once_and_lifted_after_a_look(ada: Browser, world: World) -> None:
    guarded(world)
    planned = plan(world)
    shown = ada.post("admin/stops/new/", kind="force", name="", reason="")
    assert "Say why" in shown.words

    assert ada.post("admin/stops/new/", kind="force", name="", reason="A mistake").status == 302
    assert run().sent == []
    shown = ada.get("admin/stops/lift/?kind=force&target=")
    assert "Messages that it would reach now: 1" in shown.words
    assert ada.post("admin/stops/lift/", kind="force", target="", reason="Mended").status == 302
    run()

    assert open_stops(FORCE) == []
    with in_force(FORCE):
        assert Message.objects.get(id=planned.message_id).state == "handed_over"


def test_what_reaches_many_needs_a_second_person(ada: Browser, world: World) -> None:
    guarded(world, second_person_over=1)
    for _ in range(2):
        plan(world, journey="crime-recorded")
    shown = ada.get("admin/recall/?kind=template&target=crime_recorded_adult")
    assert "a second person must agree" in shown.words

    ada.post("admin/recall/", kind="template", target="crime_recorded_adult", reason="The text is wrong")
    found = re.search(r"/staff/(admin/second/[0-9a-f-]+/)", ada.get("admin/new/").html)
    assert found is not None
    assert "You asked for this" in ada.get(found[1]).words
    assert ada.post(found[1], answer="yes").status == 403
    approver = signed_in(world.now, APPROVER)
    assert approver.post(found[1], answer="yes").status == 302

    with in_force(FORCE):
        assert set(Message.objects.values_list("state", "reason")) == {("suppressed", "recalled")}
    assert ada.get(found[1]).status == 404


def test_an_approver_looks_at_the_first_ones_and_lets_the_rest_go(world: World) -> None:
    guarded(world, canary=1)
    for _ in range(3):
        plan(world, journey="crime-recorded")
    assert len(run().sent) == 1
    approver = signed_in(world.now, APPROVER)
    links = re.findall(r"/staff/(admin/new/let-go/\?[^\"]+)", approver.get("admin/new/").html)
    assert len(links) == 3

    for link in links:
        page = link.replace("&amp;", "&")
        assert world.document["reference"] in approver.get(page).words
        fields = dict(re.findall(r'name="(kind|target)" value="([^"]*)"', approver.get(page).html))
        assert approver.post("admin/new/let-go/", **fields, reason="Read, and right").status == 302
    run()
    run()

    with in_force(FORCE):
        assert set(Message.objects.values_list("state", flat=True)) == {"handed_over"}


def test_the_log_is_filtered_paged_and_downloaded_without_a_word_of_a_victim(world: World) -> None:
    guarded(world)
    for _ in range(52):
        plan(world)
    auditor = signed_in(world.now, AUDITOR)

    shown = auditor.get("admin/log/?state=queued")
    assert shown.html.count("About to leave") == 51
    older = re.search(r'href="\?([^"]+)" rel="next"', shown.html)
    assert older is not None
    assert auditor.get("admin/log/?" + older[1].replace("&amp;", "&")).html.count(world.document["reference"]) == 2
    assert "There are no messages of this kind" in auditor.get("admin/log/?state=failed").words
    assert auditor.get(f"admin/log/?case={world.document['reference']}").html.count("crime_recorded_adult</td>") == 50

    with in_force(FORCE):
        Message.objects.update(journey="=cmd()")
    lines = list(csv.reader(io.StringIO(auditor.get("admin/log/messages.csv").html.removeprefix("\ufeff"))))
    assert (len(lines), lines[1][5]) == (53, "'=cmd()")
    assert actions()[-1] == "staff.log_exported"
    person = world.document["people"][0]
    assert person["family_name"] not in str(lines)
    assert person["contact"]["mobile"] not in str(lines)


def test_a_sealed_case_is_in_the_log_without_its_reference_and_cannot_be_asked_for(ada: Browser, world: World) -> None:
    plan(world)
    with in_force(FORCE):
        Case.objects.update(flags=["sealed"])

    assert "A sealed case" in ada.get("admin/log/").words
    assert world.document["reference"] not in ada.get("admin/log/").words
    assert "There are no messages" in ada.get(f"admin/log/?case={world.document['reference']}").words


def test_the_number_of_queries_does_not_grow_with_the_rows(ada: Browser, world: World) -> None:
    def asked(page: str) -> int:
        with CaptureQueriesContext(connection) as found:
            ada.get(page)
        return len(found)

    pages = ("admin/", "admin/stops/", "admin/new/", "admin/log/", "admin/sources/")
    plan(world)
    ada.post("admin/stops/new/", kind="journey", name="crime-recorded", reason="A mistake")
    for page in pages:
        ada.get(page)
    before = [asked(page) for page in pages]
    for _ in range(4):
        plan(world)
    ada.post("admin/stops/new/", kind="template", name="crime_recorded_adult", reason="A mistake")

    assert [asked(page) for page in pages] == before


@pytest.mark.parametrize("new", [APPROVER, AUDITOR])
def test_who_may_not_administer_sees_no_page_of_it_and_no_way_to_it(new: NewStaff, world: World) -> None:
    browser = signed_in(world.now, new)
    own = {APPROVER: "admin/new/", AUDITOR: "admin/log/"}[new]

    assert [browser.get(page).status for page in PAGES if page != own] == [403] * (len(PAGES) - 1)
    assert "Providers" not in browser.get(own).words
    assert force_settings(FORCE).state is ForceState.LIVE
