"""From a person's record to what a certificate may say."""
