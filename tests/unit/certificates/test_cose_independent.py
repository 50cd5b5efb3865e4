"""Codes read by pycose, a library that has no part in writing them: what we sign is COSE to others as well."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from pycose.algorithms import Es256
from pycose.headers import KID, Algorithm
from pycose.keys import EC2Key
from pycose.messages import Sign1Message

VECTORS = json.loads((Path(__file__).parents[3] / "docs/formats/vectors/qr.json").read_text())


def key_of(spki: bytes) -> EC2Key:
    """The public key as the other library wants it."""
    numbers = serialization.load_der_public_key(spki).public_numbers()
    x, y = (number.to_bytes(32, "big") for number in (numbers.x, numbers.y))
    return EC2Key(crv="P_256", x=x, y=y, optional_params={"ALG": "ES256"})


def read(digits: str) -> Sign1Message:
    """Digits to a message by arithmetic of its own: the shortest byte count that has so many digits."""
    size = next(n for n in range(1, 2000) if len(str(256**n - 1)) == len(digits))
    message = Sign1Message.from_cose_obj(
        _parts(int(digits).to_bytes(size, "big")), allow_unknown_attributes=True
    )
    message.key = key_of(bytes.fromhex(VECTORS["public_key_hex"]))
    return message


def _parts(payload: bytes) -> list[object]:
    import cbor2  # noqa: PLC0415 - the message is untagged, so pycose is given its four parts

    return list(cbor2.loads(payload))


@pytest.mark.parametrize("vector", VECTORS["good"], ids=lambda v: v["name"])
def test_good_codes_verify(vector):
    message = read(vector["digits"])
    assert message.phdr[Algorithm] == Es256
    assert message.phdr[KID].hex() == VECTORS["kid"]
    assert message.payload.hex() == vector["claims_hex"]
    assert message.verify_signature()


@pytest.mark.parametrize(
    "vector",
    [v for v in VECTORS["bad"] if "sign" in v["fault"] or "unknown" in v["fault"]],
    ids=lambda v: v["name"],
)
def test_forged_codes_do_not(vector):
    assert not read(vector["digits"]).verify_signature()
