"""Cookie names and flags, as the settings make them from the address."""

import json
import os
import subprocess
import sys

import pytest

_PRINT = """
import json
from waypost.config import settings as s
print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE]))
"""


@pytest.mark.parametrize(
    ("address", "cookies"),
    [
        ("https://updates.example.org", ["__Host-session", "__Host-csrf", True, True]),
        # A browser refuses the prefix without https, so that loopback could not sign in.
        ("http://127.0.0.1:8000", ["session", "csrf", False, False]),
    ],
)
def test_on_https_a_cookie_belongs_to_this_host_alone(address: str, cookies: list[object]) -> None:
    told = {**os.environ, "WAYPOST_BASE_URL": address}

    said = subprocess.run([sys.executable, "-c", _PRINT], env=told, capture_output=True, text=True, check=True)

    assert json.loads(said.stdout) == cookies
