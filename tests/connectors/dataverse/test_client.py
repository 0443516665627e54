"""Our client against the made-up environment, over HTTP: sign-in, pages, changes, and what goes wrong with them."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from demo.dynamics.faults import Fault, too_many
from demo.dynamics.server import DataverseServer
from demo.dynamics.service import ROOT, Dataverse
from tests.connectors.dataverse.conftest import Pauses
from waypost.connectors.calling import line as line_module
from waypost.connectors.calling.line import CallFailed, Unanswerable
from waypost.connectors.dataverse import client as client_module
from waypost.connectors.dataverse.addresses import Question
from waypost.connectors.dataverse.client import Client, LinkExpired
from waypost.connectors.dataverse.values import ClientCredentials, Service

CONTACTS = Question("contacts", ("contactid", "lastname"))


@pytest.fixture(autouse=True)
def small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "PAGE_ROWS", 2)


def add_contacts(dataverse: Dataverse, count: int) -> list[str]:
    return [dataverse.store.put("contacts", lastname=f"Example{number}") for number in range(count)]


def keys(client: Client, question: Question = CONTACTS) -> list[object]:
    return [row["contactid"] for row in client.rows(question)]


def delta_link(client: Client) -> str:
    (link,) = [page.delta_link for page in client.pages(CONTACTS, track=True) if page.delta_link]
    return link


def test_all_pages_of_an_answer_are_read(dataverse: Dataverse, client: Client) -> None:
    added = add_contacts(dataverse, 5)

    assert sorted(map(str, keys(client))) == sorted(added)
    assert [asked.headers["prefer"] for asked in dataverse.asked] == ["odata.maxpagesize=2"] * 3


def test_an_answer_without_rows_is_no_fault(client: Client) -> None:
    assert keys(client) == []


def test_changes_since_a_link_are_new_changed_and_deleted_rows(dataverse: Dataverse, client: Client) -> None:
    first, second, third = add_contacts(dataverse, 3)
    link = delta_link(client)
    dataverse.store.put("contacts", first, lastname="Changed")
    dataverse.store.delete("contacts", second)
    (fourth,) = add_contacts(dataverse, 1)

    pages = list(client.pages_from(link))

    assert [row["contactid"] for page in pages for row in page.rows] == [first, fourth]
    assert [key for page in pages for key in page.gone] == [second]
    assert pages[-1].delta_link not in {None, link}
    assert third not in str(pages)


def test_what_changes_while_a_link_is_made_is_told_by_it(dataverse: Dataverse, client: Client) -> None:
    first = sorted(add_contacts(dataverse, 5))[0]
    pages = client.pages(CONTACTS, track=True)
    next(pages)
    dataverse.store.put("contacts", first, lastname="Changed")
    link = list(pages)[-1].delta_link

    assert link
    assert [row["contactid"] for page in client.pages_from(link) for row in page.rows] == [first]


def test_a_link_that_is_too_old_is_said_to_be(dataverse: Dataverse, client: Client) -> None:
    add_contacts(dataverse, 1)
    link = delta_link(client)
    dataverse.forget_changes()

    with pytest.raises(LinkExpired):
        list(client.pages_from(link))


def test_a_service_that_says_gone_of_a_link_means_the_same(dataverse: Dataverse, client: Client) -> None:
    add_contacts(dataverse, 1)
    link = delta_link(client)
    dataverse.faults.calls.append(Fault(410))

    with pytest.raises(LinkExpired):
        list(client.pages_from(link))


def test_access_that_ends_in_the_middle_is_asked_for_again(dataverse: Dataverse, client: Client) -> None:
    added = add_contacts(dataverse, 5)
    pages = client.pages(CONTACTS)
    found = [row["contactid"] for row in next(pages).rows]
    dataverse.sign_everybody_out()

    found += [row["contactid"] for page in pages for row in page.rows]

    assert sorted(map(str, found)) == sorted(added)


def test_access_that_is_refused_to_a_new_key_is_not_asked_for_for_ever(dataverse: Dataverse, client: Client) -> None:
    dataverse.faults.calls += [Fault(401)] * 5

    with pytest.raises(CallFailed, match=r"^http_401$"):
        keys(client)
    assert len(dataverse.asked) == 2


def test_a_wrong_secret_is_told_by_a_code(service: Service, pauses: Pauses) -> None:
    assert isinstance(service.sign_in, ClientCredentials)
    wrong = replace(service, sign_in=replace(service.sign_in, client_secret="another"))

    with pytest.raises(CallFailed, match=r"^sign_in_401$"):
        keys(Client(wrong, sleep_fn=pauses))


def test_a_busy_service_is_asked_again_when_it_says(dataverse: Dataverse, client: Client, pauses: Pauses) -> None:
    added = add_contacts(dataverse, 1)
    dataverse.faults.calls += [too_many("7"), Fault(503, None, {"Retry-After": "3"})]

    assert keys(client) == added
    assert pauses.seconds == [7, 3]


@pytest.mark.parametrize("told", ["", "soon", "-5", "Mon, 01 Jan 2001 00:00:00 GMT"])
def test_a_busy_service_that_says_no_time_is_given_some(
    told: str, dataverse: Dataverse, client: Client, pauses: Pauses
) -> None:
    dataverse.faults.calls.append(too_many(told))

    assert keys(client) == []
    assert pauses.seconds == [2]


@pytest.mark.parametrize("told", ["31", "99999999999999999999", "Fri, 01 Jan 2100 00:00:00 GMT"])
def test_a_service_that_is_busy_for_long_is_left_alone(
    told: str, dataverse: Dataverse, client: Client, pauses: Pauses
) -> None:
    dataverse.faults.calls.append(too_many(told))

    with pytest.raises(CallFailed, match=r"^throttled$"):
        keys(client)
    assert pauses.seconds == []


def test_a_second_page_that_repeats_the_first_gives_no_endless_read(dataverse: Dataverse, client: Client) -> None:
    add_contacts(dataverse, 5)
    first: dict[str, Any] = {}

    def keep(page: dict[str, Any]) -> dict[str, Any]:
        first.update(page)
        return page

    dataverse.faults.pages += [keep, lambda _: first, lambda _: first]

    with pytest.raises(CallFailed, match=r"^pages_in_a_circle$"):
        keys(client)


def test_pages_without_end_are_given_up(
    dataverse: Dataverse, client: Client, monkeypatch: pytest.MonkeyPatch, server: DataverseServer
) -> None:
    monkeypatch.setattr(client_module, "MOST_PAGES", 5)
    link = f"{server.url}{ROOT}contacts?$skiptoken=0&again="
    endless = [lambda page, n=n: page | {"@odata.nextLink": f"{link}{n}"} for n in range(9)]
    dataverse.faults.pages += endless

    with pytest.raises(CallFailed, match=r"^too_many_pages$"):
        keys(client)


def test_an_empty_page_with_a_link_is_not_the_last(dataverse: Dataverse, client: Client) -> None:
    added = add_contacts(dataverse, 3)
    empty = {"value": [], "@odata.nextLink": f"contacts?{'$select=contactid'}&$skiptoken=0"}
    dataverse.faults.pages.append(lambda _: empty)

    assert sorted(map(str, keys(client))) == sorted(added)


@pytest.mark.parametrize(
    "link",
    [
        "https://elsewhere.example.org/api/data/v9.2/contacts",
        "//elsewhere.example.org/api/data/v9.2/contacts",
        "http://127.0.0.1:1/api/data/v9.2/contacts",
        "http://somebody@127.0.0.1:{port}/api/data/v9.2/contacts",
        "/made-up-tenant/oauth2/v2.0/token",
        "../../../admin",
        "http://127.0.0.1:{port}/api/data/v9.2/%2e%2e/admin",
        "file:///etc/passwd",
        "http://[",
        "contacts\r\nHost: elsewhere",
    ],
)
@pytest.mark.parametrize("name", ["@odata.nextLink", "@odata.deltaLink", "@nextLink"])
def test_a_link_that_leads_elsewhere_is_not_followed(
    link: str, name: str, dataverse: Dataverse, client: Client, server: DataverseServer
) -> None:
    told = link.format(port=server.url.rpartition(":")[2])
    dataverse.faults.pages.append(lambda page: page | {name: told})

    with pytest.raises(CallFailed, match=r"^foreign_link$"):
        list(client.pages(CONTACTS, track=True))
    assert len(dataverse.asked) == 1


def test_a_kept_link_that_leads_elsewhere_is_not_followed(dataverse: Dataverse, client: Client) -> None:
    with pytest.raises(CallFailed, match=r"^foreign_link$"):
        list(client.pages_from("https://elsewhere.example.org/api/data/v9.2/contacts?$deltatoken=1"))
    assert dataverse.asked == []


def test_a_redirect_is_not_followed(dataverse: Dataverse, client: Client) -> None:
    dataverse.faults.calls.append(Fault(302, None, {"Location": "https://elsewhere.example.org/"}))

    with pytest.raises(CallFailed, match=r"^redirected$"):
        keys(client)


def test_an_answer_that_is_too_long_is_not_kept(
    dataverse: Dataverse, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_module, "LONGEST_ANSWER_BYTES", 100_000)
    dataverse.faults.calls.append(Fault(200, {"value": [{"lastname": "x" * 200_000}]}))

    with pytest.raises(Unanswerable, match=r"^answer_too_long$"):
        keys(client)


def test_an_answer_that_never_ends_is_given_up(
    dataverse: Dataverse, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_module, "ANSWER_TIMEOUT_S", -1)
    add_contacts(dataverse, 1)

    with pytest.raises(CallFailed, match=r"^timeout$"):
        keys(client)


def test_a_service_that_does_not_answer_is_told_by_a_code(service: Service, pauses: Pauses) -> None:
    nobody = Service("http://127.0.0.1:1/", None)

    with pytest.raises(CallFailed, match=r"^unreachable$"):
        keys(Client(nobody, sleep_fn=pauses))


@pytest.mark.parametrize(
    ("status", "error"), [(400, "http_400"), (403, "http_403"), (404, "http_404"), (500, "http_500"), (502, "http_502")]
)
def test_a_refusal_is_told_by_its_number(status: int, error: str, dataverse: Dataverse, client: Client) -> None:
    dataverse.faults.calls.append(Fault(status, {"error": {"code": "0x1", "message": "Mary Example"}}))

    with pytest.raises(CallFailed, match=rf"^{error}$"):
        keys(client)


def test_a_row_is_added_once_under_our_key(dataverse: Dataverse, client: Client) -> None:
    ours = str(uuid4())

    client.put_new("annotations", ours, {"notetext": "once"})
    client.put_new("annotations", ours, {"notetext": "twice"})

    (row,) = dataverse.store.rows("annotations")
    assert (row["annotationid"], row["notetext"]) == (ours, "once")


def test_a_row_that_is_refused_is_told_by_a_code(dataverse: Dataverse, client: Client) -> None:
    with pytest.raises(CallFailed, match=r"^http_400$"):
        client.put_new("annotations", str(uuid4()), {"no_such_column": "x"})
    with pytest.raises(CallFailed, match=r"^http_400$"):
        client.add("annotations", {"no_such_column": "x"})
    assert dataverse.store.rows("annotations") == []


def test_a_row_is_added_under_a_key_of_the_services(dataverse: Dataverse, client: Client) -> None:
    client.add("annotations", {"notetext": "new"})

    assert [row["notetext"] for row in dataverse.store.rows("annotations")] == ["new"]


def test_columns_of_a_row_that_is_looked_up_come_beside_it(dataverse: Dataverse, client: Client) -> None:
    officer = dataverse.store.put("systemusers", lastname="Example")
    dataverse.store.put("incidents", ticketnumber="AN/1", _any_officer_value=officer)
    dataverse.store.put("incidents", ticketnumber="AN/2")
    question = Question(
        "incidents", ("ticketnumber",), {"any_Officer": ("lastname",)}, "ticketnumber ne 'AN/3'", "ticketnumber", None
    )

    first, second = client.rows(question)

    assert first["any_Officer"]["lastname"] == "Example"  # type: ignore[index]
    assert second["any_Officer"] is None
