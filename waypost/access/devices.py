"""
What kind of phone or computer somebody signs in from, as coarse as a person would say it. Pure.

No cookie is left on the device for it: the page promises that nothing stays once somebody has left. So two phones of
one kind are one, and a browser that says something new of itself after an update is not.
"""

_SYSTEMS = (
    # An iPad says that it is a Macintosh, and Android that it is Linux: the narrower word first.
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Android", "android"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
    ("CrOS", "chromebook"),
    ("Linux", "linux"),
)
_BROWSERS = (
    # Each says the names of those that it descends from as well: the youngest first.
    ("Edg", "edge"),
    ("SamsungBrowser", "samsung"),
    ("OPR/", "opera"),
    ("Firefox/", "firefox"),
    ("FxiOS", "firefox"),
    ("CriOS", "chrome"),
    ("Chrome/", "chrome"),
    ("Safari/", "safari"),
)
_OTHER = "other"


def kind_of_device(user_agent: str) -> str:
    """Return e.g. `iphone safari`, from what a browser says of itself; without versions, which change by themselves."""
    return f"{_first(_SYSTEMS, user_agent)} {_first(_BROWSERS, user_agent)}"


def _first(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((kind for mark, kind in names if mark in user_agent), _OTHER)
