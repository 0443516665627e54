"""Every parser of a connector, given bytes that nobody would write."""
