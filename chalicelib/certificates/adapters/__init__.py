"""Real clients of the outside systems that the issuer needs."""
