"""Every read of this room. Returns frozen values."""

from collections.abc import Sequence

from waypost.access.models import Force
from waypost.access.values import ForceSettings, ForceState, Hours, JourneyState, Pilot
from waypost.base.values import ForceName


class UnknownForce(LookupError):
    """No force has that name: see `waypost force add`."""


def force_settings(force: ForceName) -> ForceSettings:
    """
    Return the settings of one force.

    :raises UnknownForce: if there is none of that name.
    """
    try:
        return _settings(Force.objects.get(name=force))
    except Force.DoesNotExist:
        raise UnknownForce(f"there is no force {force}: `waypost force add {force}` makes one") from None


def force_names() -> Sequence[ForceName]:
    """Return the names of all forces, in alphabetical order."""
    return [ForceName(name) for name in Force.objects.order_by("name").values_list("name", flat=True)]


def _settings(row: Force) -> ForceSettings:
    return ForceSettings(
        name=ForceName(row.name),
        title=row.title,
        state=ForceState(row.state),
        groups=frozenset(row.groups),
        phases=frozenset(row.phases),
        hours=Hours(start=row.hours_from, until=row.hours_until),
        placeholders=frozenset(row.placeholders),
        two_way=row.two_way,
        backlog_days=row.backlog_days,
        retention_days=row.retention_days,
        phone=row.phone,
        leave_url=row.leave_url,
        caps=row.caps,
        pilot=Pilot(share=row.pilot.get("share", 0), teams=frozenset(row.pilot.get("teams", ()))),
        journeys={
            name: JourneyState.PAUSED if kept["is_paused"] else JourneyState(kept["state"])
            for name, kept in row.journeys.items()
        },
        changed_at=row.changed_at,
    )
