"""A chain of seals over each force's audit log: who changes a line, or takes one away, is found out."""
