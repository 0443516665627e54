"""How many victims of open crimes could be told safely, by team and day. Read `measure.can_be_told` first."""
