"""Clients of the outside systems that hold police records."""
