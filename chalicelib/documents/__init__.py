"""Uploaded documents: quarantine, malware verdict, rewriting, and a plain reason when one is refused."""
