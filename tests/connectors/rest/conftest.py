"""A made-up service behind HTTP, and settings of it."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from tests.connectors.rest.server import START, CaseList, serving
from waypost.base.values import ForceName
from waypost.connectors.polling.values import Batch
from waypost.connectors.rest.config import read_config, rest_config
from waypost.connectors.rest.system import RestSystem

SAMPLES = Path(__file__).parent / "samples"
ANYSHIRE = ForceName("anyshire")
PAGING: Mapping[str, Mapping[str, object]] = {
    "link": {"next_link": "paging.next"},
    "number": {"next_page": "page", "oldest_first": True},
    "header": {"next_header": "Link"},
}


@pytest.fixture(scope="session")
def lists() -> list[CaseList]:
    """Return all services so far; the last one answers."""
    return []


@pytest.fixture(scope="session")
def url(lists: list[CaseList]) -> Iterator[str]:
    """Return the address of one server for all tests."""
    with serving(lambda: lists[-1]) as address:
        yield address


@pytest.fixture
def service(lists: list[CaseList]) -> CaseList:
    """Return an empty service."""
    lists.append(CaseList())
    return lists[-1]


Settings = Callable[..., Path]


@pytest.fixture
def settings_of(tmp_path: Path, url: str) -> Settings:
    """Return a writer of settings; None leaves one out."""

    def write(**more: object) -> Path:
        told = {
            "url": f"{url}/api/cases",
            "header": "X-Api-Key",
            "key": "made-up-key",
            "since": "since",
            "records": "data.items",
            "changed": "dates.changed",
            "mapping": "mapping.yaml",
            **more,
        }
        (tmp_path / "mapping.yaml").write_text((SAMPLES / "mapping.yaml").read_text(encoding="utf-8"))
        path = tmp_path / "source.yaml"
        path.write_text(yaml.safe_dump({name: value for name, value in told.items() if value is not None}))
        return path

    return write


@pytest.fixture
def system_of(service: CaseList, settings_of: Settings) -> Callable[..., RestSystem]:
    """Return a maker of the service as a system that is polled."""

    def make(**more: object) -> RestSystem:
        told = more or PAGING[service.pages_by]
        return RestSystem(ANYSHIRE, rest_config(read_config(settings_of(**told))), lambda: START)

    return make


def references(batches: Iterator[Batch] | list[Batch]) -> list[str]:
    """Return the references that were read, in order."""
    return [record.reference for batch in batches for record in batch.records]
