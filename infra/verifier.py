"""Makes the single file that checks codes without a network: `python -m infra.verifier --origin https://...`.

What comes out follows from the sources and from the issuer's lists alone, so that anybody who has both can make it
again and compare the SHA-256 that the log states (docs/formats/verifier.md). Publish it with
`python -m chalicelib log publish FILE`.
"""

import argparse
import base64
import gzip
import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from chalicelib.certificates import key_list
from chalicelib.certificates.status_list import OPEN_LIST
from chalicelib.certificates.status_list import TYPE as STATUS_TYPE
from chalicelib.verification.roots import pinned_root
from chalicelib.verification.status import status_of
from chalicelib.verification.trust import Trust, read_keys, read_roots, root_public_key
from chalicelib.web.languages import LANGUAGES, Language, said, script_words
from chalicelib.web.pages import speak
from infra import decoder
from infra.bundle import bundle

if TYPE_CHECKING:
    from jinja2 import Environment

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "chalicelib" / "web" / "static"
OUT = ROOT / "build" / "verifier" / "probity-verifier.html"
_SECONDS = 20


class VerifierError(Exception):
    """The file is not made: a list is missing, or it is not the issuer's."""


@dataclass(frozen=True)
class Lists:
    """What the file carries, as published."""

    keys: bytes
    status: Mapping[int, bytes] = field(default_factory=dict)
    checkpoint: bytes | None = None


def fetched(origin: str) -> Lists:
    """The issuer's newest lists; status lists and checkpoint may be missing. Raises VerifierError without keys."""
    keys = _get(f"{origin}/trust.cose", "application/cose")
    if keys is None:
        raise VerifierError(f"{origin} publishes no list of keys.")
    tokens = {n: _get(f"{origin}/status/{n}", STATUS_TYPE) for n in range(1, OPEN_LIST + 1)}
    found = {number: token for number, token in tokens.items() if token}
    return Lists(keys, found, _get(f"{origin}/log/checkpoint", "text/plain"))


def _get(address: str, content_type: str) -> bytes | None:
    if urlsplit(address).scheme not in {"https", "http"}:
        raise VerifierError(f"{address} is no address of a site.")
    try:
        with urlopen(Request(address, headers={"Accept": content_type}), timeout=_SECONDS) as answer:  # noqa: S310 - see above
            content: bytes = answer.read()
    except URLError:
        return None
    return content


def build(origin: str, root: Path, lists: Lists) -> bytes:
    """The file. `root` is the issuer's root certificate; raises VerifierError for lists that are not the issuer's."""
    _require_the_issuer_s(root, lists)
    page = _rendered(origin, root_public_key(root.read_bytes()), lists)
    return page.encode()


def _require_the_issuer_s(root: Path, lists: Lists) -> None:
    try:
        text = key_list.accept(None, root_public_key(root.read_bytes()), lists.keys)
    except key_list.ListNotTaken as refused:
        raise VerifierError(f"The list of keys is not taken: {refused.fault}.") from refused
    trust = Trust(read_roots(root.read_bytes()), read_keys(text))
    for number, token in lists.status.items():
        index = (number - 1) << 24
        if status_of(index, token, trust, datetime.now(UTC)).reason in {
            "status-list-wrong",
            "status-other-list",
        }:
            raise VerifierError(f"Status list {number} is not the issuer's.")


def _rendered(origin: str, root_key: bytes, lists: Lists) -> str:
    scripts = _scripts()
    styles = _read("app.css") + _read("verify/verify.css")
    shown = {
        "origin": origin,
        "host": urlsplit(origin).netloc,
        "root": _base64(root_key),
        "lists": OPEN_LIST,
        "mark": _base64(_read("mark.svg").encode()),
        "languages": LANGUAGES.values(),
    }
    return (
        _environment("en")
        .get_template("verify/single.html")
        .render(
            **shown,
            bodies={code: _body(language, shown) for code, language in LANGUAGES.items()},
            titles={code: _title(code) for code in LANGUAGES},
            words={code: json.dumps(script_words(code), sort_keys=True) for code in LANGUAGES},
            carried=_carried(lists),
            scripts=scripts,
            styles=styles,
            wasm=_base64(gzip.compress((decoder.FOLDER / "reader.wasm").read_bytes(), 9, mtime=0)),
            licences=(decoder.FOLDER / "licences.txt").read_text("utf-8").replace("--", "- -"),
            policy=_policy(origin, scripts, styles),
        )
    )


def _body(language: Language, shown: Mapping[str, object]) -> str:
    return (
        _environment(language.code)
        .get_template("verify/single-body.html")
        .render({**shown, "language": language})
    )


def _title(code: str) -> str:
    return " – ".join(  # noqa: RUF001 - as in the other pages' titles
        [said(code, "Is this police certificate genuine?"), said(code, "Check a certificate"), "Probity"]
    )


@cache
def _environment(code: str) -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - only here

    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates" / "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    speak(environment, code)
    return environment


def _scripts() -> list[str]:
    """That of the language, the decoder's, which stands for itself, and the page's own."""
    return [
        _safe(_read("verify/choose.js")),
        _safe((decoder.ensure() / "reader.js").read_text("utf-8")),
        _safe(bundle(STATIC / "verify", "page.js")),
    ]


def _safe(script: str) -> str:
    """A script that its element can hold."""
    if "</script" in script.lower() or "<!--" in script:
        raise VerifierError("A script would end its own element.")
    return f"\n{script}\n"


def _policy(origin: str, scripts: list[str], styles: str) -> str:
    """Nothing but these very scripts and this style runs, and nobody but the issuer's site is ever asked."""
    hashes = " ".join(f"'sha256-{_base64(hashlib.sha256(script.encode()).digest())}'" for script in scripts)
    style = _base64(hashlib.sha256(styles.encode()).digest())
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {hashes} 'wasm-unsafe-eval'",
            f"style-src 'sha256-{style}'",
            "img-src data:",
            f"connect-src {origin}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _carried(lists: Lists) -> str:
    said: dict[str, Any] = {
        "keys": _base64(lists.keys),
        "status": {str(number): _base64(token) for number, token in sorted(lists.status.items())},
        "checkpoint": _base64(lists.checkpoint) if lists.checkpoint else None,
    }
    return json.dumps(said, sort_keys=True)


def _read(path: str) -> str:
    return (STATIC / path).read_text("utf-8")


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _made(origin: str, root: Path | None) -> bytes:
    if root is None:
        raise VerifierError("This stage has no root to trust.")
    return build(origin, root, fetched(origin))


def main() -> int:
    """Write the file and say its SHA-256; 1 when it can't be made."""
    parser = argparse.ArgumentParser(prog="python -m infra.verifier", description=__doc__)
    parser.add_argument("--origin", required=True, help="the verify origin, such as https://verify.example")
    parser.add_argument("--stage", default="prod", help="whose root is pinned (prod)")
    parser.add_argument(
        "--root", type=Path, metavar="CA.pem", help="the root certificate, instead of the stage's"
    )
    parser.add_argument("--out", type=Path, default=OUT)
    given = parser.parse_args()
    try:
        content = _made(given.origin.rstrip("/"), given.root or pinned_root(given.stage))
    except (VerifierError, decoder.DecoderError) as failed:
        print(failed, file=sys.stderr)
        return 1
    given.out.parent.mkdir(parents=True, exist_ok=True)
    given.out.write_bytes(content)
    print(f"{hashlib.sha256(content).hexdigest()}  {given.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
