"""Our own checks of PDF/A-3a (ISO 19005-3) and PDF/UA-1 (ISO 14289-1): the rules that signing or rewriting can break.

Not veraPDF: no file is thereby veraPDF-validated. Clauses and test numbers are those of veraPDF's profiles, so
that each rule can be held against the public corpus (`python -m bench.conformance`, bench/RESULTS.md).
"""

from chalicelib.certificates.conformance import (  # noqa: F401 - each adds its rules to the book
    annotations,
    files,
    fonts,
    forms,
    metadata,
    structure,
)
from chalicelib.certificates.conformance.book import Breach, breaches
from chalicelib.certificates.conformance.reading import Reading

DISCLAIMER = "not veraPDF-validated"

__all__ = ["DISCLAIMER", "Breach", "Reading", "breaches"]
