"""The certificates room after the issue: the register and its staff."""

from functools import cached_property

from chalicelib.bootstrap.issuing import Issuing
from chalicelib.certificates.compromise import KeyCompromise
from chalicelib.certificates.desk import RegisterDesk
from chalicelib.certificates.key_publishing import KeyLists
from chalicelib.certificates.looking import Looking
from chalicelib.certificates.reissuing import Reissuing
from chalicelib.certificates.room import IssuerRoom
from chalicelib.certificates.store import Compromises, KeyOffers, Ledger, Looks, Register
from chalicelib.verification.roots import pinned_root
from chalicelib.verification.trust import root_public_key


class Registering(Issuing):
    """Certificates as staff replace and revoke them."""

    @cached_property
    def reissuing(self) -> Reissuing:
        return Reissuing(Register(self.uow), Ledger(self.uow), self.orders)

    @cached_property
    def key_compromise(self) -> KeyCompromise:
        return KeyCompromise(
            Compromises(self.uow), KeyOffers(self.uow), self.reissuing, self.status_lists, self.signing_keys
        )

    @cached_property
    def register_desk(self) -> RegisterDesk:
        looking = Looking(Register(self.uow), self.reissuing, Looks(self.uow))
        return RegisterDesk(looking, self.reissuing, self.key_compromise)

    @cached_property
    def issuer_room(self) -> IssuerRoom:
        root = pinned_root(self.settings.stage)
        root_key = root_public_key(root.read_bytes()) if root else b""
        lists = KeyLists(self.public_files, self.signing_keys, self.signer, root_key)
        return IssuerRoom(self.certificates, self.status_lists, self.key_compromise, lists, self.statements)
