"""The made-up officers of a force, each with a number, a name and an address of their own."""

from waypost.connectors.police_uk.person import plain
from waypost.connectors.police_uk.setting import Setting
from waypost.connectors.police_uk.values import JsonObject

FIRST_COLLAR_NUMBER = 9001


def constable(index: int, *, setting: Setting) -> JsonObject:
    """Return a constable; an index beyond the last begins again with the first."""
    officers = setting.book.assumptions.officers
    return _officer(index % officers.constables, rank="PC", setting=setting)


def sergeant(index: int, *, setting: Setting) -> JsonObject:
    """Return a sergeant; an index beyond the last begins again with the first."""
    officers = setting.book.assumptions.officers
    return _officer(officers.constables + index % officers.sergeants, rank="Sgt", setting=setting)


def _officer(number: int, *, rank: str, setting: Setting) -> JsonObject:
    words = setting.book.words
    given_name = words.given_names[number * 7 % len(words.given_names)]
    family_name = f"{words.family_names.officer}{number + 1}"
    local = plain(f"{given_name}.{family_name}")
    return {
        "collar_number": str(FIRST_COLLAR_NUMBER + number),
        "rank": rank,
        "name": f"{given_name} {family_name}",
        "email": f"{local}@{setting.force}.example.org",
        "team": words.teams[number % len(words.teams)],
    }
