"""The local PKI: a root, an issuing authority, a time-stamping authority and a status responder.

`prepare` makes it once; `certify` gives the signing keys in KMS their certificates and writes the trust list.
"""

from infra.local.pki.architecture import prepare, tsa_url
from infra.local.pki.leaves import USES, certify

__all__ = ["USES", "certify", "prepare", "tsa_url"]
