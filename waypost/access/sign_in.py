"""
Invitations and sign-in codes: every write at the portal's door.

A token finds an invitation and proves nothing. A code is sent to the contact on record, which this room does
not know: the door that calls asks `cases` for it and `messages` to send. What happens here is told to the
timeline by that same door.
"""

import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.conf import settings

from waypost.access.audit import audit_people, record_audit
from waypost.access.models import Account, Grant, Invitation, SignInCode
from waypost.access.permissions import Action
from waypost.access.sign_in_rules import (
    CODE_DIGITS,
    CODE_LIFETIME,
    INVITATION_LIFETIME,
    LONGEST_WINDOW,
    Entry,
    HeldCode,
    SignInFact,
    Verdict,
    digest_code,
    is_locked_by,
    is_open,
    judge,
    may_send,
)
from waypost.access.values import Actor, ActorKind
from waypost.base.scope import in_force
from waypost.base.sets import insert_rows, read_rows
from waypost.base.values import CaseId, ForceName, PersonId

# Nobody has more kinds of them; who does is told of one that they had forgotten.
_MOST_DEVICES = 12
STRANGER = Actor(ActorKind.VICTIM, "not-signed-in")
"""Who stands at the door: whether it is the victim is what the door finds out."""


@dataclass(frozen=True)
class InvitationFacts:
    """An invitation, for the doors. The token is no secret of ours, yet it stands in no log."""

    token: str = field(repr=False)
    force: ForceName
    case_id: CaseId
    person_id: PersonId
    is_open: bool
    is_registered: bool


@dataclass(frozen=True)
class Invited:
    """The invitation of a person, and whether it was made just now."""

    token: str = field(repr=False)
    is_new: bool


@dataclass(frozen=True)
class Entered:
    """
    What became of an entry; `account_id` is set where it opened.

    `is_new_device`: it opened on a kind of device from which this person had not come before.
    """

    verdict: Verdict
    account_id: UUID | None
    grant_id: str | None
    is_first: bool
    has_locked: bool
    is_new_device: bool = False


class CodeNotAllowed(RuntimeError):
    """No code may be sent now: the invitation is shut, or too many were sent already."""


def find_invitation(token: str, *, now: datetime) -> InvitationFacts | None:
    """Return what a token finds; changes nothing, however often it is asked and by whom."""
    row = Invitation.objects.filter(token=token).first()
    return _facts(row, now) if row else None


def invite(person_id: PersonId, *, case_id: CaseId, force: ForceName, by: Actor, now: datetime) -> Invited:
    """
    Return the one invitation of a person; make it if there is none, and let one that ran out run again.

    A lock stays: only a person lifts it.
    """
    return invite_all({person_id: case_id}, force=force, by=by, now=now)[person_id]


def invite_all(
    people: Mapping[PersonId, CaseId], *, force: ForceName, by: Actor, now: datetime
) -> Mapping[PersonId, Invited]:
    """
    Do as `invite` does for many people, each with the case in which they are invited, in a fixed number of queries.

    Written in the order of people, whatever order they come in: two who invite the same ones at once wait for each
    other and do not lock each other out.
    """
    with in_force(force):
        known = _invitations(people, force=force)
        wanted = [
            Invitation(force=force, person_id=one, case_id=people[one], created_at=now, expires_at=_ends(now))
            for one in sorted(people.keys() - known.keys())
        ]
        written = insert_rows(wanted, ignore_conflicts=True)
        # Where fewer were written than wanted, somebody else has invited the same people at this moment.
        known.update(_invitations(people, force=force) if written < len(wanted) else _by_person(wanted))
        mine = {row.token for row in wanted}
        made = {person_id: row for person_id, row in known.items() if row.token in mine}
        cases = {person_id: CaseId(row.case_id) for person_id, row in made.items()}
        audit_people(Action.INVITATION_MADE, cases, by=by, force=force, now=now)
        _run_again([row for row in known.values() if row.expires_at <= now], now=now)
    return {person_id: Invited(row.token, is_new=person_id in made) for person_id, row in known.items()}


def make_code(invitation: InvitationFacts, *, browser: str, now: datetime) -> str:
    """
    Return a new code to be sent at once; earlier ones stop working. Only its digest is kept.

    :raises CodeNotAllowed: if the invitation is shut or the sending limits are reached.
    """
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    with in_force(invitation.force):
        row = _lock(invitation)
        if not _is_open(row, now) or not may_send(_sent_lately(row, now), now=now):
            raise CodeNotAllowed
        SignInCode.objects.filter(invitation=row, ended_at=None).update(ended_at=now)
        held = SignInCode(invitation=row, browser=_hide(browser), created_at=now, expires_at=now + CODE_LIFETIME)
        held.digest = _digest(code, held)
        held.save(force_insert=True)
        _audit(Action.CODE_ASKED, row, by=STRANGER, now=now)
    return code


def enter_code(invitation: InvitationFacts, *, entry: Entry, fact: SignInFact | None, now: datetime) -> Entered:
    """
    Try a code and the fact, one entry at a time: the row lock makes fifty guesses at once stand in line.

    The third failure since the last success locks the invitation until a person has looked.
    """
    with in_force(invitation.force):
        row = _lock(invitation)
        held = SignInCode.objects.filter(invitation=row).order_by("-created_at", "-id").first()
        if held is None or not _is_open(row, now):
            return _refused(Verdict.NOTHING_TO_TRY)
        hidden = Entry(code=entry.code, answer=entry.answer, browser=_hide(entry.browser))
        verdict = judge(hidden, held=_held(held), digest=_digest(entry.code, held), fact=fact, now=now)
        match verdict:
            case Verdict.OPENED:
                return _open(row, held, entry.device, now=now)
            case Verdict.FAILED:
                return _count_failure(row, held, now)
            case Verdict.NOTHING_TO_TRY:
                return _refused(verdict)


def unlock_invitation(person_id: PersonId, *, force: ForceName, by: Actor, now: datetime) -> bool:
    """Let a person try again after somebody of the force has spoken to them; return whether they were invited."""
    with in_force(force):
        row = Invitation.objects.select_for_update().filter(force=force, person_id=person_id).first()
        if row is None:
            return False
        row.locked_at, row.failures = None, 0
        row.save(update_fields=["locked_at", "failures"])
        _audit(Action.INVITATION_UNLOCKED, row, by=by, now=now)
        return True


def shut_out(person_id: PersonId, *, force: ForceName, by: Actor, now: datetime) -> bool:
    """
    Shut the door of one person and end every visit of theirs, until somebody of the force unlocks it.

    Whoever reads there has all of the account open: what else it sees is shut too, until they sign in to that again.
    Return whether they were invited.
    """
    with in_force(force):
        row = Invitation.objects.select_for_update().filter(force=force, person_id=person_id).first()
        if row is None:
            return False
        row.locked_at = row.locked_at or now
        row.save(update_fields=["locked_at"])
        end_visits([person_id], force=force, now=now)
        _audit(Action.INVITATION_DISOWNED, row, by=by, now=now)
        return True


def end_visits(people: Collection[PersonId], *, force: ForceName, now: datetime) -> None:
    """End every visit of these people and every code that they were sent; they may sign in again."""
    with in_force(force):
        invited = Invitation.objects.filter(force=force, person_id__in=list(people))
        granted = Grant.objects.filter(force=force, person_id__in=list(people))
        accounts = {*invited.values_list("account_id", flat=True), *granted.values_list("account_id", flat=True)}
        SignInCode.objects.filter(invitation__in=invited, ended_at=None).update(ended_at=now)
        theirs = Grant.objects.filter(force=force, account__in=accounts - {None}, revoked_at=None)
        theirs.update(revoked_at=now)


def _invitations(people: Collection[PersonId], *, force: ForceName) -> dict[PersonId, Invitation]:
    where = "WHERE t.force = %s AND t.person_id = ANY(%s::bigint[])"
    return _by_person(read_rows(Invitation, where, [force, list(people)]))


def _by_person(rows: Iterable[Invitation]) -> dict[PersonId, Invitation]:
    return {PersonId(row.person_id): row for row in rows}


def _ends(now: datetime) -> datetime:
    return now + INVITATION_LIFETIME


def _run_again(rows: Sequence[Invitation], *, now: datetime) -> None:
    if rows:
        ended = Invitation.objects.filter(token__in=[row.token for row in rows])
        locked = list(ended.select_for_update().order_by("person_id").values_list("token", flat=True))
        Invitation.objects.filter(token__in=locked).update(expires_at=_ends(now))


def _lock(invitation: InvitationFacts) -> Invitation:
    return Invitation.objects.select_for_update().get(token=invitation.token)


def _open(row: Invitation, held: SignInCode, device: str, *, now: datetime) -> Entered:
    held.ended_at = now
    held.save(update_fields=["ended_at"])
    account = row.account or Account(force=row.force, created_at=now)
    if row.account is None:
        account.set_unusable_password()
        account.save(force_insert=True)
    # Who is let in again after a lock was lifted gets back what was taken.
    grant, _ = Grant.objects.update_or_create(
        account=account,
        person_id=row.person_id,
        defaults={"revoked_at": None},
        create_defaults={"force": row.force, "case_id": row.case_id, "created_at": now},
    )
    is_first = row.registered_at is None
    row.account, row.failures, row.registered_at = account, 0, row.registered_at or now
    is_new_device = _note_device(row, device)
    row.save(update_fields=["account", "failures", "registered_at", "devices"])
    _audit(Action.SIGNED_IN, row, by=Actor(ActorKind.VICTIM, str(account.pk)), now=now)
    return Entered(
        Verdict.OPENED, account.pk, grant.pk, is_first=is_first, has_locked=False, is_new_device=is_new_device
    )


def _note_device(row: Invitation, device: str) -> bool:
    """Note a kind of device; return whether others are known and this one is not."""
    digest = hmac.new(_key("device"), f"{row.token} {device}".encode(), sha256).hexdigest()
    is_new = digest not in row.devices
    had_others = bool(row.devices)
    if is_new:
        row.devices = [*row.devices[-_MOST_DEVICES + 1 :], digest]
    return is_new and had_others


def _count_failure(row: Invitation, held: SignInCode, now: datetime) -> Entered:
    held.tries += 1
    held.save(update_fields=["tries"])
    row.failures += 1
    has_locked = is_locked_by(row.failures)
    if has_locked:
        row.locked_at = now
    row.save(update_fields=["failures", "locked_at"])
    _audit(Action.ENTRY_FAILED, row, by=STRANGER, now=now)
    if has_locked:
        _audit(Action.INVITATION_LOCKED, row, by=STRANGER, now=now)
    return Entered(Verdict.FAILED, None, None, is_first=False, has_locked=has_locked)


def _refused(verdict: Verdict) -> Entered:
    return Entered(verdict, None, None, is_first=False, has_locked=False)


def _facts(row: Invitation, now: datetime) -> InvitationFacts:
    return InvitationFacts(
        token=row.token,
        force=ForceName(row.force),
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id),
        is_open=_is_open(row, now),
        is_registered=row.registered_at is not None,
    )


def _is_open(row: Invitation, now: datetime) -> bool:
    return is_open(expires_at=row.expires_at, locked_at=row.locked_at, registered_at=row.registered_at, now=now)


def _sent_lately(row: Invitation, now: datetime) -> list[datetime]:
    lately = SignInCode.objects.filter(invitation=row, created_at__gt=now - LONGEST_WINDOW)
    return list(lately.order_by("created_at", "id").values_list("created_at", flat=True))


def _held(row: SignInCode) -> HeldCode:
    return HeldCode(
        digest=bytes(row.digest),
        browser=row.browser,
        sent_at=row.created_at,
        tries=row.tries,
        is_ended=row.ended_at is not None,
    )


def _digest(code: str, row: SignInCode) -> bytes:
    return digest_code(code, key=_key("code"), salt=str(row.id))


def _hide(browser: str) -> str:
    return hmac.new(_key("browser"), browser.encode(), sha256).hexdigest()


def _key(purpose: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), f"waypost sign-in {purpose}".encode(), sha256).digest()


def _audit(action: Action, row: Invitation, *, by: Actor, now: datetime) -> None:
    record_audit(
        action,
        by=by,
        force=ForceName(row.force),
        now=now,
        case_id=CaseId(row.case_id),
        person_id=PersonId(row.person_id),
    )
