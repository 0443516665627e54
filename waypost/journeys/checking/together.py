"""Whether the files of a content folder fit each other: texts that nobody sends, topics and flags without effect."""

from collections.abc import Iterator, Sequence

from waypost.journeys.checking.paths import Ways
from waypost.journeys.checking.sends import Texts, templates_of
from waypost.journeys.checking.texts import Template
from waypost.messages.lint.source import Source
from waypost.messages.lint.values import Found
from waypost.messages.values import UPDATES_JOINED, SendMode

SENT_BY_CODE = frozenset({UPDATES_JOINED, "portal_one_time_code"})
"""Messages that no journey names: the joined one, and the sign-in code."""


def nobody_sends(texts: Texts, ways: Sequence[Ways]) -> Iterator[tuple[Source, Found]]:
    """Yield each message that no journey names."""
    sent = frozenset().union(*(templates_of(one) for one in ways)) | SENT_BY_CODE
    for name, template in _in_files(texts):
        if name not in sent and SendMode(template.body["mode"]) is not SendMode.NEVER_PUSHED:
            said = f"No journey sends {name}: add a step `send: {name}`, or take the file away."
            yield texts.files[name], Found(("id",), said)


def flags_in_vain(texts: Texts, ways: Sequence[Ways]) -> Iterator[tuple[Source, Found]]:
    """Yield each message whose words for a replaced message can never show."""
    replacing = frozenset().union(*(templates_of(one) for one in ways if one.journey.supersede is not None))
    for name, template in _in_files(texts):
        if "replaces" in template.flags and name not in replacing:
            said = (
                f"((replaces??...)) never shows: no journey with `supersede` sends {name}. Add it, or drop the words."
            )
            yield texts.files[name], Found((), said, "replaces??")


def lonely_topics(ways: Sequence[tuple[Source, Ways]]) -> Iterator[tuple[Source, Found]]:
    """Yield each topic on which no journey supersedes another."""
    superseded = {one.journey.topic for _, one in ways if one.journey.supersede is not None}
    for source, one in ways:
        topic = one.journey.topic
        if topic is not None and topic not in superseded:
            said = f"no journey with the topic {topic} has `supersede`, so it has no effect: add it, or drop the topic."
            yield source, Found(("topic",), said)


def _in_files(texts: Texts) -> Iterator[tuple[str, Template]]:
    return ((name, texts.templates[name]) for name in sorted(texts.templates.keys() & texts.files.keys()))
