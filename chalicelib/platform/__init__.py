"""The only room that talks to AWS: everything here stands behind plain Python for the other rooms."""
