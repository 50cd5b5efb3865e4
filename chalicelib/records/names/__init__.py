"""Finding a person among millions of recorded names, and saying in bits and words why each candidate is there."""
