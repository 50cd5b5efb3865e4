"""A user pool in memory: people with passwords, temporary passwords and second factors."""

from dataclasses import dataclass, field

from chalicelib.platform.identity import (
    CodeRefused,
    Enrolment,
    NextStep,
    PasswordTooWeak,
    Person,
    SignInExpired,
    SignInRefused,
    Step,
)

CODE = "123456"
MIN_PASSWORD = 14


@dataclass
class Account:
    person: Person
    password: str
    temporary: bool = False
    second_factor: bool = False


@dataclass
class FakeIdentity:
    """`Identity` without a cloud. `second_factor_needed` is the pool's MFA switch."""

    accounts: dict[str, Account] = field(default_factory=dict)
    second_factor_needed: bool = False
    signed_out: list[str] = field(default_factory=list)
    _sessions: dict[str, str] = field(default_factory=dict)

    def add(self, user: str, password: str, person: Person, *, temporary: bool = False) -> None:
        self.accounts[user] = Account(person, password, temporary)

    def sign_in(self, user: str, password: str) -> Person | NextStep:
        account = self.accounts.get(user)
        if account is None or account.password != password:
            raise SignInRefused
        return self._next(user)

    def choose_password(self, step: NextStep, password: str) -> Person | NextStep:
        account = self._account(step)
        if len(password) < MIN_PASSWORD:
            raise PasswordTooWeak
        account.password, account.temporary = password, False
        return self._next(step.user)

    def enter_code(self, step: NextStep, code: str) -> Person | NextStep:
        account = self._account(step)
        if code != CODE:
            raise CodeRefused
        return account.person

    def begin_enrolment(self, step: NextStep) -> Enrolment:
        self._account(step)
        return Enrolment("JBSWY3DPEHPK3PXP", step.session)

    def confirm_enrolment(self, step: NextStep, code: str) -> Person | NextStep:
        account = self._account(step)
        if code != CODE:
            raise CodeRefused
        account.second_factor = True
        return account.person

    def sign_out(self, person_id: str) -> None:
        self.signed_out.append(person_id)

    def _account(self, step: NextStep) -> Account:
        if self._sessions.get(step.session) != step.user:
            raise SignInExpired
        return self.accounts[step.user]

    def _next(self, user: str) -> Person | NextStep:
        account = self.accounts[user]
        if account.temporary:
            return self._ask(user, "new_password")
        if self.second_factor_needed:
            return self._ask(user, "code" if account.second_factor else "set_up_code")
        return account.person

    def _ask(self, user: str, step: Step) -> NextStep:
        session = f"session-{len(self._sessions)}"
        self._sessions[session] = user
        return NextStep(step, session, user)
