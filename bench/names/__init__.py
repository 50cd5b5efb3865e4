"""Measures the names index: who is found, how much work it leaves to officers, how long it takes, how big it is."""
