"""Why people called: see the README."""
