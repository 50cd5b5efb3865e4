"""Joins a page's ES modules into one script without imports, in an order and form that depend on their text alone."""

import re
from pathlib import Path

_IMPORT = re.compile(r'^import \{([^}]*)\} from "\./([\w-]+\.js)";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export ((?:async )?function\*?|const|class) (\w+)", re.MULTILINE)
_LEFT = re.compile(r"^\s*(?:import\b(?!\()|export\b)", re.MULTILINE)


class BundleError(Exception):
    """A module has a form that can't be joined, or two import each other."""


def bundle(folder: Path, first: str) -> str:
    """One strict script that does what the module `first` does; the modules lie flat in `folder`."""
    order: list[str] = []
    _visit(folder, first, order, ())
    joined = "".join(_wrapped(name, (folder / name).read_text("utf-8")) for name in order)
    return f'"use strict";\n{joined}'


def _visit(folder: Path, name: str, order: list[str], above: tuple[str, ...]) -> None:
    if name in above:
        raise BundleError(f"{name} imports itself by way of {above[-1]}")
    if name in order:
        return
    for found in _IMPORT.finditer((folder / name).read_text("utf-8")):
        _visit(folder, found[2], order, (*above, name))
    order.append(name)


def _wrapped(name: str, text: str) -> str:
    """A module as a function that is called at once and gives what it exports."""
    names = [found[2] for found in _EXPORT.finditer(text)]
    body = _IMPORT.sub(_taken, text)
    body = _EXPORT.sub(r"\1 \2", body)
    if _LEFT.search(body):
        raise BundleError(f"{name} imports or exports in a form that is not known here")
    return f"const {_constant(name)} = (() => {{\n{body}return {{ {', '.join(names)} }};\n}})();\n"


def _taken(found: re.Match[str]) -> str:
    parts = [part.strip().replace(" as ", ": ") for part in found[1].split(",") if part.strip()]
    return f"const {{ {', '.join(parts)} }} = {_constant(found[2])};\n"


def _constant(name: str) -> str:
    return f"module_{name.removesuffix('.js').replace('-', '_')}"
