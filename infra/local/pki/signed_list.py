"""Signs the list of keys with the root key (docs/formats/trust.md): `python -m infra.local.pki.signed_list`.

A deployed stage's root key lies in no computer that is switched on; there the same is done in a ceremony
(docs/operations/key-compromise.md).
"""

import argparse
from pathlib import Path

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from chalicelib.certificates import cose, key_list
from chalicelib.certificates.key_list import Signature
from infra.local.pki.architecture import write_whole


def sign_list(body: Path, signed: Path, root_key: Path) -> None:
    """Write `signed`: the list in `body` with the signature of the root (a P-256 key in PEM)."""
    key = serialization.load_pem_private_key(root_key.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("the root's key is one of P-256")
    spki = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    content, protected = body.read_bytes(), cose.protected_header(cose.key_id(spki))
    made = key.sign(key_list.to_be_signed(content, protected), ec.ECDSA(hashes.SHA256()))
    write_whole(signed, key_list.assemble(content, [Signature(protected, cose.raw_signature(made))]))


def main() -> None:
    """Sign one list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("list", type=Path, metavar="trust.json")
    parser.add_argument("--root-key", type=Path, required=True, metavar="root.pem")
    parser.add_argument("--out", type=Path, required=True, metavar="trust.cose")
    given = parser.parse_args()
    sign_list(given.list, given.out, given.root_key)


if __name__ == "__main__":
    main()
