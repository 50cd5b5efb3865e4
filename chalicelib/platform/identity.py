"""Who a member of staff is: sign-in by the user pool, and tokens verified in our own code."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from chalicelib.kernel.errors import Forbidden, Refused, Unavailable
from chalicelib.platform import clock
from chalicelib.platform.aws import error_code

if TYPE_CHECKING:
    from jwt import PyJWK
    from types_boto3_cognito_idp import CognitoIdentityProviderClient

ROLES = frozenset({"officer", "supervisor", "record_keeper"})
PUBLISHED_KEY_IDS = frozenset({"dummy"})
"""Key ids whose private key is in a public package (moto's); tokens under them prove nothing."""
KEYS_KEPT = timedelta(hours=1)
KEYS_REST = timedelta(minutes=1)
"""How long an unknown key id is not asked for again."""

Step = Literal["new_password", "code", "set_up_code"]
_STEPS: Mapping[str, Step] = {
    "NEW_PASSWORD_REQUIRED": "new_password",
    "SOFTWARE_TOKEN_MFA": "code",
    "MFA_SETUP": "set_up_code",
}


class SignInRefused(Refused):
    """The same words whether the name is unknown, the password wrong or the account shut."""

    def __init__(self) -> None:
        super().__init__("The email address or password is not right.")


class CodeRefused(Refused):
    """The second factor's code did not fit."""

    def __init__(self) -> None:
        super().__init__("That code is not right. Wait for the next one and type its six digits.")


class PasswordTooWeak(Refused):
    """The new password breaks the pool's rule."""

    def __init__(self) -> None:
        super().__init__("Choose a password of 14 characters or more that is not the old one.")


class SignInExpired(Refused):
    """The steps took longer than the pool waits, or came from another sign-in."""

    def __init__(self) -> None:
        super().__init__("Signing in took too long. Begin again.")


class TokenRefused(Forbidden):
    """A token that does not prove who signed in; `reason` is a word for the log."""

    def __init__(self, reason: str) -> None:
        super().__init__("We could not confirm who you are. Sign in again.")
        self.reason = reason


@dataclass(frozen=True)
class Person:
    """Somebody who signed in: the pool's immutable id, a name to show, and the roles of their groups."""

    id: str
    name: str
    roles: frozenset[str]


@dataclass(frozen=True)
class NextStep:
    """What the pool still asks for; `session` and `user` go back to it with the answer."""

    step: Step
    session: str
    user: str


@dataclass(frozen=True)
class Enrolment:
    """A new second factor: the secret for the authenticator app, and the session to confirm it with."""

    secret: str
    session: str


class Identity(Protocol):
    """A user pool."""

    def sign_in(self, user: str, password: str) -> Person | NextStep:
        """Try a password; raises `SignInRefused`."""

    def choose_password(self, step: NextStep, password: str) -> Person | NextStep:
        """Replace a temporary password; raises `PasswordTooWeak`, `SignInExpired`."""

    def enter_code(self, step: NextStep, code: str) -> Person | NextStep:
        """Give the second factor's code; raises `CodeRefused`, `SignInExpired`."""

    def begin_enrolment(self, step: NextStep) -> Enrolment:
        """A secret for a new authenticator; raises `SignInExpired`."""

    def confirm_enrolment(self, step: NextStep, code: str) -> Person | NextStep:
        """Prove that the authenticator works and finish signing in; raises `CodeRefused`, `SignInExpired`."""

    def sign_out(self, person_id: str) -> None:
        """End the person's sign-ins everywhere (their refresh tokens die)."""


@dataclass
class TokenVerifier:
    """Verifies the pool's tokens: RS256 only, issuer, use, audience, expiry, and keys fetched and kept an hour."""

    pool_id: str
    client_id: str
    allow_published_keys: bool
    """True only on the embedded stack, whose pool signs with a key that everybody has."""
    fetch: Callable[[], Mapping[str, Any]]
    _keys: "dict[str, PyJWK]" = field(default_factory=dict)
    _fetched: float = 0.0

    def person(self, id_token: str, access_token: str) -> Person:
        """Who both tokens speak of; raises `TokenRefused` unless both are sound and agree."""
        identity = self._claims(id_token, "id", audience=self.client_id)
        access = self._claims(access_token, "access", audience=None)
        if access.get("client_id") != self.client_id:
            raise TokenRefused("client")
        if access["sub"] != identity["sub"]:
            raise TokenRefused("subject")
        groups = access.get("cognito:groups", [])
        name = str(identity.get("name") or identity.get("email") or identity["sub"])
        return Person(str(identity["sub"]), name, ROLES & frozenset(groups))

    def _claims(self, token: str, use: str, audience: str | None) -> dict[str, Any]:
        import jwt  # noqa: PLC0415 - only sign-in needs it

        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key(str(jwt.get_unverified_header(token).get("kid", ""))),
                algorithms=["RS256"],
                audience=audience,
                issuer=issuer(self.pool_id),
                options={"require": ["exp", "iat", "sub", "token_use"], "verify_aud": audience is not None},
            )
        except jwt.PyJWTError as error:
            raise TokenRefused(type(error).__name__) from error
        if claims["token_use"] != use:
            raise TokenRefused("token_use")
        return claims

    def _key(self, key_id: str) -> "PyJWK":
        if key_id in PUBLISHED_KEY_IDS and not self.allow_published_keys:
            raise TokenRefused("published key")
        if self._stale(key_id):
            self._load()
        if key_id not in self._keys:
            raise TokenRefused("unknown key")
        return self._keys[key_id]

    def _stale(self, key_id: str) -> bool:
        kept = KEYS_KEPT if key_id in self._keys else KEYS_REST
        return clock.now().timestamp() - self._fetched > kept.total_seconds()

    def _load(self) -> None:
        from jwt import PyJWKSet  # noqa: PLC0415 - only sign-in needs it

        loaded = PyJWKSet.from_dict(dict(self.fetch())).keys
        self._keys = {str(key.key_id): key for key in loaded}
        self._fetched = clock.now().timestamp()


def issuer(pool_id: str) -> str:
    """What the pool writes into `iss`."""
    return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"


def fetch_pool_keys(pool_id: str) -> Mapping[str, Any]:
    """The pool's public keys from its own endpoint (the embedded stack's when one is set)."""
    import httpx  # noqa: PLC0415 - only sign-in needs it

    base = os.environ.get("AWS_ENDPOINT_URL", "").rstrip("/")
    url = f"{base}/{pool_id}" if base else issuer(pool_id)
    try:
        answer = httpx.get(f"{url}/.well-known/jwks.json", timeout=3, trust_env=False)
        answer.raise_for_status()
    except httpx.HTTPError as error:
        raise Unavailable("The sign-in service does not answer. Try again in a minute.") from error
    keys: Mapping[str, Any] = answer.json()
    return keys


@dataclass(frozen=True)
class CognitoIdentity:
    """`Identity` on Amazon Cognito."""

    client: "CognitoIdentityProviderClient"
    pool_id: str
    client_id: str
    tokens: TokenVerifier

    def sign_in(self, user: str, password: str) -> Person | NextStep:
        answer = self._ask(
            SignInRefused(),
            "initiate_auth",
            ClientId=self.client_id,
            AuthFlow="USER_PASSWORD_AUTH",
            AuthParameters={"USERNAME": user, "PASSWORD": password},
        )
        return self._outcome(answer, user)

    def choose_password(self, step: NextStep, password: str) -> Person | NextStep:
        return self._respond("NEW_PASSWORD_REQUIRED", step, {"NEW_PASSWORD": password})

    def enter_code(self, step: NextStep, code: str) -> Person | NextStep:
        return self._respond("SOFTWARE_TOKEN_MFA", step, {"SOFTWARE_TOKEN_MFA_CODE": code})

    def begin_enrolment(self, step: NextStep) -> Enrolment:
        answer = self._ask(SignInExpired(), "associate_software_token", Session=step.session)
        return Enrolment(answer["SecretCode"], answer["Session"])

    def confirm_enrolment(self, step: NextStep, code: str) -> Person | NextStep:
        answer = self._ask(SignInExpired(), "verify_software_token", Session=step.session, UserCode=code)
        if answer["Status"] != "SUCCESS":
            raise CodeRefused
        return self._respond("MFA_SETUP", NextStep(step.step, answer["Session"], step.user), {})

    def sign_out(self, person_id: str) -> None:
        self._ask(SignInExpired(), "admin_user_global_sign_out", UserPoolId=self.pool_id, Username=person_id)

    def _respond(self, challenge: str, step: NextStep, answers: Mapping[str, str]) -> Person | NextStep:
        answer = self._ask(
            SignInExpired(),
            "respond_to_auth_challenge",
            ClientId=self.client_id,
            ChallengeName=challenge,
            Session=step.session,
            ChallengeResponses={"USERNAME": step.user, **answers},
        )
        return self._outcome(answer, step.user)

    def _ask(self, refusal: Refused, operation: str, **arguments: object) -> Any:  # noqa: ANN401 - the SDK's answer
        try:
            return getattr(self.client, operation)(**arguments)
        except self.client.exceptions.ClientError as error:
            raise _translate(error, refusal) from error

    def _outcome(self, answer: Mapping[str, Any], user: str) -> Person | NextStep:
        if result := answer.get("AuthenticationResult"):
            return self.tokens.person(result["IdToken"], result["AccessToken"])
        step = _STEPS.get(answer.get("ChallengeName", ""))
        if step is None:
            raise Unavailable("The sign-in service asks for something that these pages can't give.")
        known = answer.get("ChallengeParameters", {})
        return NextStep(
            step, answer["Session"], known.get("USER_ID_FOR_SRP") or known.get("USERNAME") or user
        )


_REFUSALS: Mapping[str, type[Refused]] = {
    "CodeMismatchException": CodeRefused,
    "EnableSoftwareTokenMFAException": CodeRefused,
    "ExpiredCodeException": CodeRefused,
    "InvalidPasswordException": PasswordTooWeak,
    "PasswordHistoryPolicyViolationException": PasswordTooWeak,
}
_NO = frozenset(
    {
        "InvalidParameterException",
        "NotAuthorizedException",
        "PasswordResetRequiredException",
        "UserNotConfirmedException",
        "UserNotFoundException",
    }
)


def _translate(error: Exception, refusal: Refused) -> Exception:
    code = error_code(error)
    if code in _REFUSALS:
        return _REFUSALS[code]()
    forgotten = code == "ResourceNotFoundException" and isinstance(refusal, SignInExpired)  # moto's word
    if code in _NO or forgotten:
        return refusal
    return Unavailable("The sign-in service does not answer. Try again in a minute.")
