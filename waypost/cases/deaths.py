"""What says that somebody in a case has died, read from `content/groups/deaths.yaml`. *Source:* domain.md Q17."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings

from waypost.cases.values import CaseFacts


def is_offence_of_death(case: CaseFacts) -> bool:
    """Whether a death is part of the offence."""
    return case.group in _deaths()["groups"]


def has_ended_by_death(case: CaseFacts) -> bool:
    """Whether the outcome says that a victim or an important witness has died, or is too ill."""
    return case.outcome is not None and case.outcome.code in _deaths()["outcomes"]


def _deaths() -> Mapping[str, frozenset[str]]:
    return _read(settings.CONTENT_DIR / "groups" / "deaths.yaml")


@cache
def _read(path: Path) -> Mapping[str, frozenset[str]]:
    return {name: frozenset(codes) for name, codes in yaml.safe_load(path.read_text(encoding="utf-8")).items()}
