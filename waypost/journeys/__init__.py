"""From events to intents: who should be told what, and when. Calls no provider and holds no wording."""
