"""The versions of journeys, in force and earlier ones, as values. Each is parsed once a process."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from waypost.base.content import LiveContent, content_versions, live_content
from waypost.journeys.language import parse_journey
from waypost.journeys.passes import Version
from waypost.journeys.runs import RunFacts
from waypost.journeys.values import Journey

_KIND = "journeys"


class UnknownJourney(LookupError):
    """No journey in force has that name: `waypost journey list` shows them."""


def journeys_in_force() -> Sequence[Journey]:
    """Return the versions in force, by name."""
    return _journeys(live_content(_KIND))


@lru_cache(maxsize=4)
def _journeys(contents: tuple[LiveContent, ...]) -> tuple[Journey, ...]:
    return tuple(parse_journey(found.key, found.version, found.text) for found in contents)


def journey_in_force(name: str) -> Journey:
    """
    Return the version in force of one journey.

    :raises UnknownJourney: if no journey in force has that name.
    """
    known = {journey.name: journey for journey in journeys_in_force()}
    if name not in known:
        raise UnknownJourney(f"no journey in force is called {name}: use one of {', '.join(sorted(known))}")
    return known[name]


def versions_followed(journeys: Iterable[Journey], runs: Iterable[RunFacts]) -> Mapping[Version, Journey]:
    """Return these journeys and the earlier versions that runs still follow; one query more at most."""
    known = {(journey.name, journey.version): journey for journey in journeys}
    return {**known, **journeys_by_version({(run.journey, run.version) for run in runs} - known.keys())}


def journeys_by_version(versions: Iterable[Version]) -> Mapping[Version, Journey]:
    """
    Return these versions, in force or not.

    :raises LookupError: if one of them was never there.
    """
    wanted = set(versions)
    if not wanted:
        return {}
    return {
        (found.key, found.version): parse_journey(found.key, found.version, found.text)
        for found in content_versions(_KIND, wanted)
    }
