"""Rules of the house that no linter knows: which file of a room may import what (docs/decisions/0003)."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
HOUSE = ROOT / "chalicelib"
ROOMS = sorted(
    folder.name
    for folder in HOUSE.iterdir()
    if (folder / "__init__.py").exists()
    and folder.name not in {"bootstrap", "kernel", "platform", "reference", "web"}
)


def imports(path: Path) -> Iterator[str]:
    """The modules that a file imports, wherever in it, but for types alone."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def offenders(files: Iterator[Path], *forbidden: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {module}"
        for path in files
        for module in imports(path)
        if any(module == name or module.startswith(f"{name}.") for name in forbidden)
    ]


def sources(folder: Path, pattern: str = "*.py") -> Iterator[Path]:
    return (path for path in folder.rglob(pattern) if ".venv" not in path.parts)


def test_chalice_stays_at_the_edge() -> None:
    inner = (
        path for path in sources(HOUSE) if path.parent.name != "web" and not path.name.startswith("routes")
    )
    assert offenders(inner, "chalice") == []


def test_boto3_stays_in_the_platform() -> None:
    others = (path for path in sources(HOUSE) if "platform" not in path.parts)
    assert offenders(others, "boto3", "botocore") == []
    assert offenders(iter([ROOT / "app.py"]), "boto3", "botocore") == []


@pytest.mark.parametrize("room", ROOMS)
def test_models_and_ports_know_no_storage_and_no_pages(room) -> None:
    files = (path for name in ("models.py", "ports.py", "errors.py") for path in sources(HOUSE / room, name))
    assert offenders(files, "chalicelib.platform", "chalicelib.web") == []


@pytest.mark.parametrize("room", ROOMS)
def test_services_and_stores_know_no_pages_and_no_adapters(room) -> None:
    files = (path for name in ("services.py", "store.py") for path in sources(HOUSE / room, name))
    adapters = tuple(f"chalicelib.{name}.adapters" for name in ROOMS)
    assert (
        offenders(files, "chalicelib.web", "chalicelib.bootstrap", "chalicelib.platform.aws", *adapters) == []
    )


def test_nobody_but_the_front_door_and_the_command_line_joins_the_parts() -> None:
    inner = (
        path for path in sources(HOUSE) if path.name != "__main__.py" and path.parent.name != "bootstrap"
    )
    assert offenders(inner, "chalicelib.bootstrap") == []


def test_nothing_that_ships_imports_the_local_stack() -> None:
    assert offenders(sources(HOUSE), "infra", "tests", "moto") == []
