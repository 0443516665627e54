"""A service over HTTP: every way to name the next page, and all that goes wrong with it."""

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.connectors.rest.conftest import references
from tests.connectors.rest.server import START, Answer, CaseList
from waypost.connectors.calling import line as line_module
from waypost.connectors.polling.values import CannotRead
from waypost.connectors.rest import client as client_module
from waypost.connectors.rest import system as system_module
from waypost.connectors.rest.system import RestSystem

MakeSystem = Callable[..., RestSystem]
EVERY_WAY = pytest.mark.parametrize("pages_by", ["link", "number", "header"])


def fill(service: CaseList, count: int) -> list[str]:
    for number in range(1, count + 1):
        service.put(number, at=START + timedelta(minutes=number - 60))
    return [f"MADEUP/{number}/26" for number in range(1, count + 1)]


def answering(**changes: Any) -> Callable[[Answer], None]:
    """Return a fault that answers otherwise."""

    def fault(answer: Answer) -> None:
        for name, value in changes.items():
            setattr(answer, name, value)

    return fault


def linked(to: str) -> Callable[[Answer], None]:
    """Return a fault that names another next page."""
    return lambda answer: answer.body.update(paging={"next": to})


def read(system: RestSystem, position: str = "") -> tuple[list[str], str]:
    batches = list(system.batches(position))
    return references(batches), [each.position for each in batches if each.position is not None][-1]


@EVERY_WAY
def test_all_pages_are_read_and_the_position_goes_on_from_there(
    pages_by: str, service: CaseList, system_of: MakeSystem
) -> None:
    service.pages_by = pages_by
    every = fill(service, 5)

    found, position = read(system_of())
    service.put(2, at=START + timedelta(minutes=1), state="INV")

    assert list(dict.fromkeys(found)) == every
    found, _ = read(system_of(), position)
    assert "MADEUP/2/26" in found
    assert "since=2026-11-" in service.asked[-1]


@EVERY_WAY
def test_an_empty_list_is_no_fault(pages_by: str, service: CaseList, system_of: MakeSystem) -> None:
    service.pages_by = pages_by

    assert list(system_of().batches("")) == []
    assert system_of().sample(5).records == []


def test_an_empty_page_that_names_a_next_one_is_not_the_last(service: CaseList, system_of: MakeSystem) -> None:
    every = fill(service, 2)

    def empty(answer: Answer) -> None:
        answer.body = {"data": {"items": []}, "paging": {"next": "/api/cases?page=1"}}

    service.faults.append(empty)

    assert read(system_of())[0] == every


def test_a_page_that_comes_twice_is_no_endless_read(service: CaseList, system_of: MakeSystem) -> None:
    fill(service, 5)
    service.faults += [None, linked("/api/cases?page=2")]

    with pytest.raises(CannotRead, match=r"^pages_in_a_circle$"):
        list(system_of().batches(""))


def test_pages_without_end_are_given_up(
    service: CaseList, system_of: MakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "MOST_PAGES", 3)
    service.faults += [linked(f"/api/cases?page={number}") for number in range(2, 9)]

    with pytest.raises(CannotRead, match=r"^too_many_pages$"):
        list(system_of().batches(""))


def test_counted_pages_without_end_are_given_up(
    service: CaseList, system_of: MakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_module, "MOST_PAGES", 3)
    service.pages_by = "number"
    fill(service, 9)

    with pytest.raises(CannotRead, match=r"^too_many_pages$"):
        list(system_of().batches(""))


@pytest.mark.parametrize(
    "to",
    [
        "https://elsewhere.example.org/api/cases?page=2",
        "//elsewhere.example.org/api/cases",
        "http://127.0.0.1:1/api/cases",
        "/api/%2e%2e/admin",
        "file:///etc/passwd",
        "http://[",
    ],
)
@pytest.mark.parametrize("pages_by", ["link", "header"])
def test_a_next_page_at_another_host_is_not_asked_for(
    to: str, pages_by: str, service: CaseList, system_of: MakeSystem
) -> None:
    service.pages_by = pages_by
    fill(service, 1)
    service.faults.append(linked(to) if pages_by == "link" else answering(headers={"Link": f'<{to}>; rel="next"'}))

    with pytest.raises(CannotRead, match=r"^foreign_link$"):
        list(system_of().batches(""))
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        (answering(status=302, headers={"Location": "https://elsewhere.example.org/"}), "redirected"),
        (answering(status=403), "http_403"),
        (answering(status=500), "http_500"),
        (answering(status=429, headers={"Retry-After": "600"}), "throttled"),
        (answering(raw=b"<html>Mary Example</html>"), "no_json"),
        (answering(raw=b'{"data": {"items": [{"id": 1'), "no_json"),
        (answering(raw=b'{"data": {"items": {}}}'), "no_list"),
        (answering(raw=b'{"data": {"items": [1], "items": []}}'), "no_list"),
        (answering(raw=b'["MADEUP"]'), "no_list"),
        (answering(raw=b'{"data": {"items": [{"id": 1}]}}'), "no_time_of_change"),
        (answering(raw=b'{"data": {"items": []}, "paging": {"next": 7}}'), "no_link"),
        (answering(raw=b'{"data": {"items": []}, "paging": {"next": {"a": 7}}}'), "no_link"),
        (answering(cut=50), "unreachable"),
    ],
)
def test_an_answer_that_is_none_is_told_by_a_code_and_read_on_later(
    fault: Callable[[Answer], None], code: str, service: CaseList, system_of: MakeSystem
) -> None:
    every = fill(service, 3)
    service.faults += [None, fault]

    with pytest.raises(CannotRead, match=rf"^{code}$"):
        read(system_of())
    assert read(system_of())[0] == every


def test_an_answer_that_is_slow_is_given_up(
    service: CaseList, system_of: MakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_module, "READ_TIMEOUT_S", 0.1)
    service.faults.append(answering(slow_s=0.3))
    begun = time.monotonic()

    with pytest.raises(CannotRead, match=r"^(timeout|unreachable)$"):
        list(system_of().batches(""))
    assert time.monotonic() - begun < 5


def test_an_answer_that_is_too_long_is_not_kept(
    service: CaseList, system_of: MakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_module, "LONGEST_ANSWER_BYTES", 1_000)
    service.faults.append(answering(raw=b" " * 100_000))

    with pytest.raises(CannotRead, match=r"^answer_too_long$"):
        list(system_of().batches(""))


def test_a_wrong_key_is_told_by_a_code(service: CaseList, system_of: MakeSystem) -> None:
    service.key = "another"

    with pytest.raises(CannotRead, match=r"^http_401$"):
        list(system_of().batches(""))


def test_a_case_that_changes_while_pages_are_counted_pushes_none_over_an_edge(
    service: CaseList, system_of: MakeSystem
) -> None:
    service.pages_by = "number"
    every = fill(service, 6)
    batches = system_of().batches("")
    found = references([next(batches)])
    service.put(1, at=START - timedelta(minutes=1))

    found += references(batches)

    assert set(found) == set(every)


def test_many_cases_of_one_second_are_read_all_the_same(service: CaseList, system_of: MakeSystem) -> None:
    service.pages_by = "number"
    for number in range(1, 8):
        service.put(number, at=START)

    assert len(set(read(system_of())[0])) == 7


def test_a_service_that_does_not_keep_its_promise_of_order_is_not_believed(
    service: CaseList, system_of: MakeSystem
) -> None:
    service.pages_by, service.is_newest_first = "number", True
    fill(service, 4)

    with pytest.raises(CannotRead, match=r"^not_oldest_first$"):
        list(system_of().batches(""))


def test_without_that_promise_the_position_moves_only_when_all_was_read(
    service: CaseList, system_of: MakeSystem
) -> None:
    service.is_newest_first = True
    every = fill(service, 5)
    service.faults += [None, None, answering(status=500)]
    batches = system_of().batches("")

    assert [next(batches).position, next(batches).position] == [None, None]
    with pytest.raises(CannotRead):
        next(batches)
    assert sorted(read(system_of())[0]) == every


def test_a_time_from_the_future_hides_nothing(service: CaseList, system_of: MakeSystem) -> None:
    service.put(1, at=START + timedelta(days=400))
    _, position = read(system_of())
    service.put(2, at=START)

    assert "MADEUP/2/26" in read(system_of(), position)[0]


def test_a_late_commit_of_yesterday_is_found_by_the_long_look_back(
    service: CaseList, system_of: MakeSystem, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(service, 1)
    _, position = read(system_of())
    service.put(2, at=START - timedelta(days=1))

    assert "MADEUP/2/26" not in read(system_of(), position)[0]
    monkeypatch.setattr(system_module, "has_to_look_back", lambda *_args, **_kwargs: True)
    assert "MADEUP/2/26" in read(system_of(), position)[0]


def test_a_position_that_is_lost_is_the_start(service: CaseList, system_of: MakeSystem) -> None:
    every = fill(service, 3)

    assert read(system_of(), "what nobody knows")[0] == every


def test_a_service_that_does_not_heed_since_when_is_told_before_anything_runs(
    service: CaseList, system_of: MakeSystem
) -> None:
    fill(service, 1)

    assert system_of().first_run() == ()
    (sentence,) = system_of(next_link="paging.next", since="modified_after").first_run()
    assert sentence.startswith("since: ")
