"""The single file that verifies without a network: published under its hash, which the log states."""

import hashlib
from contextlib import suppress

from chalicelib.certificates.errors import NotTheVerifier
from chalicelib.certificates.stating import Statements
from chalicelib.platform.objects import ObjectExists

KIND = "verifier"
_TYPE = "text/html; charset=utf-8"
_MOST = 5_000_000
"""What the function behind the page can answer with."""


def file_key(digest: str) -> str:
    """Where the file with a SHA-256 (hexadecimal) lies in the public bucket."""
    return f"verifier/{digest}.html"


def offer(content: bytes, statements: Statements) -> str:
    """Publish the file and ask the issuer to state its hash in the log; the statement's identifier.

    Raises `NotTheVerifier` for what infra/verifier.py did not make.
    """
    if not content.startswith(b"<!doctype html>") or b'id="carried"' not in content or len(content) > _MOST:
        raise NotTheVerifier("This is not the verifier's file: make it with python -m infra.verifier.")
    digest = hashlib.sha256(content).hexdigest()
    with suppress(ObjectExists):  # offered before
        statements.public.put_once(file_key(digest), content, _TYPE)
    return statements.offer(KIND, {"sha256": digest, "size": len(content)})
