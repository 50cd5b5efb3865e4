"""Makes the single-file verifier of a running stack and publishes it, as an operator does after a deployment."""

import subprocess
import sys
import time
from http import HTTPStatus
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

from infra.decoder import DecoderError
from infra.local.stack import ROOT, Stack
from infra.verifier import VerifierError, build, fetched

_PATIENCE = 20


class NotOffered(Exception):  # noqa: N818 - said, not raised further
    """The verify page goes without the file."""


def publish(stack: Stack) -> Path:
    """Build it with the lists of this moment, have its hash entered in the log, wait until it is; where it lies.

    Raises `NotOffered`.
    """
    stack.invoke("OnSweep")  # asks for the first status list
    _wait_for(f"{stack.verify_origin}/status/1")
    file = stack.folder / "verifier" / "probity-verifier.html"
    file.parent.mkdir(parents=True, exist_ok=True)
    state = [sys.executable, "-m", "chalicelib", "log"]
    subprocess.run([*state, "hosts"], cwd=ROOT, env=stack.environment, check=False, capture_output=True)
    command = [*state, "publish", str(file)]
    try:
        file.write_bytes(build(stack.verify_origin, stack.root_certificate, fetched(stack.verify_origin)))
        subprocess.run(command, cwd=ROOT, env=stack.environment, check=True, capture_output=True)
    except (DecoderError, VerifierError, subprocess.CalledProcessError) as failed:
        raise NotOffered(f"The verify page offers no file for use without a network: {failed}") from failed
    _wait_for(f"{stack.verify_origin}/verifier")
    return file


def _wait_for(address: str) -> None:
    """Until the issuer has done its part; afterwards too, what comes later is published all the same."""
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end:
        try:
            with urlopen(address, timeout=_PATIENCE) as answer:  # noqa: S310 - of this machine
                if answer.status == HTTPStatus.OK:
                    return
        except HTTPError:
            time.sleep(0.2)
