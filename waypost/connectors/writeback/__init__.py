"""
What a victim writes, an officer's tasks and notes of what was told, on their way into the force's systems.

Read `drain_outbox` first.
"""

from waypost.connectors.writeback.draining import DrainReport, drain_outbox

__all__ = ["DrainReport", "drain_outbox"]
