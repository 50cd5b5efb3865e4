"""The same issuer and stranger as the unit tests of verification."""

from tests.unit.verification.conftest import certificate, issuer, judge, stranger

__all__ = ["certificate", "issuer", "judge", "stranger"]
