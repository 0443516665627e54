"""
What changed between two revisions of a case.

A source sends states; what victims are told follows from the difference. Read `compare` first.

Source: contract/triggers.csv, origin `diff`; docs/adr/0003-snapshot-and-comparison.md.
"""

from waypost.cases.compare.cases import compare
from waypost.cases.compare.incidents import compare_incidents
from waypost.cases.compare.values import INTERNAL, Change, ChangeKind, Pair

__all__ = ["INTERNAL", "Change", "ChangeKind", "Pair", "compare", "compare_incidents"]
