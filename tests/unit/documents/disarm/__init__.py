"""Hostile files made harmless: the child and the proof of what it hands back."""
