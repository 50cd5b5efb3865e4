"""Vocabulary that every room shares; nothing here does input or output."""
