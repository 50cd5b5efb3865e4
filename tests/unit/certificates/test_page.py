"""The page: the same bytes every time, words that fit the outcome, and a lint that misses nothing."""

import io
import json
from pathlib import Path

import pikepdf
import pytest

from chalicelib.certificates import lint, page, qr
from chalicelib.certificates.errors import GlyphMissing, LintFailed
from chalicelib.certificates.models import Content
from chalicelib.kernel.outcomes import Outcome
from chalicelib.kernel.people import PersonName
from tests.fakes.issuing import ISSUER, ORIGIN, holder, lines
from tests.unit.certificates.test_qr import VECTORS

ROOT = Path(__file__).parents[3]
PAYLOAD = bytes.fromhex(VECTORS["good"][0]["payload_hex"])
OTHER_PAYLOAD = bytes.fromhex(VECTORS["good"][1]["payload_hex"])
PROOF = "c2sp.org/tlog-proof@v1\nindex 0\n\n"


def content(matters: int = 0, outcome: Outcome | None = None, **other: object) -> Content:
    return Content(
        issuer=ISSUER,
        serial="00A1B2C3D4E5F6071829",
        issued_on="2026-11-23",
        holder=holder(**other),
        destination="AU",
        outcome=outcome or (Outcome.TRACE if matters else Outcome.NO_TRACE),
        lines=lines(matters),
    )


def render(subject: Content) -> bytes:
    return page.render(subject, PAYLOAD, PROOF, ORIGIN)


def check(pdf: bytes, subject: Content, payload: bytes = PAYLOAD, proof: str = PROOF) -> None:
    lint.check(pdf, subject, payload, proof, ORIGIN)


def test_the_same_content_gives_the_same_bytes():
    assert render(content()) == render(content())


@pytest.mark.parametrize("outcome", list(Outcome))
def test_every_outcome_passes_the_lint(outcome):
    subject = content(5 if outcome.shows_matters else 0, outcome)
    check(render(subject), subject)


@pytest.mark.parametrize("matters", [1, 14, 60])
def test_many_matters_take_more_pages_and_each_names_the_certificate(matters):
    subject = content(matters)
    pdf = render(subject)
    check(pdf, subject)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert len(opened.pages) == {1: 2, 14: 2, 60: 5}[matters]


@pytest.mark.parametrize(
    "name",
    [
        PersonName(surname="Ng"),
        PersonName(forenames="José Ángel", surname="Núñez-Ångström"),
        PersonName(forenames="Thị Mỹ Duyên", surname="Nguyễn"),
        PersonName(forenames="Siobhán D'Arcy", surname="O\u2019Brien"),
        PersonName(forenames="Ждан", surname="Ковальчук"),
        PersonName(forenames="Maximiliana " * 9, surname="Wolfeschlegelsteinhausen-" * 6 + "Ende"),
    ],
    ids=lambda name: name.full[:20],
)
def test_names_are_printed_to_the_letter(name):
    subject = content(name=name, former_names=(PersonName(forenames="Amelia", surname="Whitcombe"),))
    check(render(subject), subject)


@pytest.mark.parametrize("surname", ["\U0001f642", "\u16a0\u16b1", "\U00013000", "A\u0328\u0301\u0304\u2603"])
def test_a_letter_that_the_fonts_lack_is_an_error_and_never_a_box(surname):
    with pytest.raises(GlyphMissing, match="letters that the certificate can't print"):
        render(content(name=PersonName(forenames="Amelia", surname=surname)))


def test_markup_in_a_name_is_only_text():
    subject = content(birth_place='#panic() $x$ *b* _i_ <l> @r "q" \\ // /* -- ~')
    check(render(subject), subject)


def test_the_lint_refuses_another_code():
    with pytest.raises(LintFailed, match="square does not read"):
        check(render(content()), content(), payload=OTHER_PAYLOAD)


@pytest.mark.parametrize("change", [{"passport_number": "533401822"}, {"birth_place": "Bradford"}])
def test_the_lint_refuses_another_attachment(change):
    with pytest.raises(LintFailed, match=r"certificate\.json differs"):
        check(render(content()), content(**change))


def test_the_lint_refuses_another_proof():
    with pytest.raises(LintFailed, match="tlog-proof differs"):
        check(render(content()), content(), proof=PROOF.replace("0", "1"))


def test_the_lint_refuses_words_that_differ_from_the_attachment(monkeypatch):
    subject = content()
    true_view = page.view
    monkeypatch.setattr(page, "view", lambda *a: true_view(*a) | {"destination": "Canada"})
    pdf = render(subject)
    monkeypatch.undo()
    with pytest.raises(LintFailed, match="a fact is missing"):
        check(pdf, subject)


def _without(name: str):
    def remove(opened: pikepdf.Pdf) -> None:
        del opened.Root[name]

    return remove


def _open_action(opened: pikepdf.Pdf) -> None:
    opened.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")


def _no_font(opened: pikepdf.Pdf) -> None:
    descriptors = (thing for thing in opened.objects if isinstance(thing, pikepdf.Dictionary))
    descriptor = next(thing for thing in descriptors if thing.get("/Type") == "/FontDescriptor")
    del descriptor["/FontFile3"]


def _one_more_attachment(opened: pikepdf.Pdf) -> None:
    opened.attachments["more.txt"] = b"more"


SPOILERS = [
    _without("/Metadata"),
    _without("/StructTreeRoot"),
    _without("/Lang"),
    _without("/AF"),
    _open_action,
    _no_font,
    _one_more_attachment,
]


@pytest.mark.parametrize("spoil", SPOILERS)
def test_the_lint_refuses_a_file_that_was_spoilt(spoil):
    spoilt = io.BytesIO()
    with pikepdf.open(io.BytesIO(render(content()))) as opened:
        spoil(opened)
        opened.save(spoilt)
    with pytest.raises(LintFailed):
        check(spoilt.getvalue(), content())


def test_the_attachment_is_the_content_and_follows_its_schema():
    import jsonschema  # noqa: PLC0415 - only here

    schema = json.loads((ROOT / "docs/formats/certificate.schema.json").read_text())
    for subject in (content(), content(3)):
        jsonschema.validate(json.loads(subject.attachment), schema)
    assert qr.disassemble(PAYLOAD).claims.holder == content().holder.name.full


def test_a_no_trace_certificate_is_a_small_file():
    assert len(render(content())) < 50_000


def test_the_published_schema_is_the_models():
    schema = json.loads((ROOT / "docs/formats/certificate.schema.json").read_text())
    model = Content.model_json_schema()
    assert {name: schema[name] for name in model if name not in {"title", "description"}} == {
        name: value for name, value in model.items() if name not in {"title", "description"}
    }
