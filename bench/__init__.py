"""Measurements: one program a question, each prints one table."""
