"""The names index as files that are mapped into memory: built in one go, changed while it serves."""
