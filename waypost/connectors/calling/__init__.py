"""Calls to services over HTTP, in one place: nothing waits for ever, and nothing is followed elsewhere."""
