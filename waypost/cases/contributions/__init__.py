"""
What second sources say of a case that another source owns: pure. Read `joining.with_parts` first.

*Source:* docs/adr/0023-contributions.md.
"""
