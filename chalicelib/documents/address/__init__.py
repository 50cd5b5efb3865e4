"""Proof of address: whether a paper's date, name and address are what the applicant typed."""
