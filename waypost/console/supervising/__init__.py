"""What a supervisor has: clocks, unanswered messages, what is held, workload, and the handover of a leaver."""
