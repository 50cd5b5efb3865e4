"""Probity: the work of a criminal records office, one room a concern."""
