"""What a supervisor has: clocks, what is held, workload, and the handover of a leaver."""
