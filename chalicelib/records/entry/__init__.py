"""Entering and correcting a record by forms: fields, the parts that they make, and where each part stands."""
