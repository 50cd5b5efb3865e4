"""What a sound certificate, and what is not one at all, is told."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from chalicelib.certificates.models import Line
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.people import NameKind, PersonName
from chalicelib.verification.models import Demands, Standing, Verdict, worst
from chalicelib.verification.reasons import GROUNDS
from chalicelib.verification.verify_file import MAX_BYTES, verify_file
from tests.attack.workshop import Workshop, claims, content, photograph
from tests.unit.verification.conftest import Judge, names


def test_a_sound_pdf_is_genuine_and_its_standing_unknown(judge: Judge, certificate: bytes) -> None:
    found = judge(certificate)
    assert found.verdict is Verdict.GENUINE
    assert found.current is Standing.UNKNOWN
    assert found.status_as_of is None
    assert names(found) == ["status-not-checked"]
    assert [fact.value for fact in found.facts][:4] == [
        "Amelia Jane Hargreaves",
        "17 April 1990",
        "4821",
        "No Trace",
    ]


LINES = tuple(
    Line(
        id=f"{number}",
        offence="Theft from the person of another, contrary to section 1(1) of the Theft Act 1968",
        date="4 May 2011",
        court="Leeds Magistrates' Court",
        disposal="Conditional discharge 12 months; costs £85.00",
    )
    for number in range(40)
)


@pytest.mark.parametrize(
    "said",
    [
        {"outcome": Outcome.TRACE, "lines": LINES[:1]},
        {"outcome": Outcome.FURTHER_INFORMATION_STEPPED_DOWN, "lines": LINES},
        {"outcome": Outcome.NO_LIVE_TRACE},
        {"name": PersonName(forenames="Zoë Áine", surname="O'Connor-Fflewddur")},
        {"name": PersonName(forenames="", surname="Ágústsdóttir")},
        {"name": PersonName(forenames="Bartholomew " * 10, surname="Featherstonehaugh-Cholmondeley")},
        {"former_names": (PersonName(forenames="Amelia", surname="Pike", kind=NameKind.FORMER),)},
        {"birth_place": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"},
    ],
)
def test_every_kind_of_certificate_is_accepted(
    judge: Judge, issuer: Workshop, said: dict[str, object]
) -> None:
    holder = content().holder
    of_holder = {key: value for key, value in said.items() if key in type(holder).model_fields}
    of_content = {key: value for key, value in said.items() if key not in of_holder}
    subject = content(holder=holder.model_copy(update=of_holder), **of_content)
    found = judge(issuer.make(issuer.recipe(content=subject, claims=claims(subject))))
    assert (found.verdict, names(found)) == (Verdict.GENUINE, ["status-not-checked"])


def test_the_published_object_is_the_schema_s_and_holds_no_fact(judge: Judge, certificate: bytes) -> None:
    published = judge(certificate).published()
    assert list(published) == ["file", "verdict", "current", "status_as_of", "reasons"]
    assert "Hargreaves" not in str(published)


def test_address_digits_and_picture_are_read_alike(judge: Judge, issuer: Workshop) -> None:
    url = issuer.url()
    picture = Image.open(io.BytesIO(photograph(url))).convert("RGB")
    jpeg = io.BytesIO()
    picture.save(jpeg, "JPEG")
    for code in (url.encode(), url.split("#")[1].encode() + b"\n", photograph(url), jpeg.getvalue()):
        found = judge(code)
        assert (found.verdict, names(found)) == (Verdict.GENUINE, ["only-code-checked", "status-not-checked"])


@pytest.mark.parametrize("host", ["https://evil.example/", "javascript:alert(1)", "", "http://[::1]/x?y="])
def test_the_address_before_the_digits_is_never_trusted_nor_needed(
    judge: Judge, issuer: Workshop, host: str
) -> None:
    assert judge(f"{host}#{issuer.url().split('#')[1]}".encode()).verdict is Verdict.GENUINE


def test_a_known_status_can_be_required(judge: Judge, certificate: bytes) -> None:
    found = judge(certificate, require_status=True)
    assert found.verdict is Verdict.UNTRUSTED
    assert names(found) == ["status-not-checked", "status-required"]
    assert found.facts == ()


def test_age_is_judged_only_when_asked(issuer: Workshop) -> None:
    issued = datetime.now(UTC).date()
    url = issuer.url(claims(content(issued_on=issued))).encode()

    def after(days: int, allowed: int | None) -> Verdict:
        now = datetime.now(UTC) + timedelta(days=days)
        return verify_file("f", url, issuer.trust, Demands(max_age_days=allowed), now).verdict

    assert after(3000, None) is Verdict.GENUINE
    assert after(90, 90) is Verdict.GENUINE
    assert after(91, 90) is Verdict.EXPIRED
    assert after(0, 0) is Verdict.GENUINE


def test_nothing_is_genuine_without_somebody_to_trust(certificate: bytes, issuer: Workshop) -> None:
    for content_ in (certificate, issuer.url().encode()):
        found = verify_file("f", content_, None, Demands(), datetime.now(UTC))
        assert (found.verdict, names(found)) == (Verdict.UNTRUSTED, ["no-trust-given"])


@pytest.mark.parametrize(
    ("content_", "reason"),
    [
        (b"", "empty-file"),
        (b"MZ\x90\x00\x03", "unknown-format"),
        (b"Dear Sir, it is all in order.", "unknown-format"),
        ("\N{DIGIT ONE}\N{FULLWIDTH DIGIT TWO}".encode(), "unknown-format"),
        (b"1", "qr-wrong-length"),
        (b"128", "qr-not-ours"),
        (b"https://verify.probity.example/#", "qr-not-digits"),
        (b"javascript:alert(document.cookie)//#<script>1", "qr-not-digits"),
        (b"9" * 9000, "unknown-format"),
        (b"%PDF-1.7\n%%EOF\n", "no-seal"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "unreadable-picture"),
        (b"\xff\xd8\xff\xe0 not a picture", "unreadable-picture"),
        (b"\0" * (MAX_BYTES + 1), "too-large"),
    ],
)
def test_what_is_not_a_certificate_is_named(judge: Judge, content_: bytes, reason: str) -> None:
    found = judge(content_)
    assert (found.verdict, names(found)) == (Verdict.NOT_A_CERTIFICATE, [reason])


def test_a_picture_without_and_with_two_codes(judge: Judge, issuer: Workshop) -> None:
    blank = io.BytesIO()
    Image.new("L", (300, 300), 255).save(blank, "PNG")
    assert names(judge(blank.getvalue())) == ["no-qr-code"]
    one = Image.open(io.BytesIO(photograph(issuer.url())))
    other = Image.open(io.BytesIO(photograph(issuer.url(claims(content(serial="B" * 32))))))
    both = Image.new("L", (one.width + other.width, max(one.height, other.height)), 255)
    both.paste(one, (0, 0))
    both.paste(other, (one.width, 0))
    page = io.BytesIO()
    both.save(page, "PNG")
    assert names(judge(page.getvalue())) == ["several-qr-codes"]


def test_photographs_of_the_page_are_read(judge: Judge, certificate: bytes) -> None:
    """A scan, a large photograph, one that is turned: what embassies have."""
    import pypdfium2  # noqa: PLC0415 - heavy

    document = pypdfium2.PdfDocument(certificate)
    scan = document[0].render(scale=150 / 72).to_pil()
    document.close()
    large = scan.resize((scan.width * 4, scan.height * 4)).rotate(7, fillcolor="white", expand=True)
    for picture, kind in ((scan, "PNG"), (scan.rotate(90, expand=True), "PNG"), (large, "JPEG")):
        out = io.BytesIO()
        picture.save(out, kind)
        assert judge(out.getvalue()).verdict is Verdict.GENUINE


def test_an_enormous_picture_is_not_unpacked(judge: Judge) -> None:
    bomb = io.BytesIO()
    Image.new("1", (12_000, 12_000)).save(bomb, "PNG")
    assert len(bomb.getvalue()) < MAX_BYTES
    assert names(judge(bomb.getvalue())) == ["unreadable-picture"]


def test_the_worst_reason_decides_and_every_reason_has_a_sentence() -> None:
    assert worst([Verdict.GENUINE, Verdict.EXPIRED, Verdict.ALTERED]) is Verdict.ALTERED
    assert worst([]) is Verdict.GENUINE
    assert all(ground.sentence.endswith(".") and len(ground.sentence) > 15 for ground in GROUNDS.values())
