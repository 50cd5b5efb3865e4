"""Made-up people by the million: who they are, how they are recorded, and the slips that applications hold."""
