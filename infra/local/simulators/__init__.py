"""Stand-ins for outside systems: each speaks the real wire format over a socket and says what it is."""
