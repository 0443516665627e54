"""The made-up Dynamics 365 environment, asked by Microsoft's own Dataverse client for Python: it takes it for one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
import uvicorn
from azure.core.credentials import AccessToken
from azure.core.exceptions import HttpResponseError
from PowerPlatform.Dataverse.client import DataverseClient
from PowerPlatform.Dataverse.core.errors import HttpError

from demo.dynamics.faults import too_many
from demo.dynamics.seed import add_case
from demo.dynamics.server import TOKEN_PATH, create_app
from demo.dynamics.service import Dataverse
from demo.dynamics.store import Store
from demo.serving import ServedInThread
from tests.verification.tls import Certificate, certificate_for_this_machine
from waypost.connectors.calling.line import CallFailed
from waypost.connectors.dataverse.addresses import Question
from waypost.connectors.dataverse.client import Client
from waypost.connectors.dataverse.values import ClientCredentials, Service

NOON = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


class Credential:
    """An application's sign-in; the identity library itself refuses endpoints without TLS."""

    def __init__(self, url: str, secret: str) -> None:
        self._url, self._secret = url, secret

    def get_token(self, *scopes: str, **_kwargs: Any) -> AccessToken:
        form = {
            "grant_type": "client_credentials",
            "client_id": "waypost-made-up",
            "client_secret": self._secret,
            "scope": " ".join(scopes),
        }
        answer = requests.post(self._url + TOKEN_PATH, data=form, timeout=5)
        if answer.status_code != 200:
            raise HttpResponseError(answer.json()["error"])
        return AccessToken(answer.json()["access_token"], 2_000_000_000)


class SafeServer(ServedInThread):
    """The environment behind TLS, for `with`."""

    def __init__(self, dataverse: Dataverse, certificate: Certificate) -> None:
        files = {"ssl_certfile": str(certificate.certificate), "ssl_keyfile": str(certificate.key)}
        # A TLS line that is kept open would be waited for at the end.
        quiet = {"log_level": "warning", "access_log": False, "headers": [("Connection", "close")]}
        app = create_app(lambda: dataverse)
        super().__init__(uvicorn.Server(uvicorn.Config(app, **quiet, **files)), port=0)  # type: ignore[arg-type]

    @property
    def url(self) -> str:
        return super().url.replace("http://", "https://")


@pytest.fixture
def dataverse() -> Dataverse:
    return Dataverse(Store(now_fn=lambda: NOON))


@pytest.fixture
def server(dataverse: Dataverse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SafeServer]:
    certificate = certificate_for_this_machine(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate.certificate))
    with SafeServer(dataverse, certificate) as running:
        yield running


@pytest.fixture
def theirs(server: SafeServer) -> Iterator[DataverseClient]:
    """Return Microsoft's client."""
    with DataverseClient(server.url, Credential(server.url, "made-up-secret")) as client:
        yield client


@pytest.fixture
def ours(server: SafeServer) -> Client:
    """Return our client of the same environment."""
    signs_in = ClientCredentials(server.url + TOKEN_PATH, "waypost-made-up", "made-up-secret", f"{server.url}/.default")
    return Client(Service(f"{server.url}/api/data/v9.2/", signs_in), sleep_fn=lambda _: None)


def test_it_creates_reads_changes_and_deletes_a_row(theirs: DataverseClient, dataverse: Dataverse) -> None:
    seeded = add_case(dataverse, "AN/1/26")
    note = {"subject": "To the victim", "objectid_incident@odata.bind": f"/incidents({seeded.case})"}

    key = theirs.records.create("annotation", note)
    theirs.records.update("annotation", key, {"notetext": "Changed"})
    read = theirs.records.retrieve("annotation", key, select=["subject", "notetext", "_objectid_value"])
    theirs.records.delete("annotation", key)

    assert read is not None
    assert (read["notetext"], read["_objectid_value"]) == ("Changed", seeded.case)
    assert dataverse.store.rows("annotations") == []


def test_it_reads_page_by_page_what_we_read(theirs: DataverseClient, ours: Client, dataverse: Dataverse) -> None:
    for number in range(7):
        add_case(dataverse, f"AN/{number}/26", any_stage=100000002 + number % 2)
    where = "any_stage eq 100000002 and modifiedon ge 2026-11-02T00:00:00Z"
    lookup = {"any_Officer": ("lastname",)}

    pages = list(
        theirs.records.list_pages(
            "incident",
            filter=where,
            select=["ticketnumber"],
            orderby=["ticketnumber desc"],
            expand=["any_Officer($select=lastname)"],
            page_size=3,
        )
    )
    rows = list(ours.rows(Question("incidents", ("ticketnumber",), lookup, where, "ticketnumber desc")))

    assert [len(list(page)) for page in pages] == [3, 1]
    seen = [(row["ticketnumber"], row["any_Officer"]["lastname"]) for page in pages for row in page]
    assert seen == [(row["ticketnumber"], row["any_Officer"]["lastname"]) for row in rows]  # type: ignore[index]
    assert [number for number, _ in seen] == ["AN/6/26", "AN/4/26", "AN/2/26", "AN/0/26"]


def test_what_we_add_under_our_own_key_it_finds(theirs: DataverseClient, ours: Client) -> None:
    key = str(uuid4())

    ours.put_new("tasks", key, {"subject": "Please call"})

    read = theirs.records.retrieve("task", key, select=["subject", "activityid"])
    assert read is not None
    assert (read["activityid"], read["subject"]) == (key, "Please call")


def test_it_is_told_what_is_wrong_as_dataverse_tells_it(theirs: DataverseClient, dataverse: Dataverse) -> None:
    with pytest.raises(HttpError) as wrong_column:
        theirs.records.list("incident", select=["no_such_column"])
    with pytest.raises(HttpError) as not_there:
        theirs.records.update("incident", str(uuid4()), {"any_stage": 1})
    dataverse.faults.calls.append(too_many("3"))
    with pytest.raises(HttpError) as busy:
        theirs.records.list("incident", select=["title"])

    assert [error.value.status_code for error in (wrong_column, not_there, busy)] == [400, 404, 429]
    assert (busy.value.is_transient, busy.value.details["retry_after"]) == (True, 3)
    assert busy.value.details["service_error_code"] == "0x80072322"


def test_a_wrong_secret_lets_it_in_no_more_than_us(server: SafeServer) -> None:
    with (
        DataverseClient(server.url, Credential(server.url, "another")) as stranger,
        pytest.raises(HttpResponseError, match="invalid_client"),
    ):
        stranger.records.list("incident", select=["title"])


def test_nobody_is_asked_whose_certificate_is_not_trusted(
    ours: Client, dataverse: Dataverse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")

    with pytest.raises(CallFailed, match="unreachable"):
        list(ours.rows(Question("incidents", ("ticketnumber",))))
    assert dataverse.asked == []
    assert dataverse.credentials.tokens == set()
