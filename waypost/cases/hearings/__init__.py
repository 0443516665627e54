"""Hearings of all cases by day, change and result, for whoever looks after witnesses. Read `rules.follow` first."""
