"""Everything that rooms tell each other; one file a room that speaks."""
