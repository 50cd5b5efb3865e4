"""A holder's copy of a certificate, bound to a recipient, a purpose and a last day (docs/formats/copy-code.md)."""
