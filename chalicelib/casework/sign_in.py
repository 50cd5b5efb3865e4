"""Staff sign-in, step by step, with guessing throttled by name and by source."""

from dataclasses import dataclass
from datetime import timedelta

from chalicelib.casework.models import Officer
from chalicelib.kernel.errors import Forbidden, Unavailable
from chalicelib.platform.identity import Enrolment, Identity, NextStep, Person, SignInRefused, Step
from chalicelib.platform.log import logger
from chalicelib.platform.metrics import emit
from chalicelib.platform.throttle import Throttle

WINDOW = timedelta(minutes=15)
BY_NAME, BY_SOURCE = 5, 60
"""Attempts within the window for one name (a person mistypes), and from one address (an office has one)."""


class NoRole(Forbidden):
    """Signed in, but in no group of ours."""

    def __init__(self) -> None:
        super().__init__("Your account may not use these pages yet. Ask a supervisor to add you to a group.")


@dataclass(frozen=True)
class SignIn:
    """Turns a name and a password, and what else the pool asks for, into an officer."""

    identity: Identity
    names: Throttle
    sources: Throttle

    def begin(self, user: str, password: str, source: str) -> Officer | NextStep:
        """Try a password; raises `SignInRefused`, `TooManyAttempts`."""
        self.sources.count(source)
        self.names.count(user)
        try:
            outcome = self.identity.sign_in(user, password)
        except SignInRefused:
            emit("SignInRefused", 1)
            raise
        self.names.clear(user)
        self.sources.take_back(source)
        return self._admitted(outcome)

    def answer(self, step: NextStep, answer: str) -> Officer | NextStep:
        """Give what the pool asked for; raises `CodeRefused`, `PasswordTooWeak`, `SignInExpired`."""
        if step.step != "new_password":
            self.names.count(f"code {step.user}")
        outcome = {
            "new_password": self.identity.choose_password,
            "code": self.identity.enter_code,
            "set_up_code": self.identity.confirm_enrolment,
        }[step.step](step, answer)
        self.names.clear(f"code {step.user}")
        return self._admitted(outcome)

    def begin_enrolment(self, step: NextStep) -> Enrolment:
        """The secret for a new second factor."""
        return self.identity.begin_enrolment(step)

    def end(self, officer_id: str) -> None:
        """End the person's sign-ins everywhere; when the pool does not answer, our own session still ends."""
        try:
            self.identity.sign_out(officer_id)
        except Unavailable as error:
            logger().warning("global sign-out failed", extra={"error": error.name})

    def _admitted(self, outcome: Person | NextStep) -> Officer | NextStep:
        if isinstance(outcome, NextStep):
            return outcome
        if not outcome.roles:
            raise NoRole
        logger().info("staff signed in", extra={"officer_id": outcome.id})
        # A supervisor does what an officer does, and replays what failed.
        roles = outcome.roles | ({"officer"} if "supervisor" in outcome.roles else set())
        return Officer(id=outcome.id, name=outcome.name, roles=roles)


def read_step(step: str, session: str, user: str) -> NextStep:
    """A step as our own form sent it back; raises `KeyError` for one that does not exist."""
    steps: dict[str, Step] = {"new_password": "new_password", "code": "code", "set_up_code": "set_up_code"}
    return NextStep(steps[step], session, user)


def enrolment_qr(secret: str, user: str) -> str:
    """The secret as a QR code for authenticator apps: an SVG without style or script, fit for our CSP."""
    from urllib.parse import quote  # noqa: PLC0415 - once in an officer's life

    import qrcode  # noqa: PLC0415 - as above
    from qrcode.image.svg import SvgPathImage  # noqa: PLC0415 - as above

    address = f"otpauth://totp/{quote('Probity:' + user)}?secret={secret}&issuer=Probity"
    image = qrcode.make(address, image_factory=SvgPathImage, box_size=12)
    return str(image.to_string(encoding="unicode"))
