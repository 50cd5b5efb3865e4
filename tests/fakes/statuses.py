"""A certificates' status responder in this process, with the local PKI's own keys."""

from asn1crypto import ocsp
from certomancer.registry import ServiceLabel

from chalicelib.certificates.errors import StatusUnavailable
from chalicelib.platform import clock
from infra.local.pki.architecture import load


class LocalStatuses:
    """`Statuses` by certomancer's services over the PKI in `folder`; `down` makes it silent, `asked` counts."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.down = False
        self.asked = 0

    def ask(self, request: bytes, responder: str) -> bytes:
        if self.down:
            raise StatusUnavailable
        self.asked += 1
        services = load(self.folder).service_registry
        label = ServiceLabel(responder.rsplit("/", 1)[-1])
        answer = services.summon_responder(label, at_time=clock.now().replace(microsecond=0))
        return answer.build_ocsp_response(ocsp.OCSPRequest.load(request)).dump()
