"""The page of one case, as somebody opens it who has the caller on the phone."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from demo.phone.config import DEMO_API_KEY, SMS_TEMPLATE_ID
from tests.integration.console.desk import Browser, audit, signed_in
from tests.integration.messages.people import run
from tests.integration.messages.world import FORCE, FakeProvider, World, a_world, plan
from tests.staff import SHAW
from waypost.access.staff import NewStaff
from waypost.access.values import StaffRole
from waypost.base import clock
from waypost.messages.stops import StopKind

pytestmark = pytest.mark.django_db
HANDLER = NewStaff("H301", "Chris Lane", "Contact Centre", frozenset({StaffRole.CALL_HANDLER}))


@pytest.fixture(autouse=True)
def providers(settings: Settings) -> None:
    """Set Notify and a mail server up, at addresses where nobody listens."""
    settings.NOTIFY_BASE_URL, settings.NOTIFY_API_KEY = "http://127.0.0.1:9", DEMO_API_KEY
    settings.NOTIFY_TEMPLATE_SMS, settings.SMTP_URL = SMS_TEMPLATE_ID, "smtp://127.0.0.1:9"


@pytest.fixture
def world(db: None) -> World:
    return a_world(clock.now())


@pytest.fixture
def handler(world: World) -> Browser:
    return signed_in(world.now, HANDLER)


def address(world: World) -> str:
    return f"case/{world.case_id}/"


def test_the_page_answers_first_what_happens_with_the_case(world: World, handler: Browser) -> None:
    plan(world)

    page = handler.get(address(world))

    assert page.status == 200
    assert "An officer has your report" in page.words
