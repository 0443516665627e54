"""
Checks all content: the journeys, the messages, and that they fit each other. `waypost content check` prints it.

Read first: `paths.py`, which shows a journey as ways with what is known on them; then `supplies.py`, what each
placeholder needs.
"""

from waypost.journeys.checking.folder import check_content, known_triggers

__all__ = ["check_content", "known_triggers"]
