"""Page pieces that every door shares: layout, dates in words, forms as GOV.UK components, headers."""
