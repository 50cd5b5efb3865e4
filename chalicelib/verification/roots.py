"""Where the pinned root certificate lies: shipped for a deployed stage, made at set-up for the local stack.

A deployed stage's root ships with the code (`chalicelib/verification/roots/<stage>.pem`), so that nobody who can
write to a bucket or to a function's settings can change whom the verifier trusts.
"""

import os
from pathlib import Path

_SHIPPED = Path(__file__).parent / "roots"


def local_folder() -> Path:
    """What set-up makes on a developer's machine; never deployed."""
    return Path(os.environ.get("PROBITY_LOCAL") or Path(__file__).resolve().parents[2] / ".local")


def pinned_root(stage: str) -> Path | None:
    """The root certificate of a stage, or None when there is none to trust."""
    root = local_folder() / "pki" / "root.pem" if stage in {"local", "test"} else _SHIPPED / f"{stage}.pem"
    return root if root.exists() else None
