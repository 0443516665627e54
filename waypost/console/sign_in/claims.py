"""How this installation reads a provider's claims: the environment, and `content/staff/sign-in.yaml`."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError

from waypost.access.staff_rules import ClaimRules
from waypost.access.values import StaffRole

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class BadSignInFile(ValueError):
    """`staff/sign-in.yaml` of the content folder is not there, or says what nothing here is called."""


class _SecondFactor(BaseModel):
    model_config = ConfigDict(extra="forbid")

    amr: list[str]
    acr: list[str]


class _SignIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    groups: Mapping[str, list[StaffRole]]
    second_factor: _SecondFactor


def claim_rules() -> ClaimRules:
    """
    Return how claims are read here.

    :raises BadSignInFile: if the content folder's file cannot be used.
    """
    file = _read(Path(settings.CONTENT_DIR) / "staff" / "sign-in.yaml")
    return ClaimRules(
        force=settings.STAFF_OIDC_FORCE,
        force_claim=settings.STAFF_OIDC_FORCE_CLAIM,
        collar_claim=settings.STAFF_OIDC_COLLAR_CLAIM,
        groups_claim=settings.STAFF_OIDC_GROUPS_CLAIM,
        amr=frozenset(file.second_factor.amr),
        acr=frozenset(file.second_factor.acr),
        roles={group: frozenset(roles) for group, roles in file.groups.items()},
        admits_demonstration=is_on_this_machine(settings.STAFF_OIDC_ISSUER) and is_on_this_machine(settings.BASE_URL),
    )


def is_on_this_machine(url: str) -> bool:
    """Whether an address leads to the machine that asks, so that nobody else can be behind it or on the way."""
    return urlsplit(url).hostname in _LOOPBACK


@cache
def _read(path: Path) -> _SignIn:
    try:
        return _SignIn.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise BadSignInFile(f"content/staff/sign-in.yaml: {_first_fault(error)}") from None


def _first_fault(error: Exception) -> str:
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
    return "it is not there, or is no YAML"
