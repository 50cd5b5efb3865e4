"""The staff's room: the queue, the four eyes, what they decide, and the order that starts the issuer."""
