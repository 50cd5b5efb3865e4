"""A simulator of GuardDuty Malware Protection for S3: its request, its tag, its event. It is no virus scanner."""
