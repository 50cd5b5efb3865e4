"""A holder's copy: made once for whom it was asked, by its own key, and never longer than the certificate stands."""

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from chalicelib.certificates import copy_code, cose, qr
from chalicelib.certificates.access.services import State
from chalicelib.certificates.copies import page
from chalicelib.certificates.copies.errors import NothingToCopy, NotMade, TooManyCopies
from chalicelib.certificates.copies.handlers import on_event
from chalicelib.certificates.copies.making import CopyMaking, content_of
from chalicelib.certificates.copies.models import Step
from chalicelib.certificates.copies.services import MOST, Copies
from chalicelib.certificates.copies.store import HolderCopies
from chalicelib.certificates.entries import RevocationReason
from chalicelib.certificates.errors import GlyphMissing
from chalicelib.certificates.sealing import Sealer, public_key
from chalicelib.certificates.trust import Keys
from chalicelib.certificates.withdrawing import Withdrawing
from chalicelib.kernel.changes import Once
from chalicelib.kernel.errors import NotFound, Unavailable
from chalicelib.kernel.identifiers import new_id
from chalicelib.kernel.people import PersonName
from chalicelib.platform import clock
from chalicelib.platform.unit_of_work import UnitOfWork
from chalicelib.verification.trust import read_roots
from tests.fakes.issuing import ISSUER, ORIGIN, Workshop, ordered
from tests.fakes.objects import MemoryObjects

SOON = timedelta(days=30)
ApplicationOf = Callable[[str], SimpleNamespace]


class Desk:
    """A holder, their certificate, and the function that makes copies, wired as bootstrap wires them."""

    def __init__(self, workshop: Workshop, **content: object) -> None:
        self.workshop = workshop
        self.certificate_id = workshop.order(ordered(**content))
        workshop.service.issue(self.certificate_id)
        uow, self.files = UnitOfWork(workshop.items), MemoryObjects()
        register, ledger = workshop.service.register, workshop.service.ledger
        self.mine = f"application-{self.certificate_id}"
        self.copies = Copies(HolderCopies(uow), register, ledger, self, self.files)
        self.making = CopyMaking(
            copies=self.copies.copies,
            register=register,
            ledger=ledger,
            keys=Keys(workshop.public, workshop.signer, {"copy": "copy"}),
            signer=workshop.signer,
            sealer=Sealer(
                workshop.signer,
                workshop.time_stamps,
                workshop.statuses,
                lambda: read_roots(workshop.root.read_bytes()),
                ISSUER,
            ),
            files=self.files,
            verify_origin=ORIGIN,
            issuer_number=1,
        )

    def get(self, application_id: str) -> Any:
        """The one question that copies ask of the applications room."""
        issued = self.certificate_id if application_id == self.mine else None
        return SimpleNamespace(state=SimpleNamespace(certificate_id=issued))

    def ask(self, recipient: str = "Acme Ltd", *, key: str = "", days: timedelta = SOON) -> None:
        once = Once("copies", key or new_id())
        self.copies.ask(self.mine, recipient, "visa", clock.today() + days, once)

    def deliver(self, *, times: int = 1) -> None:
        for envelope in self.workshop.events("HolderCopyRequested"):
            for _ in range(times):
                on_event(envelope, self.making)

    def withdraw(self) -> None:
        withdrawing = Withdrawing(self.copies.register, self.copies.ledger)
        withdrawing.ask(self.certificate_id, "officer-1", RevocationReason.FRAUD, "It was not theirs")
        withdrawing.confirm(self.certificate_id, "officer-2")


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    return Workshop(tmp_path_factory.mktemp("issuer"))


@pytest.fixture
def desk(workshop: Workshop) -> Desk:
    return Desk(workshop)


def test_what_was_asked_for_is_made_once_and_signed_by_the_copies_key(desk: Desk) -> None:
    desk.ask(key="same")
    desk.ask(key="same")
    desk.deliver(times=2)
    (made,) = desk.copies.listed(desk.mine)
    assert (made.copy.step, made.is_past, made.certificate) == (Step.MADE, False, State.CURRENT)
    assert [len(versions) for versions in desk.files.versions.values()] == [1]
    code = copy_code.disassemble(bytes.fromhex(made.copy.code))
    key = desk.workshop.signer.public_key("copy")
    assert cose.verifies(code.signed.to_be_signed, code.signed.signature, key)
    assert (code.claims.recipient, code.claims.purpose) == ("Acme Ltd", "visa")
    certificate = desk.copies.register.get(desk.certificate_id).state
    assert code.claims.status_index == certificate.status_index
    assert "copies/" in desk.copies.download(desk.mine, made.id)


def test_the_file_bears_the_copies_certificate_and_no_code_of_the_certificate(desk: Desk) -> None:
    desk.ask()
    desk.deliver()
    (made,) = desk.copies.listed(desk.mine)
    pdf = desk.files.get(made.copy.stored.key)
    chain = desk.making.keys.get("copy").certificates
    assert public_key(chain[0]) == desk.workshop.signer.public_key("copy")
    assert chain[0].hex().upper().encode() in pdf
    certificate = desk.copies.register.get(desk.certificate_id).state
    for secret in (certificate.serial, certificate.content.number):
        assert secret.encode() not in pdf
        assert secret not in page_words(pdf)
    assert "Copy for Acme Ltd only; not the certificate" in page_words(pdf)
    assert len(pdf) < 60_000


def page_words(pdf: bytes) -> str:
    import pypdfium2  # noqa: PLC0415 - heavy

    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(" ".join(sheet.get_textpage().get_text_bounded().split()) for sheet in document)
    finally:
        document.close()


def test_matters_follow_on_pages_of_their_own(workshop: Workshop) -> None:
    desk = Desk(workshop, matters=30)
    desk.ask("Ærøskøbing Kommune, Rådhuset")
    desk.deliver()
    (made,) = desk.copies.listed(desk.mine)
    assert made.copy.step is Step.MADE
    assert page_words(desk.files.get(made.copy.stored.key)).count("Theft from a shop") == 30


def test_nothing_is_made_of_a_certificate_that_was_withdrawn(desk: Desk) -> None:
    desk.ask()
    desk.withdraw()
    desk.deliver()
    (asked,) = desk.copies.listed(desk.mine)
    assert (asked.copy.step, asked.copy.refused_because) == (Step.REFUSED, "withdrawn")
    assert not desk.copies.can_ask(desk.mine)
    with pytest.raises(NothingToCopy):
        desk.ask()
    with pytest.raises(NotMade):
        desk.copies.download(desk.mine, asked.id)


def test_a_withdrawal_shows_beside_the_copies_that_were_made(desk: Desk) -> None:
    desk.ask()
    desk.deliver()
    desk.withdraw()
    (made,) = desk.copies.listed(desk.mine)
    assert made.certificate is State.WITHDRAWN


def test_letters_that_can_t_be_printed_are_told_and_stop_nothing(desk: Desk) -> None:
    desk.ask("\u16a0\u16b1 Ltd")
    desk.deliver()
    (asked,) = desk.copies.listed(desk.mine)
    assert asked.copy.refused_because == "not-printable"


def test_a_key_service_that_is_down_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.ask()
    with monkeypatch.context() as broken:
        broken.setattr(desk.workshop.time_stamps, "answer", _down, raising=False)
        broken.setattr(desk.making.sealer.__class__, "seal", _down)
        with pytest.raises(Unavailable):
            desk.deliver()
    desk.deliver()
    assert desk.copies.listed(desk.mine)[0].copy.step is Step.MADE


def _down(*_: object) -> bytes:
    raise Unavailable("The key service did not answer.")


def test_nobody_downloads_another_s_copy_and_there_is_an_end(desk: Desk) -> None:
    desk.ask()
    (asked,) = desk.copies.listed(desk.mine)
    with pytest.raises(NotFound):
        desk.copies.download("application-of-another", asked.id)
    for _ in range(MOST - 1):
        desk.ask()
    with pytest.raises(TooManyCopies):
        desk.ask()


def test_the_page_is_refused_for_words_it_can_t_show(desk: Desk) -> None:
    desk.ask()
    certificate = desk.copies.register.get(desk.certificate_id).state
    copy = desk.copies.listed(desk.mine)[0].copy.model_copy(update={"purpose": "\u16a0"})
    with pytest.raises(GlyphMissing):
        page.render(content_of(copy, certificate), bytes(100), ORIGIN)


def test_awkward_names_are_printed_whole(workshop: Workshop) -> None:
    name = PersonName(forenames="محمد", surname="العلي")
    desk = Desk(workshop, name=name)
    desk.ask("Botschaft der Bundesrepublik Deutschland, Referat 7")
    desk.deliver()
    (made,) = desk.copies.listed(desk.mine)
    assert made.copy.step is Step.MADE
    assert copy_code.disassemble(bytes.fromhex(made.copy.code)).claims.holder == name.full


@pytest.mark.parametrize("words", ["", "A" * 61, "ж" * 31, "Acme\u202eLtd", "Acme\u200bLtd", "Acme\x07"])
def test_words_that_a_code_can_t_hold_are_refused(words: str) -> None:
    facts = {"issuer": 1, "number": "0" * 32, "made_on": date(2026, 1, 1), "outcome": 0, "holder": "A"}
    more = {
        "birth": 19900101,
        "passport_end": "1",
        "status_index": 1,
        "purpose": "visa",
        "content_digest": bytes(16),
    }
    days = {"expires_on": date(2026, 2, 1), "issued_on": date(2026, 1, 1)}
    with pytest.raises(ValueError, match="recipient"):
        copy_code.CopyClaims.model_validate(facts | more | days | {"recipient": words})


def test_the_code_fits_its_square() -> None:
    assert len(qr.to_digits(bytes(copy_code.MAX_BYTES))) < 1000
