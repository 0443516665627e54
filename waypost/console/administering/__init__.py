"""Pages of the console: see the README."""
