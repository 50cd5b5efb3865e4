"""Proof of address: how many made-up papers agree with what their holders typed, and how many wrong ones pass."""
