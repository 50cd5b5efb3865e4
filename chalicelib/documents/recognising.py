"""What a file is, decided once from its own bytes; its name and declared type count for nothing."""

import re

from chalicelib.documents.models import Kind
from chalicelib.documents.reasons import Reason

_TAKEN = (
    (re.compile(rb"\xff\xd8\xff"), Kind.JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Kind.PNG),
    (
        re.compile(rb"(\xef\xbb\xbf)?[\0\t\n\f\r ]{0,1000}%PDF-"),
        Kind.PDF,
    ),  # banks' programs put a line before it
    (re.compile(rb"GIF8[79]a"), Kind.GIF),
    (re.compile(rb"II[*+]\x00|MM\x00[*+]"), Kind.TIFF),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), Kind.WEBP),
    # AVIF shares the container and some of the brands (ISO/IEC 23008-12, 10), and has another decoder.
    (
        re.compile(rb"\0\0\0.ftyp(?!.{0,60}avi[fs])(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL),
        Kind.HEIC,
    ),
)

_NOT_TAKEN = (
    (re.compile(rb"MZ|\x7fELF|#!|\xca\xfe\xba\xbe|[\xfe\xcf]\xfa\xed\xfe"), Reason.PROGRAM),
    (re.compile(rb"BM|.{4}ftyp(avif|avis|mif1|msf1)|.{4}jP  |8BPS", re.DOTALL), Reason.OTHER_PICTURE),
    (re.compile(rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Reason.OFFICE_FILE),
    (re.compile(rb"PK\x03\x04.*?(word/|xl/|ppt/|mimetypeapp)", re.DOTALL), Reason.OFFICE_FILE),
)

_HIDDEN = re.compile(
    rb"%PDF-[12]\.\d|<script[\s>]|<html[\s>]|<\?php|<!DOCTYPE html|This program cannot be run in DOS mode",
    re.IGNORECASE,
)
"""Signatures long enough never to occur by chance in compressed picture data."""
_HIDDEN_IN_PDF = re.compile(rb"<\?php|<!DOCTYPE html|This program cannot be run in DOS mode", re.IGNORECASE)
_ZIP_END = b"PK\x05\x06"
_ZIP_REACH = 22 + 65_535
"""A zip is found from its end: the record and its longest comment (APPNOTE 4.3.16)."""


class NotTaken(Exception):  # noqa: N818 - the reason says what is wrong
    """The file is refused for a reason that its first look shows."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def recognise(content: bytes) -> Kind:
    """The kind by the first bytes. No parser runs: this is safe on anything.

    Raises `NotTaken` for other kinds, and for a file that is of two kinds at once.
    """
    if not content:
        raise NotTaken(Reason.EMPTY)
    for signature, kind in _TAKEN:
        if signature.match(content):
            _require_one_kind(content, kind)
            return kind
    raise NotTaken(_why_not(content[:4096]))


def _why_not(head: bytes) -> Reason:
    return next((reason for pattern, reason in _NOT_TAKEN if pattern.match(head)), Reason.WRONG_TYPE)


def _require_one_kind(content: bytes, kind: Kind) -> None:
    hidden = _HIDDEN_IN_PDF if kind is Kind.PDF else _HIDDEN
    if hidden.search(content) or _ZIP_END in content[-_ZIP_REACH:]:
        raise NotTaken(Reason.UNSAFE_MIX)
