"""The least that Django can do: one page of one template with one query by key, served as Waypost is."""
