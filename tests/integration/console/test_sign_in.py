"""Staff sign in at an identity provider that is really there: who comes in, and every way in which nobody does."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.test import Client
from pytest_django import Settings

from demo.identity.tokens import new_key
from tests.identity import (
    SECOND_FACTOR,
    Identity,
    choose,
    come_back,
    go_there,
    identity_provider,
    person,
    sign_in,
    use,
)
from tests.staff import FORCE, HALL, NAIR, a_member
from waypost.access.models import Account, AuditEvent, StaffIdentity
from waypost.access.queries import directory
from waypost.access.sessions import begin_session, signed_in
from waypost.access.staff import StaffChange, change_staff, leave_staff
from waypost.access.values import OPERATOR, StaffRole
from waypost.base.scope import in_force
from waypost.console.doors import staff_of

pytestmark = pytest.mark.django_db
RETURN = "http://testserver/staff/sign-in/return"


@pytest.fixture(scope="module")
def running() -> Iterator[Identity]:
    """Yield a provider."""
    with identity_provider(RETURN) as provider:
        yield provider


@pytest.fixture
def identity(running: Identity, settings: Settings) -> Identity:
    """Return the provider as this installation's, asking for two factors and saying so."""
    running.says, running.key = dict(SECOND_FACTOR), None
    use(running, settings)
    return running


@pytest.fixture(autouse=True)
def _hall_is_known(now: datetime) -> None:
    a_member(HALL, now=now)


def noted() -> list[tuple[str, list[str]]]:
    with in_force(FORCE):
        rows = AuditEvent.objects.filter(action__startswith="staff.").exclude(action="staff.added")
        return [(row.action, row.fields) for row in rows.order_by("id")]


def is_in(client: Client) -> bool:
    request = client.get("/staff/").wsgi_request
    return staff_of(request, now=datetime.now(UTC)) is not None


def hall_id() -> str:
    known = directory(FORCE).by_collar("4471")
    assert known is not None
    return known.id


def test_who_is_known_comes_in_and_it_is_written_down(client: Client, identity: Identity) -> None:
    came = sign_in(client, "4471")

    assert (came.status_code, came["Location"]) == (302, "/staff/")
    assert is_in(client)
    assert [action for action, _ in noted()] == ["staff.bound", "staff.signed_in", "staff.home_viewed"]


def test_the_browser_carries_state_nonce_and_a_challenge_there(client: Client, identity: Identity) -> None:
    asked = parse_qs(urlsplit(go_there(client)).query)

    assert asked["response_type"] == ["code"]
    assert asked["redirect_uri"] == [RETURN]
    assert asked["code_challenge_method"] == ["S256"]
    assert all(asked[name][0] for name in ("state", "nonce", "code_challenge"))


def test_a_sign_in_leads_to_the_page_that_was_wanted(client: Client, identity: Identity) -> None:
    to_the_door = client.get("/staff/?overdue=yes")["Location"]

    came = come_back(client, choose(go_there(client, page=to_the_door), "4471"))

    assert came["Location"] == "/staff/?overdue=yes"


@pytest.mark.parametrize(
    "elsewhere", ["//example.org/staff/", "https://example.org/", "/cases/", "/staff/../cases/", "/staff/nothing/"]
)
def test_a_sign_in_leads_nowhere_else(client: Client, identity: Identity, elsewhere: str) -> None:
    there = go_there(client, page=f"/staff/sign-in?next={elsewhere}")

    assert come_back(client, choose(there, "4471"))["Location"] == "/staff/"


def test_a_wrong_state_signs_nobody_in(client: Client, identity: Identity) -> None:
    back = choose(go_there(client), "4471")
    state = parse_qs(urlsplit(back).query)["state"][0]

    came = come_back(client, back.replace(state, "a-state-of-somebody-else"))

    assert came.status_code == 403
    assert not is_in(client)


def test_another_browsers_way_back_signs_nobody_in(client: Client, identity: Identity) -> None:
    other = Client()
    back = choose(go_there(other), "4471")

    assert come_back(client, back).status_code == 403
    assert not is_in(client)


def test_a_code_is_good_once(client: Client, identity: Identity) -> None:
    back = choose(go_there(client), "4471")
    come_back(client, back)
    client.post("/staff/sign-out")

    assert come_back(client, back).status_code == 403
    assert not is_in(client)


def test_a_code_of_another_sign_in_is_refused(client: Client, identity: Identity) -> None:
    stolen = parse_qs(urlsplit(choose(go_there(Client()), "4471")).query)["code"][0]
    mine = choose(go_there(client), "4471")
    my_code = parse_qs(urlsplit(mine).query)["code"][0]

    assert come_back(client, mine.replace(my_code, stolen)).status_code == 403
    assert not is_in(client)


def _past() -> dict[str, object]:
    return {"exp": int(time.time()) - 600, "iat": int(time.time()) - 900}


@pytest.mark.parametrize(
    "says",
    [
        {"nonce": "of another request"},
        {"nonce": None},
        {"aud": "another-program"},
        {"aud": None},
        {"aud": ["waypost", "another-program"]},  # whom it was given to is then not said
        {"iss": "https://login.example.org"},
        {"iss": None},
        {"exp": None},
        {"sub": None},
        _past(),
    ],
    ids=str,
)
def test_a_token_that_is_not_for_this_sign_in_lets_nobody_in(
    client: Client, identity: Identity, says: dict[str, object]
) -> None:
    identity.says |= says

    assert sign_in(client, "4471").status_code == 403
    assert not is_in(client)
    assert noted() == []


def test_a_token_signed_by_somebody_else_lets_nobody_in(client: Client, identity: Identity) -> None:
    identity.key = new_key()

    assert sign_in(client, "4471").status_code == 403
    assert not is_in(client)


@pytest.mark.parametrize("says", [{"amr": ["pwd"]}, {"amr": None}, {"amr": None, "acr": "1"}, {"amr": ["rsa", 7]}])
def test_without_a_second_factor_nobody_comes_in(client: Client, identity: Identity, says: dict[str, object]) -> None:
    identity.says |= says

    came = sign_in(client, "4471")

    assert came.status_code == 403
    assert "second factor" in came.content.decode()
    assert noted() == [("staff.refused", ["no_second_factor", hall_id()])]


def test_the_demonstrations_provider_is_let_in_on_this_machine_only(
    client: Client, identity: Identity, settings: Settings
) -> None:
    identity.says.clear()
    from_afar = sign_in(client, "4471")
    settings.BASE_URL = "http://localhost:8000"
    with identity_provider("http://localhost:8000/staff/sign-in/return") as here:
        use(here, settings)
        on_this_machine = sign_in(client, "4471")

    assert from_afar.status_code == 403
    assert on_this_machine.status_code == 302


def test_somebody_unknown_is_refused_and_it_is_written_down(client: Client, identity: Identity) -> None:
    came = sign_in(client, "8844")

    assert came.status_code == 403
    assert "does not know your collar number" in came.content.decode()
    assert noted() == [("staff.refused", ["unknown"])]


def test_somebody_who_has_left_is_refused(client: Client, identity: Identity, now: datetime) -> None:
    leave_staff("4471", force=FORCE, by=OPERATOR, now=now)

    assert sign_in(client, "4471").status_code == 403
    assert noted()[-1] == ("staff.refused", ["unknown"])


@pytest.mark.parametrize(
    ("says", "refusal"),
    [({"collar_number": None}, "not_said_who"), ({"groups": ["canteen"]}, "no_role"), ({"groups": None}, "no_role")],
)
def test_somebody_of_whom_too_little_is_said_is_refused(
    client: Client, identity: Identity, says: dict[str, object], refusal: str
) -> None:
    identity.says |= says

    assert sign_in(client, "4471").status_code == 403
    assert [fields[0] for action, fields in noted() if action == "staff.refused"] == [refusal]


@pytest.mark.parametrize("force", ["northshire", None, ""])
def test_somebody_of_no_force_of_ours_is_refused(client: Client, identity: Identity, force: str | None) -> None:
    identity.says["force"] = force

    assert sign_in(client, "4471").status_code == 403
    assert not is_in(client)


def test_another_account_with_the_same_collar_number_is_refused(client: Client, identity: Identity) -> None:
    sign_in(Client(), "4471")
    identity.says["sub"] = "somebody-who-got-the-number"

    assert sign_in(client, "4471").status_code == 403
    assert noted()[-1] == ("staff.refused", ["somebody_else", hall_id()])


def test_an_account_that_takes_on_another_collar_number_is_refused(
    client: Client, identity: Identity, now: datetime
) -> None:
    a_member(NAIR, now=now)
    sign_in(Client(), "4471")
    identity.says["sub"] = person("4471").subject

    assert sign_in(client, "5128").status_code == 403
    assert StaffIdentity.objects.count() == 1


def test_who_has_left_and_comes_back_is_bound_anew(client: Client, identity: Identity, now: datetime) -> None:
    sign_in(Client(), "4471")
    leave_staff("4471", force=FORCE, by=OPERATOR, now=now)
    again = a_member(HALL, now=now)

    assert sign_in(client, "4471").status_code == 302
    assert str(StaffIdentity.objects.get().staff_id) == again.id


def test_the_providers_groups_say_the_roles(client: Client, identity: Identity) -> None:
    identity.says["groups"] = ["waypost-supervisors"]

    sign_in(client, "4471")

    known = directory(FORCE).by_collar("4471")
    assert known is not None
    assert known.roles == {StaffRole.OFFICER, StaffRole.SUPERVISOR}
    assert ("staff.changed", [known.id, "roles"]) in noted()


def test_roles_are_kept_here_where_no_groups_are_asked_for(
    client: Client, identity: Identity, settings: Settings
) -> None:
    settings.STAFF_OIDC_GROUPS_CLAIM = ""
    identity.says["groups"] = ["waypost-administrators"]

    assert sign_in(client, "4471").status_code == 302
    known = directory(FORCE).by_collar("4471")
    assert known is not None
    assert known.roles == HALL.roles


def test_the_session_has_a_new_key_after_signing_in(client: Client, identity: Identity) -> None:
    back = choose(go_there(client), "4471")
    before = client.cookies["session"].value

    come_back(client, back)

    assert client.cookies["session"].value != before


def test_signing_in_as_staff_ends_a_victims_session(client: Client, identity: Identity) -> None:
    victim = Account.objects.create(force=FORCE, created_at=datetime.now(UTC))
    client.force_login(victim)
    session = client.session
    session["signed_in_at"] = datetime.now(UTC).isoformat()
    session.save()

    sign_in(client, "4471")

    assert is_in(client)
    assert signed_in(client.get("/staff/").wsgi_request, now=datetime.now(UTC)) is None


def test_signing_in_as_a_victim_ends_the_session_of_staff(client: Client, identity: Identity) -> None:
    sign_in(client, "4471")
    victim = Account.objects.create(force=FORCE, created_at=datetime.now(UTC))
    request = client.get("/staff/").wsgi_request

    begin_session(request, account_id=victim.pk, now=datetime.now(UTC))

    assert signed_in(request, now=datetime.now(UTC)) is not None
    assert staff_of(request, now=datetime.now(UTC)) is None


def test_who_has_signed_out_has_to_sign_in_again(client: Client, identity: Identity) -> None:
    sign_in(client, "4471")

    out = client.post("/staff/sign-out")

    assert out["Location"] == "/staff/signed-out"
    assert not is_in(client)
    assert noted()[-1][0] == "staff.signed_out"


def test_after_signing_out_the_provider_is_asked_to_ask_again(client: Client, identity: Identity) -> None:
    again = parse_qs(urlsplit(go_there(client, page="/staff/sign-in?again=yes")).query)

    assert again["prompt"] == ["login"]


def test_who_leaves_is_out_at_the_next_page(client: Client, identity: Identity, now: datetime) -> None:
    sign_in(client, "4471")

    leave_staff("4471", force=FORCE, by=OPERATOR, now=now + timedelta(hours=1))

    assert not is_in(client)


def test_who_loses_every_role_is_refused_at_the_next_page(client: Client, identity: Identity, now: datetime) -> None:
    sign_in(client, "4471")

    change_staff("4471", force=FORCE, change=StaffChange(roles=frozenset()), by=OPERATOR, now=now)

    assert client.get("/staff/").status_code == 403
    assert noted()[-1][0] == "staff.page_refused"


def test_a_provider_that_refuses_is_said_plainly(client: Client, identity: Identity) -> None:
    state = parse_qs(urlsplit(go_there(client)).query)["state"][0]

    came = client.get(
        "/staff/sign-in/return", {"error": "access_denied", "error_description": "<b>x</b>", "state": state}
    )

    assert came.status_code == 403
    assert "<b>x</b>" not in came.content.decode()


def test_a_provider_that_does_not_answer_is_said_plainly(client: Client) -> None:
    # Nobody listens at the address of the tests' settings.
    answer = client.get("/staff/sign-in")

    assert answer.status_code == 503
    assert "does not answer" in answer.content.decode()


def test_a_provider_that_calls_itself_otherwise_is_not_used(
    client: Client, identity: Identity, settings: Settings
) -> None:
    settings.STAFF_OIDC_ISSUER = identity.config.issuer.replace("127.0.0.1", "localhost")

    assert client.get("/staff/sign-in").status_code == 503


def test_the_provider_gives_nothing_to_a_program_without_the_secret(client: Client, identity: Identity) -> None:
    back = parse_qs(urlsplit(choose(go_there(client), "4471")).query)

    sent = {"grant_type": "authorization_code", "code": back["code"][0], "client_id": "waypost", "client_secret": "x"}

    assert requests.post(f"{identity.config.issuer}/token", data=sent, timeout=5).status_code == 401


def test_every_page_of_staff_is_shut_while_sign_in_is_not_set_up(client: Client, settings: Settings) -> None:
    settings.STAFF_OIDC_ISSUER = ""

    answers = [client.get(f"/staff/{page}") for page in ("", "sign-in", "sign-in/return", "signed-out")]

    assert [answer.status_code for answer in answers] == [503] * 4
    assert all("Staff sign-in is not set up" in answer.content.decode() for answer in answers)
