"""What share of the victims of an extract could be told safely, what stops the others, and what would help most."""
