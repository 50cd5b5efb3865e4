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


def sign_list(body: Path, signed: Path, root_key: Path, *continuing: Path) -> None:
    """Write `signed`: the list in `body` with the signature of the root, then of listed keys (P-256, PEM)."""
    content = body.read_bytes()
    made = [_signature(content, path) for path in (root_key, *continuing)]
    write_whole(signed, key_list.assemble(content, made))


def spare_key(folder: Path) -> bytes:
    """The public key (SubjectPublicKeyInfo, DER) of the key that continues lists here, made once in `folder`."""
    path = folder / "keys" / "spare.pem"
    if not path.exists():
        pem = ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        write_whole(path, pem)
    return _public(_private(path))


def _signature(content: bytes, path: Path) -> Signature:
    key = _private(path)
    protected = cose.protected_header(cose.key_id(_public(key)))
    made = key.sign(key_list.to_be_signed(content, protected), ec.ECDSA(hashes.SHA256()))
    return Signature(protected, cose.raw_signature(made))


def _private(path: Path) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a list is signed with keys of P-256")
    return key


def _public(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


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
