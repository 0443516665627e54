"""The rooms that hold something about a case. They stand above and below; each is named by its own `AppConfig`."""

from collections.abc import Collection, Mapping, Sequence, Set
from importlib import import_module
from typing import cast

from django.apps import apps

from waypost.base.values import CaseId, ForceName
from waypost.cases.erasing.values import ErasingRoom, Kept


def rooms() -> Sequence[ErasingRoom]:
    """Return the rooms that erase, from the ground up, as they are installed."""
    named = (getattr(config, "erasing", None) for config in apps.get_app_configs())
    return [cast("ErasingRoom", import_module(name)) for name in named if name]


def reasons_to_keep(case_ids: Collection[CaseId], *, force: ForceName) -> Mapping[CaseId, Set[Kept]]:
    """Return why these cases are kept, of all rooms together; one that may be erased has no line."""
    found: dict[CaseId, set[Kept]] = {}
    for room in rooms():
        for case_id, why in room.reasons_to_keep(case_ids, force=force).items():
            found.setdefault(case_id, set()).update(why)
    return found
