"""One contract for the user pool, run on the fake and on Cognito as moto plays it; and what tokens must prove."""

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Any

import boto3
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from moto import mock_aws

from chalicelib.platform import clock
from chalicelib.platform.identity import (
    CognitoIdentity,
    Identity,
    NextStep,
    PasswordTooWeak,
    Person,
    SignInExpired,
    SignInRefused,
    TokenRefused,
    TokenVerifier,
    issuer,
)
from tests.fakes.identity import FakeIdentity

USER, PASSWORD = "olive.marsh@staff.probity.example", "three-plain-Words-4"
NEW_USER, TEMPORARY = "noel.field@staff.probity.example", "first-Day-only-99"


@dataclass
class Pool:
    identity: Identity
    turn_on_second_factor: Any


@pytest.fixture(params=["fake", "cognito"])
def pool(request) -> Iterator[Pool]:
    if request.param == "fake":
        yield _fake_pool()
        return
    with pytest.MonkeyPatch.context() as patch:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patch.setenv(name, "testing")
        patch.setenv("AWS_DEFAULT_REGION", "eu-west-2")
        patch.delenv("AWS_ENDPOINT_URL", raising=False)
        with mock_aws():
            yield _cognito_pool()


def _fake_pool() -> Pool:
    fake = FakeIdentity()
    fake.add(USER, PASSWORD, Person("1", "Olive Marsh", frozenset({"officer"})))
    fake.add(NEW_USER, TEMPORARY, Person("2", "Noel Field", frozenset({"supervisor"})), temporary=True)
    return Pool(fake, lambda: setattr(fake, "second_factor_needed", True))


def _cognito_pool() -> Pool:
    client = boto3.client("cognito-idp")
    pool_id = client.create_user_pool(PoolName="staff", UsernameAttributes=["email"])["UserPool"]["Id"]
    app = client.create_user_pool_client(
        UserPoolId=pool_id, ClientName="pages", ReadAttributes=["email", "name"]
    )["UserPoolClient"]["ClientId"]
    for group, user, name in (
        ("officer", USER, "Olive Marsh"),
        ("supervisor", NEW_USER, "Noel Field"),
    ):
        attributes = [{"Name": "email", "Value": user}, {"Name": "name", "Value": name}]
        client.create_group(UserPoolId=pool_id, GroupName=group)
        client.admin_create_user(
            UserPoolId=pool_id, Username=user, TemporaryPassword=TEMPORARY, UserAttributes=attributes
        )
        client.admin_add_user_to_group(UserPoolId=pool_id, Username=user, GroupName=group)
    client.admin_set_user_password(UserPoolId=pool_id, Username=USER, Password=PASSWORD, Permanent=True)

    def turn_on() -> None:
        client.set_user_pool_mfa_config(
            UserPoolId=pool_id,
            MfaConfiguration="ON",
            SoftwareTokenMfaConfiguration={"Enabled": True},
        )

    return Pool(CognitoIdentity(client, pool_id, app, _verifier(pool_id, app, moto_keys)), turn_on)


def moto_keys() -> Mapping[str, Any]:
    packed = (files("moto.cognitoidp") / "resources" / "jwks-public.json.gz").read_bytes()
    return json.loads(gzip.decompress(packed))


def _verifier(pool_id, app, fetch, *, local=True) -> TokenVerifier:
    return TokenVerifier(pool_id, app, allow_published_keys=local, fetch=fetch)


def test_a_right_password_gives_the_person_with_roles(pool):
    person = pool.identity.sign_in(USER, PASSWORD)

    assert isinstance(person, Person)
    assert (person.name, person.roles) == ("Olive Marsh", {"officer"})
    assert person.id


@pytest.mark.parametrize(("user", "password"), [(USER, "wrong"), ("nobody@staff.probity.example", PASSWORD)])
def test_an_unknown_name_and_a_wrong_password_read_alike(pool, user, password):
    with pytest.raises(SignInRefused) as refused:
        pool.identity.sign_in(user, password)

    assert refused.value.message == "The email address or password is not right."


def test_a_temporary_password_must_be_replaced(pool):
    step = pool.identity.sign_in(NEW_USER, TEMPORARY)
    assert isinstance(step, NextStep)
    assert step.step == "new_password"

    person = pool.identity.choose_password(step, "my-own-Long-words-7")
    assert isinstance(person, Person)
    assert person.roles == {"supervisor"}
    assert pool.identity.sign_in(NEW_USER, "my-own-Long-words-7") == person


def test_a_weak_new_password_is_refused(pool):
    step = pool.identity.sign_in(NEW_USER, TEMPORARY)

    with pytest.raises(PasswordTooWeak):
        pool.identity.choose_password(step, "short")


def test_a_new_person_sets_up_a_second_factor_and_uses_it_next_time(pool):
    pool.turn_on_second_factor()
    step = pool.identity.choose_password(pool.identity.sign_in(NEW_USER, TEMPORARY), "my-own-Long-words-7")
    assert isinstance(step, NextStep)
    assert step.step == "set_up_code"

    enrolment = pool.identity.begin_enrolment(step)
    assert enrolment.secret
    pool.identity.confirm_enrolment(NextStep(step.step, enrolment.session, step.user), "123456")

    again = pool.identity.sign_in(NEW_USER, "my-own-Long-words-7")
    assert isinstance(again, NextStep)
    assert again.step == "code"
    assert isinstance(pool.identity.enter_code(again, "123456"), Person)


def test_a_step_of_no_sign_in_is_refused(pool):
    with pytest.raises(SignInExpired):
        pool.identity.choose_password(NextStep("new_password", "made-up-session-of-20", USER), PASSWORD)


def test_sign_out_everywhere_is_accepted(pool):
    person = pool.identity.sign_in(USER, PASSWORD)

    pool.identity.sign_out(person.id)


# What a token must prove.

POOL, APP = "eu-west-2_Abc123", "app-1"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _jwks(key_id="k1") -> dict[str, Any]:
    public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
    return {"keys": [{**public, "kid": key_id, "use": "sig", "alg": "RS256"}]}


def _claims(use: str, **changed) -> dict[str, Any]:
    at = clock.now()
    audience = {"aud": APP} if use == "id" else {"client_id": APP}
    claims = {
        "sub": "s1",
        "iss": issuer(POOL),
        "token_use": use,
        "iat": at,
        "exp": at + timedelta(minutes=5),
        "cognito:groups": ["officer", "cleaners"],
        "name": "Olive Marsh",
    }
    return {**claims, **audience, **changed}


def _token(use: str, *, key=KEY, key_id="k1", algorithm="RS256", **changed) -> str:
    return jwt.encode(_claims(use, **changed), key, algorithm=algorithm, headers={"kid": key_id})


def _check(
    id_token: str | None = None, access_token: str | None = None, *, key_id="k1", local=False
) -> Person:
    verifier = _verifier(POOL, APP, lambda: _jwks(key_id), local=local)
    return verifier.person(id_token or _token("id"), access_token or _token("access"))


def test_sound_tokens_give_the_person_with_known_roles_only():
    assert _check() == Person("s1", "Olive Marsh", frozenset({"officer"}))


@pytest.mark.parametrize(
    "token",
    [
        pytest.param(_token("id", key=OTHER_KEY), id="signed by another key"),
        pytest.param(_token("id", iss=issuer("eu-west-2_Other")), id="another pool"),
        pytest.param(_token("id", aud="another-app"), id="another client"),
        pytest.param(_token("id", exp=clock.now() - timedelta(seconds=1)), id="expired"),
        pytest.param(_token("access"), id="an access token in its place"),
        pytest.param(_token("id", token_use="access"), id="another use"),
        pytest.param(_token("id", sub="s2"), id="of another person"),
        pytest.param(_token("id", key_id="k2"), id="an unknown key id"),
        pytest.param(_token("id", key="", algorithm="none"), id="unsigned"),
        pytest.param(_token("id", key="s" * 64, algorithm="HS256"), id="a symmetric signature"),
        pytest.param("not.a.token", id="rubbish"),
    ],
)
def test_an_unsound_token_is_refused(token):
    with pytest.raises(TokenRefused):
        _check(id_token=token)


def test_a_token_without_expiry_is_refused():
    claims = {name: value for name, value in _claims("id").items() if name != "exp"}

    with pytest.raises(TokenRefused):
        _check(id_token=jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "k1"}))


def test_an_access_token_for_another_client_is_refused():
    with pytest.raises(TokenRefused):
        _check(access_token=_token("access", client_id="another-app"))


def test_the_published_key_of_the_embedded_stack_is_refused_elsewhere():
    tokens = _token("id", key_id="dummy"), _token("access", key_id="dummy")

    assert _check(*tokens, key_id="dummy", local=True)
    with pytest.raises(TokenRefused) as refused:
        _check(*tokens, key_id="dummy", local=False)
    assert refused.value.reason == "published key"


def test_keys_are_fetched_once_and_an_unknown_id_does_not_fetch_at_will():
    fetched = []
    verifier = _verifier(POOL, APP, lambda: fetched.append(1) or _jwks())
    for _ in range(3):
        verifier.person(_token("id"), _token("access"))
        with pytest.raises(TokenRefused):
            verifier.person(_token("id", key_id="k9"), _token("access"))

    assert len(fetched) == 1


def test_the_issuer_of_a_pool_is_its_region_and_id():
    assert issuer(POOL) == "https://cognito-idp.eu-west-2.amazonaws.com/eu-west-2_Abc123"
