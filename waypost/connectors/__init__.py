"""One folder per outside system: how it is read, how it is mapped, and how it is written back to."""
