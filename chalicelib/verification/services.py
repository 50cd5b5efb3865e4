"""What embassies can do on the verify page: have a file checked, and read what the issuer publishes."""

from dataclasses import dataclass, replace
from functools import lru_cache

from chalicelib.certificates.official_hosts import KIND
from chalicelib.certificates.statements import FOLDER, index_of
from chalicelib.certificates.status_list import OPEN_LIST
from chalicelib.platform import clock
from chalicelib.verification.errors import NotPublished
from chalicelib.verification.models import Demands, Report
from chalicelib.verification.ports import PublicFiles
from chalicelib.verification.roots import pinned_root
from chalicelib.verification.seen import Seen
from chalicelib.verification.trust import Issuer, Trust, read_keys, root_public_key
from chalicelib.verification.verify_file import verify_file

TRUST_LIST = "trust.json"
SIGNED_TRUST_LIST = "trust.cose"
_LIST_DIGITS = 3
"""2^32 indices make 256 lists."""


@dataclass
class Verification:
    """The verify page's services. Nothing that is uploaded outlives the call or is written down."""

    public: PublicFiles
    stage: str

    def check(self, content: bytes) -> Report:
        """The report on an uploaded PDF, picture or text."""
        return verify_file("", content, self.trust(), Demands(), clock.now(), status=self.status())

    def key_list(self) -> bytes:
        """`trust.json` as published; raises `NotPublished`."""
        return self.public.read(TRUST_LIST)

    def signed_key_list(self) -> bytes:
        """`trust.cose`, the same list signed by the root; raises `NotPublished`."""
        return self.public.read(SIGNED_TRUST_LIST)

    def status_list(self, number: str) -> bytes:
        """A status list whole; raises `NotPublished`."""
        if not (number.isascii() and number.isdigit() and len(number) <= _LIST_DIGITS):
            raise NotPublished
        return self.public.read(f"status/{number}")

    def root_key(self) -> bytes:
        """The pinned root's public key (SubjectPublicKeyInfo); empty where there is no root."""
        root = pinned_root(self.stage)
        return root_public_key(root.read_bytes()) if root else b""

    def trust(self) -> Trust | None:
        """The pinned root and the published keys that may lead to it; None where there is no root."""
        root = pinned_root(self.stage)
        if root is None:
            return None
        pem = root.read_bytes()
        return replace(Trust.given(pem, self._proved_keys()), seen=_seen_under(pem))

    def _proved_keys(self) -> bytes:
        """The list that the root signed, or the bare one where there is no other, which the verdict then says."""
        try:
            return self.signed_key_list()
        except NotPublished:
            return self.key_list()

    def issuers(self) -> tuple[Issuer, ...]:
        """Who issues, and the hosts where their certificates are checked; none while no keys are published."""
        try:
            return read_keys(self.key_list()).issuers
        except NotPublished:
            return ()

    def place_of_hosts(self) -> int | None:
        """The place in the public log of the newest statement of the issuers' hosts; None while there is none."""
        try:
            return index_of(self.public.read(f"{FOLDER}{KIND}").decode())
        except NotPublished:
            return None

    def status(self) -> bytes | None:
        """The open status list as published, when there is one."""
        try:
            return self.status_list(str(OPEN_LIST))
        except NotPublished:
            return None


@lru_cache(maxsize=1)
def _seen_under(root: bytes) -> Seen:  # noqa: ARG001 - another root's lists are others
    """An older status list in the bucket is not believed by a process that has seen a newer one."""
    return Seen()
