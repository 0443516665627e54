"""A small made-up police force to try Waypost on. Nothing here imports Waypost, nor Waypost this."""
