"""Whether bytes are DER (ITU-T X.690, 10 and 11): one spelling for each value, so no two files mean the same."""

_CONSTRUCTED = 0x20
_SET = 0x31
_BOOLEAN, _INTEGER = 0x01, 0x02
_LONG_TAG = 0x1F
_LONG_LENGTH = 0x80
_MAX_DEPTH = 40


def element_length(data: bytes) -> int:
    """Length of the element that `data` begins with; raises `ValueError` unless it is DER all the way down."""
    return _element(data, 0, len(data), 0)


def value(data: bytes) -> bytes:
    """The content of the element that `data` is."""
    begin, end = _content(data, 1, len(data))
    return data[begin:end]


def children(data: bytes) -> list[bytes]:
    """The elements inside the constructed element that `data` is, not looked into: `element_length` does that.

    Raises `ValueError` when one of them passes the end.
    """
    at, end = _content(data, 1, len(data))
    found = []
    while at < end:
        _, after = _content(data, at + 1, end)
        found.append(data[at:after])
        at = after
    return found


def element(tag: int, *content: bytes) -> bytes:
    """The element of that tag with those parts side by side as its content."""
    body = b"".join(content)
    if len(body) < _LONG_LENGTH:
        return bytes((tag, len(body))) + body
    length = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes((tag, _LONG_LENGTH | len(length))) + length + body


def set_of(*elements: bytes) -> bytes:
    """A SET OF those elements, in the order that DER wants."""
    return element(_SET, *sorted(elements))


def _element(data: bytes, start: int, limit: int, depth: int) -> int:
    """The end of the element at `start`, which must not pass `limit`."""
    if depth > _MAX_DEPTH:
        raise ValueError("nested too deeply")
    tag = data[start]
    if tag == 0 or tag & _LONG_TAG == _LONG_TAG:
        raise ValueError("such tags are not used here")
    content = start + 2
    end = content + data[start + 1]
    if data[start + 1] >= _LONG_LENGTH or end > limit:
        content, end = _content(data, start + 1, limit)
    if tag & _CONSTRUCTED:
        _children(data, content, end, depth + 1, ordered=tag == _SET)
    elif tag <= _INTEGER:
        _require_minimal(tag, data[content:end])
    return end


def _content(data: bytes, at: int, limit: int) -> tuple[int, int]:
    first = data[at]
    if first < _LONG_LENGTH:
        begin, length = at + 1, first
    else:
        width = first & 0x7F
        begin, length = at + 1 + width, int.from_bytes(data[at + 1 : at + 1 + width], "big")
        if width == 0 or length < _LONG_LENGTH or length >> (8 * (width - 1)) == 0:
            raise ValueError("length is not the shortest")
    if begin + length > limit:
        raise ValueError("an element passes its container's end")
    return begin, begin + length


def _children(data: bytes, at: int, end: int, depth: int, *, ordered: bool) -> None:
    before = b""
    while at < end:
        after = _element(data, at, end, depth)
        if ordered and data[at:after] < before:
            raise ValueError("a set is not in order")
        before, at = data[at:after], after


def _require_minimal(tag: int, content: bytes) -> None:
    if tag == _BOOLEAN:
        minimal = content in {b"\x00", b"\xff"}
    else:
        value = int.from_bytes(content, "big", signed=True)
        minimal = bool(content) and len(content) == (value + (value < 0)).bit_length() // 8 + 1
    if not minimal:
        raise ValueError("a number or truth value is not in its shortest form")
