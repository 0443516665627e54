"""The file of `source add --kind dataverse --config`: what it may say, and how it is kept."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from waypost.base.values import JsonValue
from waypost.connectors.calling.addresses import BadAddress, checked_endpoint, checked_root
from waypost.connectors.config_file import (
    LONGEST_POLL_S,
    OVERLAP_MINUTES,
    BadConfig,
    Range,
    Stored,
    kept_secret,
    number,
    overlap,
    read_document,
    read_settings,
    secret_of,
    text,
)
from waypost.connectors.dataverse.mapping import mapping_of
from waypost.connectors.dataverse.values import BasicSignIn, ClientCredentials, Service, ServiceConfig

_KEYS = (
    "service",
    "token_endpoint",
    "client_id",
    "client_secret",
    "scope",
    "user",
    "password",
    "mapping",
    "poll_every_s",
    "overlap_minutes",
)
_POLL_EVERY_S = 30
_SECRETS = ("client_secret", "password")
_PLAIN = ("client_id", "scope", "user")


def read_config(path: Path) -> dict[str, JsonValue]:
    """
    Return what is kept of a configuration file: the mapping in full, so that every worker has the same one.

    A secret that is written out is kept encrypted; `{env: NAME}` keeps only the name.

    :raises BadConfig: with what to mend.
    :raises BadMapping: likewise, in the mapping file.
    :raises BadYaml: if one of the two files is not YAML.
    """
    told = read_settings(path, known=_KEYS)
    mapping = read_document(path.parent / str(told.get("mapping", "")))
    mapping_of(mapping)
    kept: dict[str, JsonValue] = {
        "service": _address("service", told),
        "mapping": mapping,
        "poll_every_s": number(told, "poll_every_s", Range(_POLL_EVERY_S, LONGEST_POLL_S)),
        "overlap_minutes": number(told, "overlap_minutes", OVERLAP_MINUTES),
    }
    if "token_endpoint" in told:
        kept["token_endpoint"] = _address("token_endpoint", told)
    kept |= {name: text(name, told) for name in _PLAIN if name in told}
    kept |= {name: kept_secret(name, told[name]) for name in _SECRETS if name in told}
    _refuse_half_a_sign_in(kept)
    return kept


def dataverse_config(kept: Stored) -> ServiceConfig:
    """
    Return the configuration as it was kept.

    :raises BadConfig: if the environment lacks a secret that it must hold.
    :raises SealBroken: if a secret was sealed with another key.
    """
    return ServiceConfig(
        service=Service(str(kept["service"]), _sign_in(kept)),
        mapping=mapping_of(kept["mapping"]),
        overlap=overlap(kept),
    )


def _sign_in(kept: Stored) -> ClientCredentials | BasicSignIn | None:
    if "token_endpoint" in kept:
        scope = kept.get("scope") or f"{_origin(str(kept['service']))}/.default"
        secret = secret_of(kept["client_secret"])
        return ClientCredentials(str(kept["token_endpoint"]), str(kept["client_id"]), secret, str(scope))
    if "user" in kept:
        return BasicSignIn(str(kept["user"]), secret_of(kept["password"]))
    return None


def _refuse_half_a_sign_in(kept: Mapping[str, JsonValue]) -> None:
    if "token_endpoint" in kept and "user" in kept:
        raise BadConfig("user: sign in by token_endpoint or by user, not by both")
    for first, others in {"token_endpoint": ("client_id", "client_secret"), "user": ("password",)}.items():
        for other in others:
            if (first in kept) != (other in kept):
                raise BadConfig(
                    f"{other if first in kept else first}: is missing beside {first if first in kept else other}"
                )


def _address(name: str, told: Mapping[str, JsonValue]) -> str:
    written = told.get(name)
    if not isinstance(written, str):
        raise BadConfig(f"{name}: write the address, such as https://force.crm11.dynamics.com/api/data/v9.2/")
    try:
        return checked_root(written) if name == "service" else checked_endpoint(written)
    except BadAddress as error:
        raise BadConfig(f"{name}: {error}") from None


def _origin(root: str) -> str:
    parts = urlsplit(root)
    return f"{parts.scheme}://{parts.netloc}"
