"""Counts over what the other rooms know. Read `README.md` first."""
