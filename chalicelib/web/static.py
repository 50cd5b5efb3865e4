"""Static files under addresses that change with their content, so that browsers may keep them for ever."""

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from chalice.app import Response

from chalicelib.web.errors import NoPage

_FOLDER = Path(__file__).parent / "static"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".wasm": "application/wasm",
}
BINARY = ("application/wasm",)
"""What the gateway has to pass on as bytes."""
_IMPORT = re.compile(r'((?:from|import)\s*\(?\s*")\./([\w.-]+\.js)(")')


@dataclass(frozen=True)
class StaticFile:
    """A file, its content hash in its name: `verify/code.js` is served as `verify.code.<hash>.js`."""

    address: str
    body: str | bytes
    content_type: str
    imports: tuple[str, ...] = ()
    """The paths of the scripts that it can't run without."""


def static_url(path: str) -> str:
    """The address of a file by its path under `web/static`; raises `KeyError` for one that is not there."""
    return f"/static/{_load(path).address}"


def static_family(path: str) -> list[str]:
    """The addresses of a script and of every script that it imports, each once."""
    found: dict[str, None] = {}
    left = [path]
    while left:
        one = left.pop()
        if one not in found:
            found[one] = None
            left += _load(one).imports
    return sorted(static_url(one) for one in found)


def static_body(path: str) -> str | bytes:
    """A file's content as it is served; raises `KeyError` for one that is not there."""
    return _load(path).body


def static_response(address: str) -> Response:
    """The file at an address of ours; raises `NoPage` for any other, whatever lies on the disk."""
    path = _paths().get(address)
    if path is None:
        raise NoPage
    file = _load(path)
    forever = "public, max-age=31536000, immutable"
    return Response(file.body, {"Content-Type": file.content_type, "Cache-Control": forever})


@cache
def _paths() -> dict[str, str]:
    paths = [p.relative_to(_FOLDER).as_posix() for p in _FOLDER.rglob("*") if p.suffix in _TYPES]
    return {_load(path).address: path for path in paths}


@cache
def _load(path: str) -> StaticFile:
    source = _FOLDER / path
    if source.suffix not in _TYPES or ".." in Path(path).parts or not source.is_file():
        raise KeyError(f"There is no static file {path}")
    raw = source.read_bytes()
    body: str | bytes = raw
    imports: list[str] = []
    if source.suffix != ".wasm":
        imports = [(Path(path).parent / found[2]).as_posix() for found in _IMPORT.finditer(raw.decode())]
        body = _IMPORT.sub(lambda found: _import(path, found), raw.decode())
    digest = hashlib.sha256(body.encode() if isinstance(body, str) else body).hexdigest()[:12]
    stem = path.removesuffix(source.suffix).replace("/", ".")
    return StaticFile(f"{stem}.{digest}{source.suffix}", body, _TYPES[source.suffix], tuple(imports))


def _import(path: str, found: re.Match[str]) -> str:
    """A script's import of its neighbour, by the neighbour's hashed name."""
    neighbour = (Path(path).parent / found[2]).as_posix()
    return f"{found[1]}./{_load(neighbour).address}{found[3]}"
