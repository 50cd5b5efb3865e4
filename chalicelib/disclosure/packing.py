"""A disclosure as one short text: reasons repeat themselves, and a stored item has room for 400 KB."""

import base64
import zlib

from chalicelib.disclosure.models import Disclosure


def packed(disclosure: Disclosure) -> str:
    """The disclosure's JSON, deflated, in base64."""
    return base64.b64encode(zlib.compress(disclosure.model_dump_json().encode(), 9)).decode()


def unpacked(text: str) -> Disclosure:
    """What was packed."""
    return Disclosure.model_validate_json(zlib.decompress(base64.b64decode(text)))
