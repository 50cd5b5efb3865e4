"""The host: a process that takes one file after the other as the intake does, and must outlive them all.

Reads lines of JSON with a path, answers each with a line of JSON.
"""

import json
import resource
import sys
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

from chalicelib.documents.errors import RewriterBroken
from chalicelib.documents.models import MAX_BYTES, Role
from chalicelib.documents.recognising import NotTaken, recognise
from chalicelib.documents.rewriting import rewrite


def main() -> None:
    """Answer until the input ends."""
    for line in sys.stdin:
        file, folder = json.loads(line)
        print(json.dumps(_taken(Path(file), Path(folder))), flush=True)


def _taken(file: Path, folder: Path) -> dict[str, Any]:
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    answer = _answer(file.read_bytes(), folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer["wall"] = round(time.monotonic() - began, 3)
    answer["cpu"] = round(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, 3)
    answer["most"] = after.ru_maxrss // 1024
    answer["host"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return answer


def _answer(content: bytes, folder: Path) -> dict[str, Any]:
    kind = None
    try:
        if len(content) > MAX_BYTES:
            return {"refused": "too_big"}
        kind = recognise(content)
        copy = rewrite(kind, content, Role.PASSPORT)
    except NotTaken as why:
        return {"kind": kind, "refused": why.reason.value}
    except RewriterBroken:
        return {"kind": kind, "refused": "not_now"}
    out = folder / f"{sha256(content).hexdigest()[:20]}.{'pdf' if copy.kind == 'application/pdf' else 'jpg'}"
    out.write_bytes(copy.content)
    return {"kind": kind, "copy": out.name, "pages": copy.pages, "words": len(copy.words)}


if __name__ == "__main__":
    main()
