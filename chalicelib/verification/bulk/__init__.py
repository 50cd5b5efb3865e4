"""Bulk and machine use: accounts of embassies, their keys, batches of checks, and signed reports on them."""
