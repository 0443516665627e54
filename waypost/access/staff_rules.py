"""
Decisions at the staff's door: what the provider's claims say, whom they let in, how long a session lasts.

Pure: no clock, no database. *Source:* docs/adr/0013-staff-sign-in.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from waypost.access.values import Staff, StaffRole

SESSION_IDLE = timedelta(minutes=20)
SESSION_LONGEST = timedelta(hours=8)
DEMONSTRATION = "urn:waypost:demonstration"
"""What the made-up provider of the demonstration says in `acr`: nobody has proven anything."""


class Refusal(StrEnum):
    """Why somebody whom the provider knows does not come in."""

    NO_SECOND_FACTOR = "no_second_factor"
    NOT_SAID_WHO = "not_said_who"
    UNKNOWN = "unknown"
    SOMEBODY_ELSE = "somebody_else"
    NO_ROLE = "no_role"


@dataclass(frozen=True)
class ClaimRules:
    """
    How this installation reads a provider's claims.

    `force` is set where the provider is one force's and does not say which. `groups_claim` is empty where roles are
    kept in Waypost. `amr` and `acr` are the values that prove a second factor.
    """

    force: str
    force_claim: str
    collar_claim: str
    groups_claim: str
    amr: frozenset[str]
    acr: frozenset[str]
    roles: Mapping[str, frozenset[StaffRole]]
    admits_demonstration: bool


@dataclass(frozen=True)
class Claimed:
    """
    What a provider says of somebody; what it does not say is empty.

    `roles` is None where the provider is not asked for them. `has_second_factor` is what it has proven beside a
    password.
    """

    issuer: str
    subject: str
    force: str
    collar_number: str
    roles: frozenset[StaffRole] | None
    has_second_factor: bool


@dataclass(frozen=True)
class Bond:
    """Whom a subject was at an earlier sign-in, and which subject the member of staff was."""

    staff_id_of_subject: str | None = None
    subject_of_staff: str | None = field(default=None, repr=False)


def read_claims(claims: Mapping[str, object], *, rules: ClaimRules) -> Claimed:
    """Return what the claims of a proven ID token say of somebody."""
    return Claimed(
        issuer=_text(claims.get("iss")),
        subject=_text(claims.get("sub")),
        force=rules.force or _text(claims.get(rules.force_claim)),
        collar_number=_text(claims.get(rules.collar_claim)),
        roles=roles_of(_texts(claims.get(rules.groups_claim)), roles=rules.roles) if rules.groups_claim else None,
        has_second_factor=_has_second_factor(claims, rules),
    )


def roles_of(groups: Iterable[str], *, roles: Mapping[str, frozenset[StaffRole]]) -> frozenset[StaffRole]:
    """Return the roles that groups of the provider give; a group that the map does not know gives none."""
    return frozenset(role for group in groups for role in roles.get(group, frozenset()))


def reason_to_refuse(claimed: Claimed, *, found: Staff | None, bond: Bond) -> Refusal | None:
    """
    Return why somebody does not come in, or None if they do.

    `found` is who has the claimed collar number in the claimed force and has not left. A subject stays the person
    that it was first: a collar number that was given to somebody else must not open the first one's desk.
    """
    if not claimed.has_second_factor:
        return Refusal.NO_SECOND_FACTOR
    if not (claimed.subject and claimed.force and claimed.collar_number):
        return Refusal.NOT_SAID_WHO
    if found is None or not found.is_active:
        return Refusal.UNKNOWN
    if bond.staff_id_of_subject not in {None, found.id} or bond.subject_of_staff not in {None, claimed.subject}:
        return Refusal.SOMEBODY_ELSE
    if not (found.roles if claimed.roles is None else claimed.roles):
        return Refusal.NO_ROLE
    return None


def is_session_over(signed_in_at: datetime, *, seen_at: datetime, now: datetime) -> bool:
    """Whether a session has lasted as long as one may, or nobody has used it for too long."""
    return now - signed_in_at >= SESSION_LONGEST or now - seen_at >= SESSION_IDLE


def _has_second_factor(claims: Mapping[str, object], rules: ClaimRules) -> bool:
    """*Source:* RFC 8176 (`amr`); OpenID Connect Core, section 2 (`acr`)."""
    acr = _text(claims.get("acr"))
    if acr == DEMONSTRATION:
        return rules.admits_demonstration
    return bool(_texts(claims.get("amr")) & rules.amr) or acr in rules.acr


def _text(value: object) -> str:
    # A number is how some directories keep collar numbers; a truth value is no number.
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value.strip() if isinstance(value, str) else ""


def _texts(value: object) -> frozenset[str]:
    if isinstance(value, str):
        return frozenset({value})
    return frozenset(part for part in value if isinstance(part, str)) if isinstance(value, list) else frozenset()
