"""Sample papers of invented people: a passport page, a proof of address and a photo, which agree with what they type.

`python -m infra.local.samples FOLDER` writes them. Every page says SYNTHETIC across its face; the passport page
imitates no country's, although its zone names one: a zone of no country is not believed.
"""

import argparse
import io
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from chalicelib.documents.mrz.layouts import TD3
from infra.local.simulators.records.known import NO_RECORD, Known
from infra.local.travel.pages import write_zone
from infra.local.travel.zones import Written

_PAGE, _DPI = (1500, 1056), 305  # 125 mm x 88 mm
_PHOTO = (960, 1280)  # as a phone holds it upright, small
_INK, _RED = (24, 34, 52), (176, 28, 28)
_FONTS = Path(__file__).parents[2] / "templates" / "certificate" / "fonts"
_YEARS_LEFT = 5
_HALF_A_YEAR = timedelta(days=180)


@dataclass(frozen=True)
class Holder:
    """An invented person, as a passport and a bill show one."""

    forenames: str
    surname: str
    birth: date
    sex: str
    birth_town: str
    expires: date
    number: str = "L898902C3"
    address: tuple[str, ...] = ("14 Larch Road", "Harrowgate", "ZZ99 3WZ")


def holder_of(person: Known) -> Holder:
    """The papers' side of what the sample's applicants type."""
    return Holder(
        forenames=person.forenames,
        surname=person.surname,
        birth=person.birth_date,
        sex=person.sex,
        birth_town=person.birth_town,
        expires=date(today().year + _YEARS_LEFT, 4, 15),
    )


def today() -> date:
    """The day on which a bill is printed."""
    return datetime.now(UTC).date()


ELEANOR = holder_of(NO_RECORD)


def passport_page(holder: Holder = ELEANOR) -> bytes:
    """The photo page of a made-up passport as a JPEG."""
    page = Image.new("RGB", _PAGE, (238, 243, 247))
    draw = ImageDraw.Draw(page)
    _background(draw)
    _write(draw, (60, 40), "MADE UP", 44)
    _write(draw, (330, 52), "PASSPORT / PASSEPORT   Type P", 28)
    _portrait(draw)
    _facts(draw, holder)
    _stamp(page)
    write_zone(page, zone_of(holder).rows, _DPI)
    return _jpeg(page)


def zone_of(holder: Holder) -> Written:
    """The machine-readable zone of a holder's passport."""
    return Written(
        TD3,
        names=f"{_latin(holder.surname)}<<{_latin(holder.forenames)}",
        number=holder.number,
        birth=f"{holder.birth:%y%m%d}",
        sex=holder.sex,
        expiry=f"{holder.expires:%y%m%d}",
    )


def proof_of_address(holder: Holder = ELEANOR, dated: date | None = None) -> bytes:
    """A water bill on one page of PDF, with its text, as a supplier mails it."""
    return _typeset("bill.typ", holder, dated or today())


def council_tax_bill(holder: Holder = ELEANOR, dated: date | None = None) -> bytes:
    """A council tax bill on one page of PDF: half a year old, as such bills come once a year."""
    return _typeset("council_tax.typ", holder, dated or today() - _HALF_A_YEAR)


def _typeset(form: str, holder: Holder, on: date) -> bytes:
    import typst  # noqa: PLC0415 - heavy, and only papers need it

    facts = {
        "name": f"{holder.forenames} {holder.surname}",
        "address": holder.address,
        "dated": f"{on.day} {on:%B %Y}",
        "year": on.year,
    }
    made: bytes = typst.compile(
        str(Path(__file__).with_name(form)),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(facts)},
    )
    return made


def scanned_proof_of_address(holder: Holder = ELEANOR) -> bytes:
    """The bill as a scanner gives it: a JPEG at 150 dots an inch, a little askew."""
    import pypdfium2  # noqa: PLC0415 - as above

    page: Image.Image = pypdfium2.PdfDocument(proof_of_address(holder))[0].render(scale=150 / 72).to_pil()
    out = io.BytesIO()
    page.convert("RGB").rotate(0.8, fillcolor="white", expand=True).save(out, "JPEG", quality=50)
    return out.getvalue()


def photo(holder: Holder = ELEANOR) -> bytes:
    """A photo as a phone takes it: a drawn head and shoulders, of nobody, in colours that follow from the name."""
    return _jpeg(drawn_person(_shades(holder), long_hair=holder.sex == "F"))


def drawn_person(shades: "Shades", *, long_hair: bool) -> Image.Image:
    """A head and shoulders of nobody, which a network for faces takes for one."""
    picture = Image.new("RGB", _PHOTO, "#dfe4e8")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((230, 120, 730, 800), fill=shades.hair)
    if long_hair:
        draw.rounded_rectangle((235, 420, 725, 960), 120, fill=shades.hair)
    draw.rounded_rectangle((120, 940, 840, 1500), 260, fill=shades.coat)
    draw.rounded_rectangle((400, 740, 560, 1010), 70, fill=shades.shadow)
    draw.polygon(((330, 950), (480, 1160), (630, 950)), fill="#f4f4f2")
    draw.polygon(((400, 930), (480, 1060), (560, 930)), fill=shades.shadow)
    draw.ellipse((290, 220, 670, 820), fill=shades.skin)
    draw.pieslice((262, 150, 698, 620), 180, 360, fill=shades.hair)
    for x in (385, 575):
        draw.arc((x - 55, 455, x + 55, 520), 200, 340, fill=shades.hair, width=10)
        draw.ellipse((x - 34, 505, x + 34, 545), fill="#fbfbf8")
        draw.ellipse((x - 16, 508, x + 16, 542), fill="#3a3028")
    draw.line((480, 530, 466, 632, 494, 640), fill=shades.shadow, width=9, joint="curve")
    draw.arc((415, 650, 545, 730), 20, 160, fill="#9a5a50", width=12)
    _write(draw, (24, 1150), "SYNTHETIC", 34)
    return picture.filter(ImageFilter.GaussianBlur(0.6))


def write_samples(folder: Path, holder: Holder = ELEANOR) -> tuple[Path, ...]:
    """Write `passport.jpg`, `address.pdf` and `photo.jpg` into a folder; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = {
        "passport.jpg": passport_page(holder),
        "address.pdf": proof_of_address(holder),
        "second-address.pdf": council_tax_bill(holder),
        "photo.jpg": photo(holder),
    }
    for name, content in papers.items():
        (folder / name).write_bytes(content)
    return tuple(folder / name for name in papers)


class Shades(NamedTuple):
    skin: str
    shadow: str
    hair: str
    coat: str


_SKINS = (("#f0cdb0", "#d9ab8b"), ("#d9a066", "#bb8350"), ("#a86f42", "#8a5730"), ("#6f4628", "#57351c"))
HAIRS = ("#2a211c", "#5b3a22", "#8c6239", "#b9b3ab")
_COATS = ("#2c3e55", "#3d4a3c", "#5a3540", "#4b4b52")


def _shades(holder: Holder) -> Shades:
    seed = sum(holder.forenames.encode() + holder.surname.encode())
    skin, shadow = _SKINS[seed % 4]
    return Shades(skin, shadow, HAIRS[seed // 4 % 4], _COATS[seed // 16 % 4])


def _latin(name: str) -> str:
    return "".join(letter if letter.isalpha() and letter.isascii() else "<" for letter in name.upper())


def _background(draw: ImageDraw.ImageDraw) -> None:
    for offset in range(-_PAGE[1], _PAGE[0], 26):
        draw.line((offset, 0, offset + _PAGE[1], _PAGE[1]), fill=(226, 233, 240), width=2)
    draw.rectangle((0, 872, _PAGE[0], _PAGE[1]), fill=(250, 251, 252))


def _portrait(draw: ImageDraw.ImageDraw) -> None:
    """A drawn head: no face of anybody, made or real."""
    draw.rectangle((60, 130, 460, 650), fill=(214, 224, 233), outline=_INK, width=3)
    draw.ellipse((165, 215, 355, 455), fill=(158, 172, 188))
    draw.pieslice((95, 470, 425, 830), 180, 360, fill=(158, 172, 188))
    _write(draw, (150, 600), "NO PERSON", 36)


def _facts(draw: ImageDraw.ImageDraw, holder: Holder) -> None:
    sides = (
        ("Surname / Nom", holder.surname.upper()),
        ("Given names / Prenoms", holder.forenames.upper()),
        ("Nationality / Nationalite", "BRITISH CITIZEN"),
        ("Date of birth / Date de naissance", f"{holder.birth:%d %b %Y}".upper()),
        ("Sex / Sexe, place of birth / lieu", f"{holder.sex}   {holder.birth_town.upper()}"),
        ("Passport No. / No. du passeport", holder.number),
        ("Date of expiry / Date d'expiration", f"{holder.expires:%d %b %Y}".upper()),
    )
    for row, (label, value) in enumerate(sides):
        _write(draw, (520, 130 + row * 100), label, 24)
        _write(draw, (520, 162 + row * 100), value, 42)


def _stamp(page: Image.Image) -> None:
    """MADE UP, SYNTHETIC across the page, light enough to read through."""
    words = Image.new("RGBA", page.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(words)
    for row in range(3):
        place = (page.width // 8, page.height // 5 + row * page.height // 4)
        draw.text(place, "MADE UP  SYNTHETIC", font=ImageFont.load_default(90), fill=(*_RED, 46))
    page.paste(words.convert("RGB"), mask=words.getchannel("A"))


def _write(draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int) -> None:
    draw.text(place, text, font=ImageFont.load_default(size), fill=_INK)


def _jpeg(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=88, dpi=(300, 300))
    return out.getvalue()


def main() -> None:
    """Write the samples into the folder on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for path in write_samples(parser.parse_args().folder):
        print(path)


if __name__ == "__main__":
    main()
