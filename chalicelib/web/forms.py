"""Reading what a browser sent: urlencoded forms within limits, and path parts decoded once."""

from collections.abc import Iterator, Mapping
from email.message import Message
from urllib.parse import parse_qsl, unquote

from chalicelib.web.errors import BadRequest, TooLarge, WrongMedia

FORM = "application/x-www-form-urlencoded"
MAX_BYTES = 64 * 1024
MAX_FIELDS = 300


class Form(Mapping[str, list[str]]):
    """The fields of a form in the order sent; a name may come several times."""

    def __init__(self, fields: Mapping[str, list[str]] | None = None) -> None:
        self._fields = dict(fields or {})

    def __getitem__(self, name: str) -> list[str]:
        return self._fields[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def text(self, name: str) -> str:
        """The field's last value without surrounding space; empty when it was not sent."""
        values = self._fields.get(name, [])
        return values[-1].strip() if values else ""

    def all(self, name: str) -> list[str]:
        """Every value of the field without surrounding space, empty ones included."""
        return [value.strip() for value in self._fields.get(name, [])]


def read_form(body: bytes, content_type: str) -> Form:
    """The form in a request body; raises `TooLarge`, `WrongMedia` or `BadRequest`."""
    _require_utf8(content_type)
    if len(body) > MAX_BYTES:
        raise TooLarge("This form is larger than we accept. Shorten your answers and send it again.")
    fields: dict[str, list[str]] = {}
    for name, value in _pairs(body):
        fields.setdefault(name, []).append(value)
    return Form(fields)


def media_type(content_type: str) -> str:
    """The content type without its parameters, in lower case."""
    return content_type.partition(";")[0].strip().lower()


def read_path_part(raw: str) -> str:
    """A part of the path, percent-decoded once (the gateway hands it over encoded); raises `BadRequest`."""
    try:
        return unquote(raw, errors="strict")
    except UnicodeDecodeError as error:
        raise BadRequest("This address contains characters that we can't read.") from error


def _require_utf8(content_type: str) -> None:
    header = Message()
    header["content-type"] = content_type
    charset = header.get_content_charset("utf-8")
    if charset not in {"utf-8", "utf8", "us-ascii"}:
        raise WrongMedia("This form came in a character set that we don't read. Send it as UTF-8.")


def _pairs(body: bytes) -> list[tuple[str, str]]:
    try:
        text = body.decode("ascii")
        return parse_qsl(
            text, keep_blank_values=True, encoding="utf-8", errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError as error:
        raise BadRequest("This form contains text that we can't read. Type it again and send it.") from error
