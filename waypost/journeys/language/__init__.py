"""
The language of journeys: YAML with a closed set of words, checked against a JSON Schema; never Python.

A fault names the file, the line and what to write instead. `check_text` finds them; `parse_journey` reads what is
sound.
"""

from waypost.journeys.language.checking import check_text, read_schema
from waypost.journeys.language.lines import line_at
from waypost.journeys.language.parsing import BadJourney, parse_journey

__all__ = ["BadJourney", "check_text", "line_at", "parse_journey", "read_schema"]
