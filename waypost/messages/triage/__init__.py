"""What a victim's message sounds like. *Source:* domain.md SC17."""
