"""Golden pictures: a certificate of each template and language, and how its pages looked when a person looked.

`python -m tests.golden` draws them anew into tests/fixtures/golden; look at every one before you keep it.
"""

import io
import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from hashlib import sha256
from pathlib import Path

import pypdfium2
from PIL import Image

from chalicelib.certificates import page
from chalicelib.certificates.copies import page as copy_page
from chalicelib.certificates.copies.models import CopiedHolder, CopyContent
from chalicelib.certificates.models import Content, Language, Line, Variant
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.people import PersonName
from tests.fakes.issuing import ISSUER, ORIGIN, holder
from tests.unit.certificates.test_qr import VECTORS

FIXTURES = Path(__file__).parent / "fixtures"
FOLDER = FIXTURES / "golden"
PHOTO = (FIXTURES / "photo.jpg").read_bytes()
PAYLOAD = bytes.fromhex(VECTORS["good"][0]["payload_hex"])
_VECTORS = Path(__file__).parents[1] / "docs/formats/vectors"
RESULT = bytes.fromhex(json.loads((_VECTORS / "result-code.json").read_text())["good"][0]["payload_hex"])
PROOF = "c2sp.org/tlog-proof@v1\nindex 0\n\n"
_DOTS_PER_POINT = 50 / 72
_GREYS = 16

THEFT = Line(
    id="1",
    kind="Conviction",
    offence="Theft from a shop, contrary to sections 1(1) and 7 of the Theft Act 1968",
    date="4 March 2019",
    offence_date="2 February 2019",
    court="Leeds Magistrates\u2019 Court",
    disposal="Fine, £120.00; compensation, £45.00",
)
CAUTION = Line(
    id="2",
    kind="Caution",
    offence="Assault by beating, contrary to section 39 of the Criminal Justice Act 1988",
    date="May 2021",
    court="West Yorkshire Police",
    disposal="Caution",
)
PENDING = Line(
    id="3",
    kind="Impending prosecution",
    offence="Possessing a controlled drug of class B, contrary to section 5(2) of the Misuse of Drugs Act 1971",
    court="Leeds Magistrates\u2019 Court",
)
INFORMATION = ("An allegation of 2018 was found credible by a panel of two officers. Nobody was charged.",)
ARABIC = PersonName(forenames="ليلى", surname="حداد")
BILINGUAL, LEGALISATION = Language.ENGLISH_AND_WELSH, Variant.LEGALISATION


def content(outcome: Outcome = Outcome.NO_TRACE, *, photo: bool = True, **other: object) -> Content:
    """What a certificate of the synthetic person says, with fields of the content or of the holder instead."""
    person = {name: other.pop(name) for name in ("name", "former_names", "birth_place") if name in other}
    if photo:
        person["photo"] = sha256(PHOTO).hexdigest()
    said: dict[str, object] = {
        "issuer": ISSUER,
        "serial": "00A1B2C3D4E5F6071829AABBCCDDEEFF",
        "issued_on": "2026-11-23",
        "holder": holder(**person),
        "destination": "AU",
        "searched_on": "2026-11-20",
        "outcome": outcome,
        "lines": (THEFT, CAUTION, PENDING) if outcome.shows_matters else (),
    }
    return Content.model_validate(said | other)


def render(subject: Content) -> bytes:
    """The unsealed file."""
    photo = PHOTO if subject.holder.photo else None
    result = RESULT if subject.result_code else b""
    return page.render(subject, PAYLOAD, PROOF, ORIGIN, photo, result=result)


SAMPLES = {
    "no-trace": content(),
    "no-trace-without-photo": content(photo=False),
    "no-live-trace-welsh": content(Outcome.NO_LIVE_TRACE, language=BILINGUAL),
    "trace": content(Outcome.TRACE),
    "stepped-down-welsh": content(Outcome.FURTHER_INFORMATION_STEPPED_DOWN, language=BILINGUAL),
    "legalisation": content(variant=LEGALISATION),
    "result-only": content(result_code=True),
    "child-protection": content(product=Product.ICPC),
    "child-protection-welsh": content(
        Outcome.TRACE, product=Product.ICPC, language=BILINGUAL, information=INFORMATION
    ),
    "other-scripts": content(name=ARABIC, former_names=(PersonName(surname="王小明"),), birth_place="Αθήνα"),
}


def copied() -> bytes:
    """A holder's copy of a certificate that lists matters."""
    subject = content(Outcome.TRACE)
    vector = json.loads((_VECTORS / "copy-code.json").read_text())["good"][0]
    said = CopyContent(
        issuer=subject.issuer,
        number=vector["claims"]["number"],
        made_on=date(2026, 11, 23),
        recipient="Consulate General of Norway, Edinburgh",
        purpose="Residence permit",
        expires_on=date(2027, 3, 1),
        holder=CopiedHolder(
            name=subject.holder.name, birth_date=subject.holder.birth_date, passport_end="1821"
        ),
        **{
            name: getattr(subject, name)
            for name in ("product", "destination", "issued_on", "outcome", "lines")
        },
    )
    return copy_page.render(said, bytes.fromhex(vector["payload_hex"]), ORIGIN)


DRAWN: dict[str, Callable[[], bytes]] = {
    **{name: partial(render, subject) for name, subject in SAMPLES.items()},
    "copy": copied,
}
"""Everything that is drawn, by the name of its pictures."""


def pictures(pdf: bytes) -> Iterator[Image.Image]:
    """Every page, small and in few greys."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        for sheet in document:
            drawn = sheet.render(scale=_DOTS_PER_POINT, grayscale=True).to_pil()
            yield drawn.quantize(_GREYS, dither=Image.Dither.NONE).convert("L")
    finally:
        document.close()


def kept(name: str) -> list[Path]:
    """The golden pictures of a sample, page by page."""
    return sorted(FOLDER.glob(f"{name}.[0-9].png"))


def main() -> None:
    """Draw all of them."""
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for name, draw in DRAWN.items():
        for number, picture in enumerate(pictures(draw()), start=1):
            out = io.BytesIO()
            picture.quantize(_GREYS).save(out, "PNG", optimize=True)
            (FOLDER / f"{name}.{number}.png").write_bytes(out.getvalue())
            print(f"{name}.{number}: {out.tell()} bytes")  # noqa: T201 - a command's purpose


if __name__ == "__main__":
    main()
