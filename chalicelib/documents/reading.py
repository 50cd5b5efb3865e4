"""Reads the zone in a clean copy, in a process of its own that the picture may bring down without harm to us."""

import json
import os
import subprocess  # - the child is ours, with fixed arguments
import sys
from datetime import date
from pathlib import Path
from typing import Any

from chalicelib.documents.errors import ReaderMissing
from chalicelib.documents.models import READING_MODELS
from chalicelib.documents.mrz.repair import Correction, Why
from chalicelib.documents.mrz.zones import read_zone
from chalicelib.documents.passports import SeenZone
from chalicelib.documents.zone_reader import NOT_INSTALLED
from chalicelib.platform.log import logger

WALL_SECONDS = 25
_ROOT = Path(__file__).resolve().parents[2]


def see_zone(copy: bytes, today: date) -> SeenZone | None:
    """The zone in a JPEG that `rewriting.rewrite` made; None when there is none, or when reading it went wrong.

    Raises `ReaderMissing` when the networks are not here, which says nothing about the picture.
    """
    answer = _run(copy, today)
    if answer is None:
        return None
    return SeenZone(
        zone=read_zone(answer["rows"], today),
        corrections=[
            Correction(row, place, read, taken, Why(why))
            for row, place, read, taken, why in answer["corrections"]
        ],
        sure=answer["sure"],
        unsure=answer["unsure"],
    )


def _run(copy: bytes, today: date) -> dict[str, Any] | None:
    command = [sys.executable, "-P", "-s", "-B", "-m", "chalicelib.documents.zone_reader", today.isoformat()]
    environment = {"PYTHONPATH": os.pathsep.join([str(_ROOT), *filter(None, sys.path)]), "LC_ALL": "C.UTF-8"}
    if READING_MODELS in os.environ:
        environment[READING_MODELS] = os.environ[READING_MODELS]
    try:
        done = subprocess.run(  # noqa: S603 - fixed arguments
            command,
            input=copy,
            capture_output=True,
            env=environment,
            cwd="/",
            check=False,
            timeout=WALL_SECONDS,
        )
    except subprocess.TimeoutExpired:
        logger().info("zone reader took too long")
        return None
    if done.returncode == NOT_INSTALLED:
        raise ReaderMissing
    if done.returncode:
        logger().info("zone reader ended early", extra={"code": done.returncode})
        return None
    answer: dict[str, Any] | None = json.loads(done.stdout)
    return answer
