"""The numbers by which police, courts and licensers know a person or a case: one file each, over a common core."""
