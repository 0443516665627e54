"""Finding a case or somebody in one by what a caller can say: a reference, a number, an address, a name and a birth."""
