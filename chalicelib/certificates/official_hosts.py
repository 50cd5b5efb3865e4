"""The hosts where certificates may be checked, stated in the log whenever the published list of keys names others."""

import json
from typing import Any

from chalicelib.certificates.statements import FOLDER
from chalicelib.certificates.stating import Statements
from chalicelib.certificates.trust import TRUST_LIST
from chalicelib.platform.objects import ObjectMissing

KIND = "hosts"


def offer(statements: Statements) -> str:
    """Ask the issuer to state the issuers and hosts of the published list of keys; the statement's identifier.

    Empty when there is no list, or the newest statement says the same.
    """
    try:
        listed = json.loads(statements.public.get(TRUST_LIST))["issuers"]
    except ObjectMissing:
        return ""
    named = [{"issuer": each["number"], "name": each["name"], "hosts": each["hosts"]} for each in listed]
    if named == _stated(statements):
        return ""
    return statements.offer(KIND, {"issuers": named})


def _stated(statements: Statements) -> Any:  # noqa: ANN401 - the statement's own shape
    try:
        written = statements.public.get(f"{FOLDER}{KIND}").decode()
    except ObjectMissing:
        return None
    return json.loads(written.split("\n")[1]).get("issuers")
