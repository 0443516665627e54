"""Whatever changes between two pages, and whatever fails: at last we hold what the service holds."""

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
import requests
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse

from tests.connectors.rest.conftest import ANYSHIRE, PAGING, Settings
from tests.connectors.rest.server import START, Answer, CaseList
from waypost.connectors.polling.values import CannotRead
from waypost.connectors.rest import system as system_module
from waypost.connectors.rest.config import read_config, rest_config
from waypost.connectors.rest.system import RestSystem

Held = dict[str, Any]
CHANGES = st.lists(
    st.tuples(
        st.integers(1, 6),  # the case
        st.sampled_from(["REC", "INV"]),
        st.integers(-10, 10),  # by how many minutes the clock that wrote it is wrong
        st.integers(1, 4),  # batches that are taken after it, before the worker dies
        st.sampled_from([None, None, None, 500, 429]),
    ),
    max_size=12,
)


@pytest.fixture
def system(settings_of: Settings) -> Callable[[str, timedelta], RestSystem]:
    """Return a maker of the service as a system, some time after the start."""
    configs = {way: rest_config(read_config(settings_of(**more))) for way, more in PAGING.items()}
    return lambda way, later: RestSystem(ANYSHIRE, configs[way], lambda: START + later)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(sorted(PAGING)), CHANGES)
def test_in_the_end_we_hold_what_the_service_holds(
    system: Callable[[str, timedelta], RestSystem], way: str, changes: list[tuple[int, str, int, int, int | None]]
) -> None:
    service = CaseList(pages_by=way)
    held: Held = {}
    position = ""
    later = timedelta()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(HTTPAdapter, "send", in_memory(service))
        patch.setattr(system_module, "LARGEST_BATCH", 1)
        for number, state, wrong, batches, status in changes:
            later += timedelta(minutes=2)
            service.put(number, at=START + later + timedelta(minutes=wrong), state=state)
            service.faults = [None, failing(status)] if status else []
            position = polled(system(way, later), position, held, most=batches)
        service.faults = []
        polled(system(way, later), position, held, most=1_000)

    assert held == {each["crime-ref"]: each for each in service.cases.values()}


def polled(system: RestSystem, position: str, held: Held, *, most: int) -> str:
    """Take up to so many batches, as a worker does that may die after each; return from where to go on."""
    try:
        for number, batch in enumerate(system.batches(position)):
            held |= {record.reference: record.raw for record in batch.records}
            position = position if batch.position is None else batch.position
            if number + 1 >= most:
                break
    except CannotRead:
        pass
    return position


def failing(status: int) -> Callable[[Answer], None]:
    def fault(answer: Answer) -> None:
        answer.status, answer.headers = status, {"Retry-After": "60"}

    return fault


def in_memory(service: CaseList) -> Callable[..., requests.Response]:
    """Let the line to the service be a call: where many questions are asked, a socket for each takes long."""

    def send(self: HTTPAdapter, request: requests.PreparedRequest, **_kwargs: object) -> requests.Response:
        answer = service.get(str(request.url))
        fault = service.faults.pop(0) if service.faults else None
        if fault is not None:
            fault(answer)
        return self.build_response(request, response_of(answer))

    return send


def response_of(answer: Answer) -> HTTPResponse:
    """Return an answer as it comes off the line."""
    content = json.dumps(answer.body).encode()
    headers: Mapping[str, str] = answer.headers
    return HTTPResponse(BytesIO(content), headers=headers, status=answer.status, preload_content=False)
