"""The "Explore" dock: theory beside practice, and maps of many runs at once."""
