"""
Mobile numbers of their own for the made-up people of a replay.

The converter takes them from Ofcom's drama range, which holds a thousand, so that several victims share each; a
running system rightly holds what goes to a number that several victims gave. The numbers written here are like those
that people have, so they stay in the run's own folder and database, and only the demo's phone is ever sent to.
"""

import re
from typing import Final

_DRAMA: Final = re.compile(r"7700( ?)900(\d{3})(?!\d)")
_FIRST: Final = 100_000


class OwnNumbers:
    """Gives each drama number of each case another one; what is equal within a case stays so, and as it is written."""

    def __init__(self) -> None:
        self._given: dict[tuple[str, str], int] = {}

    def change(self, text: str, *, case: str) -> str:
        """Return the text of an event of a case with its numbers changed."""
        return _DRAMA.sub(lambda found: f"7400{found[1]}{self._serial(case, found[2])}", text)

    def _serial(self, case: str, figures: str) -> int:
        return self._given.setdefault((case, figures), _FIRST + len(self._given))
