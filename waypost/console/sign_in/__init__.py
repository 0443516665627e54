"""How staff sign in: OpenID Connect at the force's own identity provider, and nothing else."""
