"""
Decides the clocks. Pure: a case's timeline, record and tellings in, clocks out; no database, no clock of its own.

Read `clocks.clocks` first, then `ending`, which says until when one runs; `keeping.next_clocks` is what a reader calls.
"""

from waypost.duties.rules.asking import events_due
from waypost.duties.rules.clocks import clocks
from waypost.duties.rules.enhanced import Ground, enhanced_spells, is_enhanced
from waypost.duties.rules.keeping import next_clocks
from waypost.duties.rules.lengths import due_at
from waypost.duties.rules.moments import Moments, breaches_before, moments, next_look, share_gone
from waypost.duties.rules.starting import Matter
from waypost.duties.rules.telling_by import tell_by

__all__ = [
    "Ground",
    "Matter",
    "Moments",
    "breaches_before",
    "clocks",
    "due_at",
    "enhanced_spells",
    "events_due",
    "is_enhanced",
    "moments",
    "next_clocks",
    "next_look",
    "share_gone",
    "tell_by",
]
