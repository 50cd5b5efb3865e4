"""The value that binds a page to its certificate and its place (docs/formats/page-check.md)."""

import hashlib

from chalicelib.certificates.short_code import ALPHABET

_CONTEXT = b"probity-page"
_DIGEST = 16
_BITS = 40


def page_check(content_digest: bytes, page: int, *, is_last: bool) -> str:
    """The check printed on a page, `7K3M-9Q2T`; whoever has read the square knows the 16 bytes that it needs.

    `content_digest` may be the whole SHA-256 of the attached content, or those 16 bytes.
    """
    place = page.to_bytes(2, "big") + bytes([is_last])
    digest = hashlib.sha256(_CONTEXT + content_digest[:_DIGEST] + place).digest()
    number = int.from_bytes(digest[: _BITS // 8], "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(_BITS - 5, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"
