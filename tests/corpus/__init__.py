"""Dirty, dangerous and harmless records: what must never lead to a message by itself, and what must always."""
