"""The file of `source add --kind storm --config`: the mapping, and the folder if messages are dropped in one."""

import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from waypost.base.values import JsonValue
from waypost.connectors.config_file import (
    LONGEST_POLL_S,
    BadConfig,
    Range,
    Stored,
    number,
    read_document,
    read_settings,
)
from waypost.connectors.storm.mapping import mapping_of
from waypost.connectors.storm.values import StormMapping

_KEYS = ("mapping", "samples", "folder", "settled_after_s", "poll_every_s")
_OF_A_FOLDER = ("settled_after_s", "poll_every_s")
_POLL_EVERY_S = 5
_SETTLED_AFTER_S = 5
_LONGEST_SETTLING_S = 3_600
_REMEMBERED = 100


def read_config(path: Path) -> dict[str, JsonValue]:
    """
    Return what is kept of a configuration file: the mapping in full, so that every worker has the same one.

    :raises BadConfig: with what to mend.
    :raises BadMapping: likewise, in the mapping file.
    :raises BadYaml: if one of the two files is not YAML.
    """
    told = read_settings(path, known=_KEYS)
    mapping = read_document(path.parent / str(told.get("mapping", "")))
    mapping_of(mapping)
    kept: dict[str, JsonValue] = {"mapping": mapping}
    if "samples" in told:
        kept["samples"] = _samples(path.parent / str(told["samples"]))
    if "folder" not in told:
        _refuse_settings_of_a_folder(told)
        return kept
    return kept | {
        "folder": _folder(told["folder"]),
        "poll_every_s": number(told, "poll_every_s", Range(_POLL_EVERY_S, LONGEST_POLL_S)),
        "settled_after_s": number(told, "settled_after_s", Range(_SETTLED_AFTER_S, _LONGEST_SETTLING_S)),
    }


def mapping_in(kept: Stored) -> StormMapping:
    """
    Return the mapping as it was kept.

    :raises BadMapping: if a newer release no longer takes it.
    """
    return _mapping_of_text(json.dumps(kept.get("mapping"), sort_keys=True))


@lru_cache(maxsize=_REMEMBERED)
def _mapping_of_text(text: str) -> StormMapping:
    """Return the mapping in a text: it is asked for at every request, and to check it against its schema takes long."""
    return mapping_of(json.loads(text))


def is_dropped(kept: Mapping[str, JsonValue]) -> bool:
    """Whether messages come as files in a folder, and not by the door."""
    return "folder" in kept


def _refuse_settings_of_a_folder(told: Mapping[str, JsonValue]) -> None:
    extra = [name for name in _OF_A_FOLDER if name in told]
    if extra:
        raise BadConfig(f"{extra[0]}: is of use only with a folder; leave it out where messages are pushed")


def _samples(folder: Path) -> str:
    if not folder.is_dir():
        raise BadConfig("samples: write the folder, beside this file, in which files with some recorded messages are")
    return str(folder.absolute())


def _folder(told: JsonValue) -> str:
    if not isinstance(told, str) or not Path(told).is_absolute():
        raise BadConfig("folder: write the whole path, from / on")
    return told
