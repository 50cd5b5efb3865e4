"""What embassies can do on the verify page: have a file checked, and read what the issuer publishes."""

from dataclasses import dataclass

from chalicelib.platform import clock
from chalicelib.verification.models import Demands, Report
from chalicelib.verification.ports import PublicFiles
from chalicelib.verification.roots import pinned_root
from chalicelib.verification.trust import Trust, read_keys, read_roots
from chalicelib.verification.verify_file import verify_file

TRUST_LIST = "trust.json"


@dataclass
class Verification:
    """The verify page's services. Nothing that is uploaded outlives the call or is written down."""

    public: PublicFiles
    stage: str

    def check(self, content: bytes) -> Report:
        """The report on an uploaded PDF, picture or text."""
        return verify_file("", content, self._trust(), Demands(), clock.now())

    def key_list(self) -> bytes:
        """`trust.json` as published; raises `NotPublished`."""
        return self.public.read(TRUST_LIST)

    def _trust(self) -> Trust | None:
        root = pinned_root(self.stage)
        return Trust(read_roots(root.read_bytes()), read_keys(self.key_list())) if root else None
