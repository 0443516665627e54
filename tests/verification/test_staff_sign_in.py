"""Staff sign-in against a real OpenID provider that is not ours: the certified package oidc-provider."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings as in_force_now
from django.test import Client
from pytest_django import Settings

from tests.identity import CLIENT_ID, SECRET, come_back, go_there
from tests.staff import FORCE, HALL, SHAW, a_member
from tests.verification.oidc_provider import oidc_provider, prove
from waypost.access.models import Account, AuditEvent, StaffMember
from waypost.access.permissions import Action
from waypost.access.queries import directory
from waypost.access.values import StaffRole
from waypost.base import clock
from waypost.base.scope import in_force

pytestmark = pytest.mark.django_db
TWO_FACTORS = ("pwd", "mfa")
LEVEL = "https://example.org/two-factors"


def claims(collar_number: str, *groups: str) -> Mapping[str, Any]:
    return {"force": "anyshire", "collar_number": collar_number, "groups": list(groups)}


PEOPLE = {
    "shaw": claims("2210", "waypost-supervisors", "all-staff"),
    "hall": claims("4471", "waypost-officers"),
    "gone": claims("9999", "waypost-officers"),
    "guest": claims("4471", "all-staff"),
    "elsewhere": {**claims("2210", "waypost-supervisors"), "force": "otherfolk"},
    "nobody": {"groups": ["waypost-administrators"]},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with oidc_provider(PEOPLE) as running:
        yield running


@pytest.fixture
def waypost() -> Client:
    return Client()


@pytest.fixture(autouse=True)
def known(issuer: str, settings: Settings) -> None:
    settings.STAFF_OIDC_ISSUER = issuer
    settings.STAFF_OIDC_CLIENT_ID = CLIENT_ID
    settings.STAFF_OIDC_CLIENT_SECRET = SECRET
    now = clock.now()
    for one in (HALL, SHAW):
        a_member(one, now=now)


def back(waypost: Client, login: str, **proof: Any) -> str:
    return prove(requests.Session(), go_there(waypost), login, **{"amr": TWO_FACTORS, **proof})


def signed_in(waypost: Client) -> bool:
    return waypost.get("/staff/worklist/").status_code == 200


def refused() -> list[str]:
    with in_force(FORCE):
        return [line.fields[0] for line in AuditEvent.objects.filter(action=Action.STAFF_REFUSED).order_by("id")]


def test_who_gave_two_factors_comes_in_with_the_roles_of_their_groups(waypost: Client) -> None:
    answer = come_back(waypost, back(waypost, "shaw"))

    assert answer.status_code == 302, answer.content
    assert signed_in(waypost)
    shaw = directory(FORCE).by_collar("2210")
    assert shaw is not None
    assert shaw.roles == {StaffRole.OFFICER, StaffRole.SUPERVISOR}


def test_the_page_that_was_wanted_is_where_one_comes_out(waypost: Client) -> None:
    wanted = waypost.get("/staff/worklist/?whose=team")["Location"]
    address = prove(requests.Session(), go_there(waypost, page=wanted), "shaw", amr=TWO_FACTORS)

    assert come_back(waypost, address)["Location"] == "/staff/worklist/?whose=team"


@pytest.mark.parametrize("proof", [{"amr": ("pwd",)}, {"amr": ()}, {"amr": (), "acr": LEVEL}])
def test_a_password_alone_or_a_level_that_is_not_listed_lets_nobody_in(waypost: Client, proof: dict[str, Any]) -> None:
    answer = come_back(waypost, back(waypost, "shaw", **proof))

    assert answer.status_code == 403
    assert "second factor" in answer.content.decode()
    assert not signed_in(waypost)
    assert refused() == ["no_second_factor"]


def test_a_level_that_the_force_lists_is_a_second_factor(waypost: Client, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "staff").mkdir()
    file = tmp_path / "staff" / "sign-in.yaml"
    shutil.copy(in_force_now.CONTENT_DIR / "staff" / "sign-in.yaml", file)
    file.write_text(file.read_text(encoding="utf-8").replace("acr: []", f"acr: ['{LEVEL}']"), encoding="utf-8")
    address = back(waypost, "shaw", amr=(), acr=LEVEL)
    settings.CONTENT_DIR = tmp_path

    assert come_back(waypost, address).status_code == 302


@pytest.mark.parametrize(
    ("login", "why"), [("gone", "unknown"), ("guest", "no_role"), ("nobody", None), ("elsewhere", None)]
)
def test_who_is_not_in_the_directory_has_no_role_or_is_of_no_force_here_is_refused(
    waypost: Client, login: str, why: str | None
) -> None:
    answer = come_back(waypost, back(waypost, login))

    assert answer.status_code == 403
    assert not signed_in(waypost)
    assert refused() == ([why] if why else []), "a force that is none of ours has no log"


def test_a_group_that_was_taken_away_takes_its_role_away_at_the_next_sign_in(waypost: Client) -> None:
    with in_force(FORCE):
        StaffMember.objects.filter(collar_number="4471").update(roles=["administrator", "officer"])

    come_back(waypost, back(waypost, "hall"))

    hall = directory(FORCE).by_collar("4471")
    assert hall is not None
    assert hall.roles == {StaffRole.OFFICER}


def test_a_number_that_another_subject_signed_in_with_is_not_given_to_a_second(waypost: Client) -> None:
    come_back(waypost, back(waypost, "hall"))
    other = Client()

    answer = come_back(other, back(other, "guest"))

    assert answer.status_code == 403
    assert not signed_in(other)


def test_an_answer_is_taken_once_and_in_the_browser_that_asked_only(waypost: Client) -> None:
    address = back(waypost, "shaw")
    other = Client()
    go_there(other)

    stolen = come_back(other, address)
    taken = come_back(waypost, address)
    waypost.cookies.clear()
    again = come_back(waypost, address)

    assert [stolen.status_code, taken.status_code, again.status_code] == [403, 302, 403]
    assert not signed_in(other)


def test_the_provider_demands_the_proof_of_possession_of_the_code_and_gets_it(waypost: Client, issuer: str) -> None:
    address = go_there(waypost)
    asked = parse_qs(urlsplit(address).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert {"state", "nonce", "code_challenge"} <= asked.keys()
    without = "&".join(f"{name}={values[0]}" for name, values in asked.items() if not name.startswith("code_challenge"))

    answer = requests.get(f"{issuer}/auth?{without}", timeout=5, allow_redirects=False)

    assert "error=invalid_request" in answer.headers["Location"]


def test_who_asks_to_sign_in_anew_is_asked_anew_though_the_provider_knows_them(waypost: Client) -> None:
    browser = requests.Session()
    come_back(waypost, prove(browser, go_there(waypost), "shaw", amr=TWO_FACTORS))
    waypost.post("/staff/sign-out")

    address = go_there(waypost, page="/staff/sign-in?again")

    assert prove(browser, address, "shaw", amr=TWO_FACTORS)


def test_there_is_no_password_to_guess(waypost: Client) -> None:
    with in_force(FORCE):
        columns = {field.name for field in StaffMember._meta.get_fields()}

    assert not [name for name in columns if "password" in name]
    assert not Account.objects.exclude(password="").exists()
    assert not [name for name in in_force_now.INSTALLED_APPS if name.startswith(("django.contrib.admin", "allauth"))]
    for address in ("/admin/", "/accounts/login/", "/staff/login/", "/staff/password/"):
        assert waypost.get(address).status_code == 404
    assert waypost.post("/staff/sign-in", {"username": "2210", "password": "x"}).status_code == 405
