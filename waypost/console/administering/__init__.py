"""The pages of whoever runs Waypost in a force: settings, journeys, sources, providers, stops, the log of messages."""
