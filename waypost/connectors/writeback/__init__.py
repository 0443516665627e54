"""
What a victim writes, an officer's tasks and notes of what was told, on their way into the force's systems.

Read `draining.drain_outbox` first. How one kind of system takes an item is in that kind's own folder (`taker.py`).
"""
