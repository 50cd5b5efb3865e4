"""What the criminal justice system's codes mean, as files: offences, results, forces, courts, countries.

Each file says where it comes from, of what date and under which licence; `infra/reference` makes them. A room asks
by code and gets what the file says, or None: whether that is acceptable is the room's own rule.
"""
