"""One record of a batch while its snapshots are folded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from waypost.cases.applied import AnyApplied, AppliedCase
from waypost.cases.compare import Change
from waypost.cases.models import Case, TimelineEvent
from waypost.cases.screening import HeldItem
from waypost.cases.snapshot import Hearing


@dataclass
class Open:
    """
    One crime or incident while its snapshots are folded; `held` is None until one of them is.

    `document` is what its row holds as JSON text; `linked` are the references that it named before, `hearings` those
    that it had. `contributed` is
    what the newest words of second sources hold, by the section that is theirs (`contributions.names`).
    """

    row: Case
    applied: AnyApplied | None
    document: str | None = None
    linked: tuple[str, ...] = ()
    hearings: tuple[Hearing, ...] = ()
    is_changed: bool = False
    changed_people: bool = False
    held: tuple[HeldItem, ...] | None = None
    foreign: list[HeldItem] = field(default_factory=list)
    contributed: dict[str, tuple[HeldItem, ...]] = field(default_factory=dict)
    events: list[TimelineEvent] = field(default_factory=list)

    def tell(self, changes: Iterable[Change], *, now: datetime) -> None:
        """Number the changes on from the last event of the case."""
        self.is_changed = True
        for change in changes:
            self.row.events += 1
            self.events.append(_event(self.row, change, now))

    @property
    def is_first_sight(self) -> bool:
        """Whether nothing was held of it, or no more, before this batch."""
        return self.document is None

    @property
    def has_other_hearings(self) -> bool:
        """Whether its hearings are not those that it had before this batch."""
        return isinstance(self.applied, AppliedCase) and self.applied.hearings != self.hearings

    @property
    def was_erased(self) -> bool:
        """Whether our copy was erased, and nothing has been said since."""
        return self.document is None and self.applied is None and self.row.revision > 0


def _event(row: Case, change: Change, now: datetime) -> TimelineEvent:
    return TimelineEvent(
        force=row.force,
        case_id=row.id,
        number=row.events,
        kind=change.kind,
        at=change.at,
        received_at=change.received_at,
        seen_at=now,
        revision=row.revision,
        person_ref=change.person,
        item=change.item,
        details=dict(change.details),
    )
