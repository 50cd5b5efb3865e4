"""Tests of what staff alone learn of a file."""
