"""
Checks the files of messages before they are loaded: `waypost content check` prints what this finds.

Read first: `message.py`, which asks each check of one file. A fault names the line and what to write instead.
"""

from waypost.messages.lint.folder import check_file, check_folder
from waypost.messages.lint.values import ContentFault, LintRules
from waypost.messages.lint.wordlists import UnreadableRules, read_rules

__all__ = ["ContentFault", "LintRules", "UnreadableRules", "check_file", "check_folder", "read_rules"]
