"""Verification: is this paper or file genuine, unaltered and current? The room that answers without a sign-in."""
