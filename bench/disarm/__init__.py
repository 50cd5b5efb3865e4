"""Hostile, odd and ordinary files of public corpora, and bombs of our own, through recognising and rewriting."""
