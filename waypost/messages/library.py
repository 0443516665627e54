"""The live versions of messages, as templates. Read once a batch; parsed once a version."""

from collections.abc import Mapping
from functools import lru_cache

import yaml

from waypost.base.content import live_content
from waypost.messages.templates import MessageTemplate, read_template

_KIND = "messages"
_LANGUAGE = "en"


def live_templates() -> Mapping[str, MessageTemplate]:
    """Return the English templates in force, by id."""
    return {
        content.key.removeprefix(f"{_LANGUAGE}/"): _parse(content.key, content.version, content.text)
        for content in live_content(_KIND)
        if content.key.startswith(f"{_LANGUAGE}/")
    }


@lru_cache(maxsize=1000)
def _parse(_key: str, version: int, text: str) -> MessageTemplate:
    return read_template(yaml.safe_load(text), version=version)
