"""A real OpenID provider from a package (`oidc_provider.mjs`), running, and a browser that proves there who it is."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from tests.identity import CLIENT_ID, SECRET

RETURN = "http://testserver/staff/sign-in/return"
People = Mapping[str, Mapping[str, Any]]
_PROGRAM = Path(__file__).with_suffix(".mjs")
_TIMEOUT_S = 10


@contextmanager
def oidc_provider(people: People) -> Iterator[str]:
    """Run the provider with these people, by login, and the claims that it says of each; give its issuer."""
    said = {"client_id": CLIENT_ID, "client_secret": SECRET, "redirect_uri": RETURN, "people": people}
    running = subprocess.Popen(
        [_node(), str(_PROGRAM)], env={**os.environ, "PROVIDER": json.dumps(said)}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert running.stdout is not None
        yield str(json.loads(running.stdout.readline())["issuer"])
    finally:
        running.kill()
        running.communicate()


def prove(browser: requests.Session, address: str, login: str, *, amr: Sequence[str] = (), acr: str = "") -> str:
    """Prove at the provider who one is, and by what; return the address that one is sent back to."""
    asked = browser.get(address, timeout=_TIMEOUT_S)
    assert asked.text == "asked for: login", asked.text
    typed = [("accountId", login), *(("amr", one) for one in amr), *([("acr", acr)] if acr else [])]
    answer = browser.post(asked.url, data=typed, timeout=_TIMEOUT_S, allow_redirects=False)
    while not answer.headers["Location"].startswith(RETURN):
        answer = browser.get(answer.headers["Location"], timeout=_TIMEOUT_S, allow_redirects=False)
        assert answer.is_redirect, answer.text
    return answer.headers["Location"]


def _node() -> str:
    # Where the machine has none, developing brings one along.
    found = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    assert found, "there is no Node: make setup"
    return found
