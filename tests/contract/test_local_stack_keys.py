"""The keys of our moto server sign as AWS's do."""

from hashlib import sha256

import pytest
from botocore.exceptions import ClientError
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

ED25519 = {"SigningAlgorithm": "ED25519_SHA_512"}
P256 = {"SigningAlgorithm": "ECDSA_SHA_256"}


class TestKeys:
    @pytest.fixture
    def kms(self, moto_place):
        return moto_place.client("kms")

    @pytest.fixture
    def key(self, kms):
        return kms.create_key(KeySpec="ECC_NIST_EDWARDS25519", KeyUsage="SIGN_VERIFY")["KeyMetadata"]

    def test_ed25519_signatures_verify_outside(self, kms, key):
        signature = kms.sign(KeyId=key["KeyId"], Message=b"a checkpoint", MessageType="RAW", **ED25519)
        public = load_der_public_key(kms.get_public_key(KeyId=key["Arn"])["PublicKey"])
        public.verify(signature["Signature"], b"a checkpoint")
        with pytest.raises(InvalidSignature):
            public.verify(signature["Signature"], b"another checkpoint")

    def test_ml_dsa_signatures_verify_outside(self, kms):
        key = kms.create_key(KeySpec="ML_DSA_44", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
        assert key["KeySpec"] == "ML_DSA_44"
        said = {"MessageType": "RAW", "SigningAlgorithm": "ML_DSA_SHAKE_256"}
        signature = kms.sign(KeyId=key["KeyId"], Message=b"x" * 4096, **said)["Signature"]
        assert len(signature) == 2420
        answer = kms.get_public_key(KeyId=key["Arn"])
        assert answer["SigningAlgorithms"] == ["ML_DSA_SHAKE_256"]
        load_der_public_key(answer["PublicKey"]).verify(signature, b"x" * 4096)
        assert kms.verify(KeyId=key["KeyId"], Message=b"x" * 4096, Signature=signature, **said)[
            "SignatureValid"
        ]
        with pytest.raises(kms.exceptions.InvalidKeyUsageException):
            kms.sign(KeyId=key["KeyId"], Message=b"x", **P256)
        with pytest.raises(kms.exceptions.ClientError, match="4096"):
            kms.sign(KeyId=key["KeyId"], Message=b"x" * 4097, **said)

    def test_the_key_says_what_it_is(self, kms, key):
        described = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
        assert described["KeySpec"] == "ECC_NIST_EDWARDS25519"
        assert described["SigningAlgorithms"] == ["ED25519_SHA_512"]
        assert described["KeyState"] == "Enabled"

    def test_an_alias_names_it(self, kms, key):
        kms.create_alias(AliasName="alias/log-under-test", TargetKeyId=key["KeyId"])
        signature = kms.sign(KeyId="alias/log-under-test", Message=b"x", **ED25519)["Signature"]
        assert kms.verify(KeyId=key["KeyId"], Message=b"x", Signature=signature, **ED25519)["SignatureValid"]
        with pytest.raises(kms.exceptions.KMSInvalidSignatureException):
            kms.verify(KeyId=key["KeyId"], Message=b"y", Signature=signature, **ED25519)

    def test_another_algorithm_is_refused(self, kms, key):
        with pytest.raises(kms.exceptions.InvalidKeyUsageException):
            kms.sign(KeyId=key["KeyId"], Message=b"x", **P256)

    @pytest.mark.parametrize("spec", ["ECC_NIST_EDWARDS25519", "ECC_NIST_P256"])
    def test_a_disabled_key_does_not_sign(self, kms, spec):
        key = kms.create_key(KeySpec=spec, KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        kms.disable_key(KeyId=key)
        with pytest.raises(kms.exceptions.DisabledException):
            kms.sign(KeyId=key, Message=b"x", **(P256 if "P256" in spec else ED25519))

    def test_a_key_that_waits_for_deletion_does_not_sign(self, kms, key):
        kms.schedule_key_deletion(KeyId=key["KeyId"])
        with pytest.raises(kms.exceptions.KMSInvalidStateException):
            kms.sign(KeyId=key["KeyId"], Message=b"x", **ED25519)

    def test_an_unknown_key_is_not_found(self, kms):
        with pytest.raises(kms.exceptions.NotFoundException):
            kms.sign(KeyId="00000000-0000-0000-0000-000000000000", Message=b"x", **ED25519)

    @pytest.mark.parametrize(
        "extra", [{"Message": b"x" * 4097}, {"Message": b"x" * 31, "MessageType": "DIGEST"}]
    )
    def test_what_aws_would_answer_otherwise_is_refused(self, kms, extra):
        key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        with pytest.raises(ClientError) as error:
            kms.sign(KeyId=key, **extra, **P256)
        assert error.value.response["Error"]["Code"] == "ValidationException"

    def test_p256_raw_signatures_verify_outside(self, kms):
        key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        signature = kms.sign(KeyId=key, Message=b"attributes", MessageType="RAW", **P256)["Signature"]
        public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
        public.verify(signature, b"attributes", ec.ECDSA(hashes.SHA256()))

    def test_a_digest_is_signed_as_it_is(self, kms):
        key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
        digest = sha256(b"a long list").digest()
        signature = kms.sign(KeyId=key, Message=digest, MessageType="DIGEST", **P256)["Signature"]
        public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
        public.verify(signature, b"a long list", ec.ECDSA(hashes.SHA256()))
