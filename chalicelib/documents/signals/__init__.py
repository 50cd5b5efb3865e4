"""What staff alone learn of a file: where it was met before, what it says of its making. No decision rests on it."""
