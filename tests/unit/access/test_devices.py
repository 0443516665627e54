"""Of which kind a phone or computer is, from what its browser says of itself."""

import pytest

from waypost.access.devices import kind_of_device

_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("user_agent", "kind"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Safari/604.1", "iphone safari"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) CriOS/140.0 Safari/604.1", "iphone chrome"),
        ("Mozilla/5.0 (Linux; Android 16; K) AppleWebKit/537.36 Chrome/143.0 Mobile Safari/537.36", "android chrome"),
        ("Mozilla/5.0 (Linux; Android 16) SamsungBrowser/28.0 Chrome/130.0 Mobile Safari/537.36", "android samsung"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/143.0 Safari/537.36 Edg/143.0", "windows edge"),
        (f"{_MAC} Chrome/143.0 Safari/537.36", "mac chrome"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "linux firefox"),
        ("", "other other"),
    ],
)  # fmt: skip
def test_a_browser_says_on_what_it_runs(user_agent: str, kind: str) -> None:
    assert kind_of_device(user_agent) == kind


def test_a_newer_version_of_the_same_is_no_other_device() -> None:
    assert kind_of_device(f"{_MAC} Chrome/143.0 Safari/537.36") == kind_of_device(f"{_MAC} Chrome/99.1 Safari/537.36")
