"""Structured logs. They carry identifiers, codes and counts; never names, dates of birth or free text."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@cache
def logger() -> "Logger":
    """The process's JSON logger (service `probity`)."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - imported when first used, for cold starts

    return Logger(service="probity", utc=True)
