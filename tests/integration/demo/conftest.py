"""The crime system over a database of its own, and an officer who is signed in."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine

from demo.rms.app import create_app
from demo.rms.database import open_database
from demo.serving import ServedInThread, build_server
from tests.demo_force import Rms, crime_system
from tests.integration.demo.officer import CRIME, OfficerClient


@pytest.fixture(scope="session")
def rms() -> Iterator[Rms]:
    """Return a crime system's database."""
    with crime_system() as made:
        yield made


@pytest.fixture(scope="session")
def app(rms: Rms) -> Iterator[str]:
    """Serve the crime system, filled as at a first start, and return its address."""
    with ServedInThread(build_server(create_app(rms.config)), port=0) as served:
        yield served.url


@pytest.fixture
def engine(rms: Rms, app: str) -> Iterator[Engine]:
    """Return the crime system's database as its owner sees it."""
    engine = open_database(rms.url)
    yield engine
    engine.dispose()


@pytest.fixture
def link(rms: Rms, app: str) -> Iterator[Engine]:
    """Return the crime system's database as the linked system may see it."""
    engine = open_database(rms.link_url)
    yield engine
    engine.dispose()


@pytest.fixture
def stranger(app: str) -> OfficerClient:
    """Return a browser in which nobody has signed in."""
    return OfficerClient(app)


@pytest.fixture
def officer(stranger: OfficerClient) -> OfficerClient:
    """Return a browser in which PC 4471 Jo Hall (made up) has signed in."""
    stranger.send_form("/sign-in", officer="4471")
    return stranger


@pytest.fixture
def record(officer: OfficerClient) -> Callable[..., str]:
    """Return a function that records a crime through the form and returns its number."""

    def record(**changes: object) -> str:
        answer = officer.send_form("/occurrences/new", **{**CRIME, **changes})
        assert answer.status_code == 200, answer.text
        return str(answer.url).rsplit("/", 1)[1]

    return record
