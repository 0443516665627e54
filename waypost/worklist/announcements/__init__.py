"""What staff tell victims of that no record says: see the README."""
