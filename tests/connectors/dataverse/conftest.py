"""A made-up Dynamics 365 environment that answers over HTTP, and clients of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from demo.dynamics.server import TOKEN_PATH, DataverseServer
from demo.dynamics.service import ROOT, Dataverse
from demo.dynamics.store import Store
from waypost.connectors.dataverse.client import Client
from waypost.connectors.dataverse.values import ClientCredentials, Service

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
def pauses() -> Pauses:
    return Pauses()


@pytest.fixture
def service(server: DataverseServer) -> Service:
    """Return where the environment is, and how one signs in to it."""
    signs_in = ClientCredentials(server.url + TOKEN_PATH, "waypost-made-up", "made-up-secret", f"{server.url}/.default")
    return Service(server.url + ROOT, signs_in)


@pytest.fixture
def client(service: Service, pauses: Callable[[float], None]) -> Iterator[Client]:
    """Return our client of the environment."""
    opened = Client(service, sleep_fn=pauses)
    yield opened
    opened.close()
