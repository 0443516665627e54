"""A force's crime system that is read, and written back to, through its own SQL database."""
