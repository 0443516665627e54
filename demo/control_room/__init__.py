"""Callboard, a made-up command-and-control system: it pushes each incident's whole state to whoever listens."""
