"""A record system that speaks the LEDS-shaped interface over HTTP, filled with made-up people."""
