"""Anyshire's identity provider (made up): OpenID Connect over the wire, and nobody proves anything."""
