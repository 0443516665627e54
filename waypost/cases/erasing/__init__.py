"""
Our copy of a case goes when the crime system, which is the master, has long been done with it.

`retention` says when, `holds` what stands against it, `operations.erase` does it in every room, in one transaction.
*Source:* domain.md 3.2; docs/adr/0018-ledger-and-erasure.md.
"""
