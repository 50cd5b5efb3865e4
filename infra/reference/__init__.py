"""Makes the reference files that ship in `chalicelib/reference/data`."""
