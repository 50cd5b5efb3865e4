"""The casework room: cases, the people who work on them, and their sign-in."""

from functools import cached_property

from chalicelib.bootstrap.holding import Holding
from chalicelib.casework.failures import Failures
from chalicelib.casework.opening import CaseOpening
from chalicelib.casework.review import Review
from chalicelib.casework.room import StaffRoom
from chalicelib.casework.services import Casework
from chalicelib.casework.sign_in import BY_NAME, BY_SOURCE, WINDOW, SignIn
from chalicelib.casework.store import CaseStore
from chalicelib.platform.aws import client
from chalicelib.platform.identity import CognitoIdentity, TokenVerifier, fetch_pool_keys
from chalicelib.platform.throttle import Throttle


class Working(Holding):
    """Cases and who works on them."""

    @cached_property
    def case_opening(self) -> CaseOpening:
        return CaseOpening(CaseStore(self.uow), self.applications, self.documents, self.records)

    @cached_property
    def casework(self) -> Casework:
        cases = CaseStore(self.uow)
        review = Review(cases, self.applications, self.documents, self.records)
        return Casework(cases, self.documents, self.records, self.orders, review)

    @cached_property
    def staff_room(self) -> StaffRoom:
        return StaffRoom(self._sign_in(), self.casework, Failures(self.queues))

    def _sign_in(self) -> SignIn:
        pool, pool_client = self.settings.user_pool_id, self.settings.user_pool_client_id
        tokens = TokenVerifier(
            pool_id=pool,
            client_id=pool_client,
            allow_published_keys=self.settings.is_local,
            fetch=lambda: fetch_pool_keys(pool),
        )
        return SignIn(
            identity=CognitoIdentity(client("cognito-idp"), pool, pool_client, tokens),
            names=Throttle(self.items, "sign-in-name", limit=BY_NAME, window=WINDOW),
            sources=Throttle(self.items, "sign-in-source", limit=BY_SOURCE, window=WINDOW),
        )
