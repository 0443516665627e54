"""Are the words that were sent those of their template, with their values? Asked of the templates in force."""

import hashlib
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import psycopg

from drills.statements import BODIES
from waypost.messages import syntax
from waypost.messages.library import live_library
from waypost.messages.templates import MessageTemplate
from waypost.messages.values import Channel


def unlike_their_template(database: psycopg.Connection[tuple[Any, ...]]) -> Iterator[str]:
    """
    Yield the references of texts that no reading of their template makes.

    Which conditionals were true is not kept with an attempt, so all readings are tried: a template has few.
    """
    templates = _templates()
    for reference, key, version, body, digest, values, is_discreet in database.execute(BODIES.encode()):
        template = templates.get((str(key), int(version)))
        is_its_own = hashlib.sha256(str(body).encode()).hexdigest() == digest
        if template is None or not is_its_own or body not in _readings(template, values, discreet=is_discreet):
            yield str(reference)


def _templates() -> Mapping[tuple[str, int], MessageTemplate]:
    library = live_library()
    every = [*library.templates.values(), *(one for each in library.versions.values() for one in each)]
    return {(one.key, one.version): one for one in every}


def _readings(template: MessageTemplate, values: Mapping[str, str], *, discreet: bool) -> Iterator[str]:
    wording = template.wordings.get(Channel.SMS)
    parts = wording and (wording.discreet if discreet else wording.text)
    if not parts:
        return
    flags = sorted(set(syntax.flags(parts)))
    for truths in product((False, True), repeat=len(flags)):
        try:
            yield syntax.fill(parts, values=values, flags=dict(zip(flags, truths, strict=True)))
        except KeyError:
            # A conditional that was false: its values were never made.
            continue
