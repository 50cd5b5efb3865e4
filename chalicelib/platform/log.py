"""Structured logs. They carry identifiers, codes and counts; never names, dates of birth or free text."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@cache
def logger() -> "Logger":
    """The process's JSON logger (service `probity`)."""
    from aws_lambda_powertools import Logger  # noqa: PLC0415 - imported when first used, for cold starts

    return Logger(service="probity", utc=True)


@contextmanager
def logging_to_stderr() -> Iterator[None]:
    """Leave standard output to what a command says."""
    handlers = [one for one in logger().handlers if isinstance(one, logging.StreamHandler)]
    before = [one.stream for one in handlers]
    for handler in handlers:
        handler.stream = sys.stderr
    try:
        yield
    finally:
        for handler, stream in zip(handlers, before, strict=True):
            handler.stream = stream
