"""A phone and an inbox to look into: a server that speaks GOV.UK Notify's API and keeps what it is given."""
