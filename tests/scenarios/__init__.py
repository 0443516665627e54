"""Whole cases, told from report to end, with every message that must come of them. See README.md."""
