"""Made-up travel documents: people, zones, printed pages and photographs of them. No state issues any of these."""
