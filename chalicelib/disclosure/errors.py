"""What can go wrong when it is decided what a certificate says.

ProbityError
└── Refused
    └── DecisionDoesNotFit      a decision for a matter that is not there, needs none, or has one already
"""

from chalicelib.kernel.errors import Refused


class DecisionDoesNotFit(Refused):
    """The officer's decisions and the record do not belong together; nothing was decided."""
