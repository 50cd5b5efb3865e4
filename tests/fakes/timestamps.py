"""A time-stamping authority in this process, with the local PKI's own certificate."""

from datetime import timedelta

from asn1crypto import tsp
from certomancer.registry import ServiceLabel

from chalicelib.certificates.errors import TimestampUnavailable
from chalicelib.platform import clock


class LocalTimeStamps:
    """`TimeStamps` by certomancer's service; `down` makes it silent, `ahead` puts its clock wrong."""

    def __init__(self, architecture) -> None:
        self._services = architecture.service_registry
        self.down = False
        self.ahead = timedelta(0)

    def stamp(self, request: bytes) -> bytes:
        if self.down:
            raise TimestampUnavailable
        service = self._services.summon_timestamper(ServiceLabel("tsa"), at_time=clock.now() + self.ahead)
        return service.request_tsa_response(tsp.TimeStampReq.load(request)).dump()
