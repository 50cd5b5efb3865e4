r"""The child process that reads the zone in a harmless copy, under limits: `rewriter` made the copy.

    python -m chalicelib.documents.zone_reader TODAY  < JPEG  > answer

The answer is one line of JSON: null, or the rows with what is sure of them. It ends with NOT_INSTALLED when what it
needs is not here. The networks take 300 MB at most.
"""

import io
import json
import resource
import sys
from datetime import date
from typing import TYPE_CHECKING

from chalicelib.documents.errors import ReaderMissing

if TYPE_CHECKING:
    from chalicelib.documents.mrz.reader import ZoneReading

NOT_INSTALLED = 3
CPU_SECONDS = 20
MEMORY = 2 * 1024 * 1024 * 1024
"""Address space: the networks' runtime reserves more than it uses."""


def main() -> None:
    """Read standard input, answer on standard output."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    try:
        found = _read(sys.stdin.buffer.read(), date.fromisoformat(sys.argv[1]))
    except (ImportError, ReaderMissing):
        sys.exit(NOT_INSTALLED)
    answer = found and {
        "rows": found.zone.rows,
        "corrections": [
            [one.row, one.place, one.read, one.taken, one.why.value] for one in found.corrections
        ],
        "sure": found.sure,
        "unsure": found.unsure if found.is_likely else (*found.unsure, "rows"),
    }
    sys.stdout.write(json.dumps(answer))


def _read(copy: bytes, today: date) -> "ZoneReading | None":
    from PIL import Image  # noqa: PLC0415 - under the limits

    from chalicelib.documents.mrz.reader import read_picture  # noqa: PLC0415 - under the limits

    with Image.open(io.BytesIO(copy), formats=("JPEG",)) as picture:
        return read_picture(picture.convert("RGB"), today)


if __name__ == "__main__":
    main()
