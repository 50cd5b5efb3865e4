"""Keys and tokens: KMS and Cognito."""

import base64
import hashlib
import json

import boto3
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from tests.contract.moto_behaviour.declared import gap


@gap(instead="infra/local/moto_server/kms.py", fault="ECC_NIST_EDWARDS25519")
def ed25519_keys():
    """Ed25519 keys exist."""
    boto3.client("kms").create_key(KeySpec="ECC_NIST_EDWARDS25519", KeyUsage="SIGN_VERIFY")


@gap(instead="infra/local/moto_server/kms.py", fault="InvalidSignature")
def digest_signatures():
    """KMS signs a digest as it is."""
    kms = boto3.client("kms")
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    digest = hashlib.sha256(b"x").digest()
    signed = kms.sign(KeyId=key, Message=digest, MessageType="DIGEST", SigningAlgorithm="ECDSA_SHA_256")
    public = load_der_public_key(kms.get_public_key(KeyId=key)["PublicKey"])
    public.verify(signed["Signature"], b"x", ec.ECDSA(hashes.SHA256()))


@gap(instead="infra/local/moto_server/kms.py", fault="it signed")
def disabled_keys():
    """A disabled key does not sign."""
    kms = boto3.client("kms")
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    kms.disable_key(KeyId=key)
    try:
        kms.sign(KeyId=key, Message=b"x", SigningAlgorithm="ECDSA_SHA_256")
    except kms.exceptions.DisabledException:
        pass
    else:
        raise AssertionError("it signed")


@gap(instead="infra/local/moto_server/kms.py", fault="it signed")
def raw_limit():
    """KMS refuses a RAW message above 4096 bytes."""
    kms = boto3.client("kms")
    key = kms.create_key(KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]["KeyId"]
    try:
        kms.sign(KeyId=key, Message=b"x" * 5000, SigningAlgorithm="ECDSA_SHA_256")
    except kms.exceptions.ClientError:
        pass
    else:
        raise AssertionError("it signed")


@gap(instead="platform.identity refuses kid dummy outside local", fault="dummy")
def token_key():
    """Tokens are signed with a key that nobody knows."""
    cognito = boto3.client("cognito-idp")
    pool = cognito.create_user_pool(PoolName="p")["UserPool"]["Id"]
    client = cognito.create_user_pool_client(UserPoolId=pool, ClientName="c")["UserPoolClient"]["ClientId"]
    cognito.admin_create_user(UserPoolId=pool, Username="u")
    cognito.admin_set_user_password(UserPoolId=pool, Username="u", Password="Passw0rd!x", Permanent=True)
    tokens = cognito.initiate_auth(
        ClientId=client,
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": "u", "PASSWORD": "Passw0rd!x"},
    )["AuthenticationResult"]
    header = tokens["AccessToken"].split(".")[0]
    kid = json.loads(base64.urlsafe_b64decode(header + "=="))["kid"]
    assert kid != "dummy", kid
