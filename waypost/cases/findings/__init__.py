"""
What a clerk should see about a case and the people in it (domain.md 6), beside what is wrong with a contact. Pure.

Read `findings_of_case`, `findings_of_person` and `findings_elsewhere` first. What each finding says, and whether it
stops messages, is in `catalogue`.
"""

from waypost.cases.findings.catalogue import Found
from waypost.cases.findings.danger import findings_of_case
from waypost.cases.findings.elsewhere import CaseSeen, Entry, Sharer, findings_elsewhere, sharing
from waypost.cases.findings.names import findings_of_name
from waypost.cases.findings.people import findings_of_person
from waypost.cases.findings.words import WordLists, word_lists

__all__ = [
    "CaseSeen",
    "Entry",
    "Found",
    "Sharer",
    "WordLists",
    "findings_elsewhere",
    "findings_of_case",
    "findings_of_name",
    "findings_of_person",
    "sharing",
    "word_lists",
]
