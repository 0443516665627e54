"""What the mapping files of all kinds of system share: fields, codes, and how rows become a snapshot."""
