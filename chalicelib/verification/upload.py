"""One file out of a multipart form (RFC 7578), in memory."""

from email.message import Message

from chalicelib.web.errors import BadRequest

MULTIPART = "multipart/form-data"
_MAX_BOUNDARY = 70
_MAX_PARTS = 10


def read_upload(body: bytes, content_type: str, field: str) -> bytes:
    """The content of the file in `field`, empty when none was chosen; raises `BadRequest` for a broken form."""
    for head, content in _parts(body, _boundary(content_type)):
        if _field_name(head) == field:
            return content
    return b""


def _boundary(content_type: str) -> bytes:
    header = Message()
    header["content-type"] = content_type
    boundary = header.get_param("boundary")
    if not isinstance(boundary, str) or not boundary.isascii() or not 0 < len(boundary) <= _MAX_BOUNDARY:
        raise BadRequest("The form that came with the file can't be read. Reload the page and send it again.")
    return boundary.encode()


def _parts(body: bytes, boundary: bytes) -> list[tuple[bytes, bytes]]:
    """Headers and content of each part. What is not framed as browsers frame it is refused."""
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary, _MAX_PARTS)
    closed = pieces[-1].strip() == b"--" and len(pieces) > 1
    parts = [piece.removeprefix(b"\r\n").partition(b"\r\n\r\n") for piece in pieces[1:-1]]
    if pieces[0] or not closed or any(not middle for _, middle, _ in parts):
        raise BadRequest("The form that came with the file is not complete. Send it again.")
    return [(head, content) for head, _, content in parts]


def _field_name(head: bytes) -> str:
    header = Message()
    for line in head.decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition":
            header["content-disposition"] = value.strip()
    return str(header.get_param("name", "", header="content-disposition"))
