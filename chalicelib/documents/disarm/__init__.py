"""Turns hostile files into harmless ones: what runs in the child (`child`), and how its answer is proved harmless."""
