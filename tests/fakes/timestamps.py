"""A time-stamping authority in this process, with the local PKI's own certificate."""

from asn1crypto import tsp
from certomancer.registry import ServiceLabel

from chalicelib.certificates.errors import TimestampUnavailable


class LocalTimeStamps:
    """`TimeStamps` by certomancer's service; `down` makes it silent."""

    def __init__(self, architecture) -> None:
        self._service = architecture.service_registry.summon_timestamper(ServiceLabel("tsa"))
        self.down = False

    def stamp(self, request: bytes) -> bytes:
        if self.down:
            raise TimestampUnavailable
        return self._service.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
