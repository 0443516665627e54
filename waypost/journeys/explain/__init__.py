"""
Why somebody was told something, or was not: everything decided for a case, in order. Read `lines` and `account` first.

*Source:* contract, `waypost explain`; design 1.2 ("why did she get this?").
"""

from waypost.journeys.explain.account import account
from waypost.journeys.explain.lines import lines
from waypost.journeys.explain.material import Material
from waypost.journeys.explain.reading import NoSuchCase, read_material

__all__ = ["Material", "NoSuchCase", "account", "lines", "read_material"]
