"""
Shows messages to those who answer for them: in the terminal, as one page to print, and as a table of who is told what.

Read first: `material.py`, what all of it is made from. Nothing here needs a database.
"""
