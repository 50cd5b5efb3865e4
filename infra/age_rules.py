"""`python -m infra.age_rules`: writes the page's copy of the rules on age (web/static/verify/age-rules.js)."""

import json

from chalicelib.verification.age import rules_of_age
from infra.package import ROOT

TARGET = ROOT / "chalicelib/web/static/verify/age-rules.js"
_KEPT = {"country", "purpose", "months", "since", "until", "read_on", "verified"}
"""What the page says; sources stay with the data."""


def script() -> str:
    """The rules as a module of the page."""
    lines = [
        f"  {json.dumps(rule.model_dump(mode='json', include=_KEPT), ensure_ascii=False)},"
        for rule in rules_of_age()
    ]
    head = "// Made by `python -m infra.age_rules` from verification/age_rules.json: change that file.\n\n"
    return "\n".join([f"{head}export const RULES = [", *lines, "];\n"])


if __name__ == "__main__":
    TARGET.write_text(script(), "utf-8")
