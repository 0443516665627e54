"""Anyshire's staff are the same people in its crime system, its identity provider and its list for Waypost."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from authlib.oauth2.rfc7636 import create_s256_code_challenge

import demo
from demo.identity.codes import LIFETIME, BadCode, Codes
from demo.identity.config import IdentityConfig
from demo.identity.people import PEOPLE, person_of
from demo.identity.requests import BadRequest, NotOurProgram, SignInRequest, read_request
from demo.rms.seed import OFFICERS

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
CONFIG = IdentityConfig(
    "http://localhost:8005", "anyshire", "waypost", "http://localhost:8000/staff/sign-in/return", "secret"
)
ASKED = {
    "response_type": "code",
    "client_id": "waypost",
    "redirect_uri": CONFIG.return_url,
    "scope": "openid profile",
    "state": "a state",
    "nonce": "a nonce",
    "code_challenge": "of something that only the asking program knows",
    "code_challenge_method": "S256",
}
VERIFIER = "a-verifier-that-nobody-can-guess-and-that-is-long-enough"


def on_the_list() -> dict[str, dict[str, str]]:
    with (Path(demo.__file__).parent / "staff.csv").open(encoding="utf-8", newline="") as file:
        return {row["collar_number"]: row for row in csv.DictReader(file)}


def test_officers_of_the_crime_system_have_an_account_and_are_on_the_list() -> None:
    accounts = {person.collar_number: (person.name, person.team) for person in PEOPLE}
    listed = {number: (row["name"], row["team"]) for number, row in on_the_list().items()}

    for number, rank, first, last, team, _ in OFFICERS:
        assert accounts[number] == listed[number] == (f"{rank} {first} {last}", team)


def test_everybody_on_the_list_has_an_account_and_one_account_is_unknown_to_waypost() -> None:
    accounts = {person.collar_number for person in PEOPLE}

    assert accounts - set(on_the_list()) == {"8844"}
    assert set(on_the_list()) <= accounts
    assert len({person.subject for person in PEOPLE}) == len(PEOPLE)


@pytest.mark.parametrize("changes", [{"client_id": "another"}, {"redirect_uri": "https://example.org/"}])
def test_nobody_is_sent_back_to_a_program_that_is_not_known(changes: dict[str, str]) -> None:
    with pytest.raises(NotOurProgram):
        read_request(ASKED | changes, config=CONFIG)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": ""}, "invalid_request"),
    ],
)
def test_a_known_program_is_told_what_is_not_given(changes: dict[str, str], word: str) -> None:
    with pytest.raises(BadRequest, match=word):
        read_request(ASKED | changes, config=CONFIG)


def a_code(codes: Codes) -> dict[str, str]:
    person = person_of(PEOPLE[0].subject)
    assert person is not None
    request = SignInRequest(CONFIG.return_url, "a state", "a nonce", create_s256_code_challenge(VERIFIER))
    code = codes.give(person, request, now=NOW)
    return {"code": code, "code_verifier": VERIFIER, "redirect_uri": CONFIG.return_url}


def test_a_code_is_good_once() -> None:
    codes = Codes()
    sent = a_code(codes)

    assert codes.take(sent, now=NOW).person.collar_number == "4471"
    with pytest.raises(BadCode):
        codes.take(sent, now=NOW)


@pytest.mark.parametrize(
    "changes", [{"code": "another"}, {"code_verifier": "another"}, {"code_verifier": ""}, {"redirect_uri": "/"}]
)
def test_a_code_without_what_belongs_to_it_is_bad_and_used_up(changes: dict[str, str]) -> None:
    codes = Codes()
    sent = a_code(codes)

    with pytest.raises(BadCode):
        codes.take(sent | changes, now=NOW)
    if "code" not in changes:
        with pytest.raises(BadCode):
            codes.take(sent, now=NOW)


def test_a_code_is_good_for_a_minute() -> None:
    codes = Codes()

    with pytest.raises(BadCode):
        codes.take(a_code(codes), now=NOW + LIFETIME)
    assert codes.take(a_code(codes), now=NOW + LIFETIME - timedelta(seconds=1)).at == NOW
