"""Which of the office's codes a payload claims to be, by the type in its protected header; nothing is verified."""

from enum import StrEnum

from chalicelib.certificates import cose


class CodeKind(StrEnum):
    """The codes that stand on paper."""

    CERTIFICATE = "certificate"
    RESULT = "result"
    COPY = "copy"


_HEAD = 64
"""Bytes that hold the protected header of any code."""
_KINDS = {"probity-result": CodeKind.RESULT, "probity-copy": CodeKind.COPY}


def kind_of(payload: bytes) -> CodeKind:
    """The kind; a certificate's code for all that has no known type: its reader refuses by name what is none."""
    if b"probity-" not in payload[:_HEAD]:
        return CodeKind.CERTIFICATE
    try:
        match cose.decode(payload):
            case [bytes(protected), *_]:
                header = cose.decode(protected)
            case _:
                return CodeKind.CERTIFICATE
    except (cose.Malformed, cose.NotCanonical):
        return CodeKind.CERTIFICATE
    typ = header.get(cose.TYPE) if isinstance(header, dict) else None
    return _KINDS.get(typ, CodeKind.CERTIFICATE) if isinstance(typ, str) else CodeKind.CERTIFICATE
