"""
The wall between forces: every transaction says for which force it works.

Tables with personal data force row-level security on `waypost.force`; outside `in_force` a query sees nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from waypost.base.values import ForceName

_SETTING = "SELECT set_config('waypost.force', %s, true)"
_ATTRIBUTE = "waypost_force"


class CrossForce(RuntimeError):
    """Work for one force asked for the rows of another inside one transaction."""


@contextmanager
def in_force(force: ForceName) -> Iterator[None]:
    """
    Run the block in one transaction that sees the rows of `force` only.

    Nested for the same force it changes nothing. The setting is local to the transaction, so it is
    safe behind a pool that hands out connections by transaction.

    :raises CrossForce: if a transaction for another force is open on this connection.
    """
    current = current_force()
    if current == force:
        yield
        return
    if current is not None:
        raise CrossForce(f"a transaction of force {current} is open; {force} needs one of its own")
    with transaction.atomic():
        _set(force)
        try:
            yield
        except BaseException:
            # The roll-back takes the setting with it, and a broken transaction takes no more commands.
            setattr(connection, _ATTRIBUTE, None)
            raise
        _leave()


def current_force() -> ForceName | None:
    """Return the force of the open transaction, or None outside of one."""
    if not connection.in_atomic_block:
        return None
    return getattr(connection, _ATTRIBUTE, None)


def _set(force: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_SETTING, [force])
    setattr(connection, _ATTRIBUTE, force or None)


def _leave() -> None:
    setattr(connection, _ATTRIBUTE, None)
    if connection.savepoint_ids:
        # An outer transaction (a test's, say) goes on: it must not inherit the force.
        _set("")
