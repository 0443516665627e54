"""Street-level crime as published on data.police.uk, turned into snapshots that can be replayed."""
