"""Whether the other languages and formats of a message fit the one that journeys name."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from waypost.messages.lint.shape import nearest
from waypost.messages.lint.values import Found

_MUST_AGREE = ("mode", "mode_enhanced", "class", "duty", "audience")
_CHANNELS = ("sms", "email", "letter")


def check_version(body: Mapping[str, Any], *, originals: Mapping[str, Mapping[str, Any]]) -> Iterator[Found]:
    """
    Yield where a message that is a version of another does not fit it.

    `originals` are the English messages of the folder by id, whole files of the right shape.
    """
    if "version_of" not in body:
        if body["language"] != "en":
            yield Found(("id",), "A message in another language says which one it translates: add `version_of`.")
        return
    named = body["version_of"]
    original = originals.get(named)
    if original is None or original is body:
        close = nearest(named, frozenset(originals))
        yield Found(("version_of",), f"No English message is called {named}, so this is a version of nothing.{close}")
        return
    if "version_of" in original:
        yield Found(("version_of",), f"{named} is itself a version: name {original['version_of']}.")
    if body["language"] == "en" and "format" not in body:
        yield Found(("version_of",), "An English version is there for a format: add `format`, or drop `version_of`.")
    yield from _disagreeing(body, original)
    yield from _channels(body, original)


def same_versions(bodies: Sequence[tuple[str, Mapping[str, Any]]]) -> Iterator[tuple[str, Found]]:
    """Yield each file that is the second one for the same message, language and format."""
    seen: dict[tuple[str, str, str], str] = {}
    for name, body in bodies:
        if "version_of" in body:
            key = (body["version_of"], body["language"], body.get("format", ""))
            if key in seen:
                yield name, Found(("version_of",), f"{seen[key]} is already this version of {key[0]}: keep one.")
            seen.setdefault(key, name)


def _disagreeing(body: Mapping[str, Any], original: Mapping[str, Any]) -> Iterator[Found]:
    for key in _MUST_AGREE:
        ours, theirs = body.get(key), original.get(key)
        if ours != theirs:
            yield Found((key,), f"`{key}` is {ours} here and {theirs} in {original['id']}: make them the same.")


def _channels(body: Mapping[str, Any], original: Mapping[str, Any]) -> Iterator[Found]:
    ours = {channel for channel in _CHANNELS if channel in body}
    theirs = {channel for channel in _CHANNELS if channel in original}
    if ours - theirs:
        extra = ", ".join(sorted(ours - theirs))
        yield Found((min(ours - theirs),), f"{original['id']} has no {extra}: add it there, or take it out here.")
    # Easy Read does not fit into an SMS; who needs it gets it by e-mail.
    if theirs - ours and "format" not in body:
        absent = ", ".join(sorted(theirs - ours))
        yield Found(("version_of",), f"{original['id']} has {absent} and this version has not: write it.")
