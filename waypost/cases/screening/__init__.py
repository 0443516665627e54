"""
Setting aside what a snapshot says in words that we do not know.

Everything else is applied at once, above all what makes contact safer. A held item pauses the
case's automatic messages until a later revision says it in known words or not at all, or a
person decides.

Source: design.md 1.1; docs/adr/0003-snapshot-and-comparison.md.
"""

from waypost.cases.screening.cases import screen, screen_part
from waypost.cases.screening.holding import HeldItem, Known
from waypost.cases.screening.incidents import screen_incident

__all__ = ["HeldItem", "Known", "screen", "screen_incident", "screen_part"]
