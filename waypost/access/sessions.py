"""
A signed-in browser: Django's own sessions and rotation, with the limits of trust.md T16.

The code and the fact were checked before (`sign_in`); there is no password anywhere.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.auth import login, logout
from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest

from waypost.access.models import Account
from waypost.access.sign_in_rules import is_over
from waypost.access.values import Actor, ActorKind
from waypost.base.values import ForceName

_SIGNED_IN_AT = "signed_in_at"


@dataclass(frozen=True)
class SignedIn:
    """Whose browser this is."""

    account_id: UUID
    force: ForceName

    @property
    def actor(self) -> Actor:
        """Who acts, for the audit log."""
        return Actor(ActorKind.VICTIM, str(self.account_id))


class SessionsOnly(BaseBackend):
    """Finds the account of a session again; signs nobody in."""

    def get_user(self, user_id: UUID | str) -> Account | None:
        """Return the account, or None if it is gone."""
        return Account.objects.filter(pk=user_id).first()


def begin_session(request: HttpRequest, *, account_id: UUID, now: datetime) -> None:
    """Sign this browser in under a new session key, so that one known from before is of no use."""
    account = Account.objects.get(pk=account_id)
    request.session.flush()
    login(request, account, backend=f"{SessionsOnly.__module__}.{SessionsOnly.__qualname__}")
    request.session[_SIGNED_IN_AT] = now.isoformat()


def end_session(request: HttpRequest) -> None:
    """Sign this browser out and forget everything that the session held."""
    logout(request)


def signed_in(request: HttpRequest, *, now: datetime) -> SignedIn | None:
    """Return whose browser this is, or None; a session that has lasted too long is ended here."""
    account = request.user
    if not isinstance(account, Account):
        return None
    began_at = request.session.get(_SIGNED_IN_AT)
    if began_at is None or is_over(datetime.fromisoformat(began_at), now=now):
        end_session(request)
        return None
    return SignedIn(account_id=account.pk, force=ForceName(account.force))
