"""A made-up Dynamics 365 environment that answers over HTTP, and clients of it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from demo.dynamics.server import TOKEN_PATH, DataverseServer
from demo.dynamics.service import ROOT, Answer, Asked, Dataverse
from demo.dynamics.store import Store
from waypost.base.values import ForceName
from waypost.connectors.config_file import read_document
from waypost.connectors.dataverse.client import Client
from waypost.connectors.dataverse.mapping import mapping_of
from waypost.connectors.dataverse.system import DataverseSystem
from waypost.connectors.dataverse.values import ClientCredentials, Service, ServiceConfig

MAPPING = Path("demo/dynamics/waypost-mapping.yaml").resolve()
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@dataclass
class Clock:
    """The environment's clock, which a test moves on."""

    now: datetime = START

    def __call__(self) -> datetime:
        return self.now

    def pass_minutes(self, minutes: float) -> None:
        self.now += timedelta(minutes=minutes)


@dataclass
class Pauses:
    """What was waited for, without waiting."""

    seconds: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def environments() -> list[Dataverse]:
    """Return the environments so far; the last one answers."""
    return []


@pytest.fixture
def dataverse(clock: Clock, environments: list[Dataverse]) -> Dataverse:
    """Return an empty environment."""
    environments.append(Dataverse(Store(now_fn=clock)))
    return environments[-1]


@pytest.fixture(scope="session")
def web(environments: list[Dataverse]) -> Iterator[DataverseServer]:
    """Return one server for all tests."""
    with DataverseServer(lambda: environments[-1], port=0) as running:
        yield running


@pytest.fixture
def server(web: DataverseServer, dataverse: Dataverse) -> DataverseServer:
    """Return the server of this test's environment."""
    return web


@pytest.fixture
def in_memory(dataverse: Dataverse, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the line to the environment be a call: where many questions are asked, a socket for each takes long."""

    def send(self: HTTPAdapter, request: requests.PreparedRequest, **_kwargs: object) -> requests.Response:
        if urlsplit(str(request.url)).path == TOKEN_PATH:
            form = dict(parse_qsl(str(request.body)))
            answer = dataverse.credentials.token(form, scope=f"{origin_of(request)}/.default")
        else:
            answer = dataverse.answer(asked_of(request))
        return self.build_response(request, response_of(answer))

    monkeypatch.setattr(HTTPAdapter, "send", send)


def origin_of(request: requests.PreparedRequest) -> str:
    """Return where a request goes."""
    parts = urlsplit(str(request.url))
    return f"{parts.scheme}://{parts.netloc}"


def asked_of(request: requests.PreparedRequest) -> Asked:
    """Return a request as the environment gets it."""
    parts = urlsplit(str(request.url))
    headers = {name.lower(): value for name, value in request.headers.items()}
    body = json.loads(request.body) if request.body else None
    return Asked(str(request.method), origin_of(request), parts.path, parts.query, headers, body)


def response_of(answer: Answer) -> HTTPResponse:
    """Return an answer as it comes off the line."""
    content = b"" if answer.body is None else json.dumps(answer.body).encode()
    headers = {"Date": format_datetime(datetime.now(UTC), usegmt=True), **answer.headers}
    return HTTPResponse(BytesIO(content), headers=headers, status=answer.status, preload_content=False)


@pytest.fixture
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def service(server: DataverseServer) -> Service:
    """Return where the environment is, and how one signs in to it."""
    signs_in = ClientCredentials(server.url + TOKEN_PATH, "waypost-made-up", "made-up-secret", f"{server.url}/.default")
    return Service(server.url + ROOT, signs_in)


@pytest.fixture
def config(service: Service) -> ServiceConfig:
    """Return the settings of a source, with the demo's mapping."""
    return ServiceConfig(service, mapping_of(read_document(MAPPING)), timedelta(minutes=15))


@pytest.fixture
def system(config: ServiceConfig) -> DataverseSystem:
    """Return the environment as a system that is polled."""
    return DataverseSystem(ForceName("anyshire"), config)


@pytest.fixture
def client(service: Service, pauses: Callable[[float], None]) -> Iterator[Client]:
    """Return our client of the environment."""
    opened = Client(service, sleep_fn=pauses)
    yield opened
    opened.close()
