"""Which certificates there are, and the four things that one can say (ACRO, guidance for British embassies)."""

from enum import StrEnum


class Product(StrEnum):
    """Which certificate it is."""

    POLICE = "police"
    ICPC = "icpc"
    """International Child Protection Certificate: Part 1 the matters, Part 2 other relevant information."""


class Outcome(StrEnum):
    NO_TRACE = "no_trace"
    NO_LIVE_TRACE = "no_live_trace"
    TRACE = "trace"
    FURTHER_INFORMATION_STEPPED_DOWN = "further_information_stepped_down"

    @property
    def shows_matters(self) -> bool:
        """Whether a certificate with this outcome lists matters."""
        return self in {Outcome.TRACE, Outcome.FURTHER_INFORMATION_STEPPED_DOWN}
