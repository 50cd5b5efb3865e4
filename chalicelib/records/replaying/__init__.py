"""Old answers worked out again: the models that are kept for it, and the command that does it."""
