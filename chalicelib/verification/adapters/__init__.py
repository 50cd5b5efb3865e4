"""Outside systems of verification."""
