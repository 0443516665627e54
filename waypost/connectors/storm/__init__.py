"""Messages of a command-and-control system, folded into snapshots of its incidents."""
