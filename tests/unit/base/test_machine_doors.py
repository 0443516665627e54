"""A door that only machines use, while the database is away."""

import json

import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings

from waypost.base.machine_doors import MachineDoors


def lost(_: HttpRequest) -> HttpResponse:
    raise OperationalError("the server closed the connection")


def closed(_: HttpRequest) -> HttpResponse:
    raise InterfaceError("connection already closed")


def page(_: HttpRequest) -> HttpResponse:
    return HttpResponse("a page")


@pytest.mark.parametrize("name", ["lost", "closed"])
def test_a_machine_is_told_to_come_again_and_no_page_is_shown_to_it(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(MACHINE_DOORS={"/in": f"{__name__}.{name}"}):
        answer = MachineDoors(page)(RequestFactory().post("/in", b"{}", content_type="application/json"))

    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (503, "application/json", "5")
    assert "send the same again" in json.loads(answer.content)["detail"]
    assert answer["Content-Length"] == str(len(answer.content))
    assert [record.levelname for record in caplog.records] == ["ERROR"]
