"""
The way in: snapshots of any door become the record and its timeline, in sets, in one transaction.

Read `take_events` first.
"""

from waypost.cases.intake.contributions import (
    Contribution,
    ContributionResult,
    Section,
    hold_unreadable_contributions,
    take_contributions,
)
from waypost.cases.intake.gone import hold_gone
from waypost.cases.intake.taking import take_events, take_polled, take_together
from waypost.cases.intake.trial import Trial, try_polled
from waypost.cases.intake.unreadable import Unread, hold_unread, hold_unreadable
from waypost.cases.intake.values import (
    IncomingEvent,
    IntakeResult,
    PolledDocument,
    PolledResult,
    Rejection,
)

__all__ = [
    "Contribution",
    "ContributionResult",
    "IncomingEvent",
    "IntakeResult",
    "PolledDocument",
    "PolledResult",
    "Rejection",
    "Section",
    "Trial",
    "Unread",
    "hold_gone",
    "hold_unread",
    "hold_unreadable",
    "hold_unreadable_contributions",
    "take_contributions",
    "take_events",
    "take_polled",
    "take_together",
    "try_polled",
]
