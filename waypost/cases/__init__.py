"""The record of cases, what changed in it, and its timeline."""
