"""Real clients of the outside systems that the documents room needs."""
