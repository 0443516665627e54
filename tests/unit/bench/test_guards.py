"""A measurement starts only where nothing of it can leave the machine."""

import pytest

from bench.guards import NotLoopback, is_loopback, refuse_a_given_database, refuse_unless_loopback


@pytest.mark.parametrize(
    ("address", "answer"),
    [
        ("http://127.0.0.1:8500", True),
        ("http://127.9.9.9", True),
        ("http://localhost:8500/x", True),
        ("http://[::1]:8500", True),
        ("smtp://user:secret@127.0.0.1:25", True),
        ("127.0.0.1", True),
        # A name that only looks like this machine.
        ("http://localhost.example.org", False),
        ("http://127.0.0.1.example.org", False),
        ("http://127.0.0.1@example.org/", False),
        ("https://api.notifications.example.org", False),
        ("smtp://user:127.0.0.1@10.0.0.1:25", False),
        ("http://0.0.0.0:80", False),
        ("", False),
    ],
)
def test_address_is_on_this_machine(address: str, answer: bool) -> None:
    assert is_loopback(address) is answer


@pytest.mark.parametrize("name", ["NOTIFY_BASE_URL", "SMTP_URL", "WHATSAPP_API_URL", "EMAIL_HOST"])
def test_provider_elsewhere_stops_a_measurement_and_its_address_is_not_said(name: str) -> None:
    with pytest.raises(NotLoopback) as refused:
        refuse_unless_loopback({name: "smtp://user:secret@mail.example.org"})

    assert name in str(refused.value)
    assert "secret" not in str(refused.value)


def test_providers_here_or_none_let_a_measurement_start() -> None:
    refuse_unless_loopback({"NOTIFY_BASE_URL": "http://127.0.0.1:1", "SMTP_URL": "", "HOME_URL": "https://example.org"})


def test_database_that_was_given_stops_a_measurement() -> None:
    refuse_a_given_database({"DATABASE_URL": ""})

    with pytest.raises(NotLoopback):
        refuse_a_given_database({"DATABASE_URL": "postgresql://127.0.0.1/waypost"})
