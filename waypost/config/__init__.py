"""Wiring: settings, addresses, worker, program. No logic."""
