"""Checking the applicant's photo: what is said of good portraits, for every tone of skin, and of spoilt ones."""
