"""
The ledger: what was sent, to whom, why it was allowed and what became of it, so that nobody can change it unseen.

`append` is what the operations call; `sealing` links what they appended into a chain; `verifying` walks it.
*Source:* design 1.3; docs/adr/0018-ledger-and-erasure.md.
"""

from waypost.messages.ledger.appending import append
from waypost.messages.ledger.values import EntryKind, NewEntry

__all__ = ["EntryKind", "NewEntry", "append"]
