"""A sealed PDF to its verdict: how long it takes, beside pyHanko, and what is accepted that should not be."""
