"""Reading machine-readable zones: how many documents come out wholly right, and how many wrong without a sign."""
