"""Machine-readable zones of passports, cards and visas (ICAO Doc 9303, parts 3 to 7)."""
