"""
The same human in several cases: proposed, never merged by itself. Read `rules.alike`, then `looking.look`.

*Source:* design 1.6; issue 7, section 4.
"""

from waypost.cases.same_person.deciding import decide, pair_between
from waypost.cases.same_person.looking import look
from waypost.cases.same_person.queries import pair_of_id, pairs, same_people

__all__ = ["decide", "look", "pair_between", "pair_of_id", "pairs", "same_people"]
