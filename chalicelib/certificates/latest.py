"""Which certificate stands in the place of another, through as many reissues as there were."""

from chalicelib.certificates.models import Step
from chalicelib.certificates.store import Ledger, Register

_REISSUES = 100


def latest(register: Register, ledger: Ledger, certificate_id: str) -> str:
    """The certificate that stands in this one's place now; itself when none was published since."""
    for _ in range(_REISSUES):
        history = ledger.history(certificate_id)
        after = (history.revoked and history.revoked.replaced_by) or (
            history.reissue and history.reissue.order_id
        )
        made = register.find(after) if after else None
        if made is None or made.state.step is not Step.PUBLISHED:
            return certificate_id
        certificate_id = made.id
    return certificate_id
