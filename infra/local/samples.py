"""Sample papers of invented people: a passport page of Utopia, a proof of address and a photo; always the same bytes.

`python -m infra.local.samples FOLDER` writes them. Every page says SPECIMEN and SYNTHETIC across its face.
"""

import argparse
import io
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter, ImageFont

UTOPIA = "UTO"
"""ICAO 9303's own invented state, so that no real country's passport is imitated."""
_PAGE = (1500, 1056)  # 125 mm x 88 mm at 300 dots an inch, nearly
_PHOTO = (960, 1280)  # as a phone holds it upright, small
_A4 = (1240, 1754)  # at 150 dots an inch
_INK, _FAINT, _RED = (24, 34, 52), (206, 216, 228), (176, 28, 28)
_WEIGHTS = (7, 3, 1)
_MRZ_LENGTH = 44


@dataclass(frozen=True)
class Holder:
    """An invented person, as a passport and a bill show one."""

    forenames: str = "Anna Maria"
    surname: str = "Eriksson"
    number: str = "L898902C3"
    birth: date = date(1974, 8, 12)
    sex: str = "F"
    birth_town: str = "Zenith"
    expires: date = date(2032, 4, 15)
    address: tuple[str, ...] = ("14 Larch Road", "Harrowgate", "ZZ99 3WZ")


ANNA = Holder()


def passport_page(holder: Holder = ANNA) -> bytes:
    """The photo page of a Utopian passport as a JPEG."""
    page = Image.new("RGB", _PAGE, (238, 243, 247))
    draw = ImageDraw.Draw(page)
    _background(draw)
    _write(draw, (60, 40), "UTOPIA", 44)
    _write(draw, (330, 52), "PASSPORT / PASSEPORT   Type P   Code UTO", 28)
    _portrait(draw)
    _facts(draw, holder)
    _stamp(page)
    for row, line in enumerate(machine_readable_zone(holder)):
        _cells(draw, (48, 900 + row * 68), line)
    return _jpeg(page)


def proof_of_address(holder: Holder = ANNA, dated: date = date(2026, 11, 2)) -> bytes:
    """A water bill on one page of PDF."""
    page = Image.new("RGB", _A4, "white")
    draw = ImageDraw.Draw(page)
    _write(draw, (110, 90), "Utopia Water", 56)
    _write(draw, (110, 165), "1 Reservoir Way, Zenith", 26)
    for row, line in enumerate((f"{holder.forenames} {holder.surname}", *holder.address)):
        _write(draw, (110, 320 + row * 44), line, 32)
    _write(draw, (780, 320), f"Bill date: {dated.day} {dated:%B %Y}", 30)
    _write(draw, (780, 364), "Account: 000 SYNTHETIC", 30)
    for row, (what, amount) in enumerate(
        (("Water, 31 cubic metres", "62.00"), ("Standing charge", "11.40"), ("To pay", "73.40"))
    ):
        draw.line((110, 700 + row * 70, 1130, 700 + row * 70), fill=_FAINT, width=3)
        _write(draw, (110, 718 + row * 70), what, 30)
        _write(draw, (1010, 718 + row * 70), amount, 30)
    _stamp(page)
    return _pdf(page)


def photo(holder: Holder = ANNA) -> bytes:
    """A photo as a phone takes it: a drawn head and shoulders, of nobody, in colours that follow from the name."""
    shades = _shades(holder)
    picture = Image.new("RGB", _PHOTO, "#dfe4e8")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((230, 120, 730, 800), fill=shades.hair)
    if holder.sex == "F":
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
    return _jpeg(picture.filter(ImageFilter.GaussianBlur(2)))


def machine_readable_zone(holder: Holder) -> tuple[str, str]:
    """The two lines of a TD3 passport with their check digits (ICAO 9303 part 4)."""
    names = f"{_latin(holder.surname)}<<{_latin(holder.forenames)}"
    first = f"P<{UTOPIA}{names}".ljust(_MRZ_LENGTH, "<")[:_MRZ_LENGTH]
    number = holder.number.ljust(9, "<")
    born, until, optional = f"{holder.birth:%y%m%d}", f"{holder.expires:%y%m%d}", "<" * 14
    parts = [_checked(part) for part in (number, born, until)]
    composite = check_digit("".join(parts) + optional + "<")
    return first, f"{parts[0]}{UTOPIA}{parts[1]}{holder.sex}{parts[2]}{optional}<{composite}"


def check_digit(text: str) -> str:
    """ICAO 9303's check digit: weights 7, 3, 1, letters from A = 10, filler 0, modulo 10."""
    total = sum(_value(letter) * _WEIGHTS[place % 3] for place, letter in enumerate(text))
    return str(total % 10)


def write_samples(folder: Path, holder: Holder = ANNA) -> tuple[Path, ...]:
    """Write `passport.jpg`, `address.pdf` and `photo.jpg` into a folder; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    papers = {
        "passport.jpg": passport_page(holder),
        "address.pdf": proof_of_address(holder),
        "photo.jpg": photo(holder),
    }
    for name, content in papers.items():
        (folder / name).write_bytes(content)
    return tuple(folder / name for name in papers)


class _Shades(NamedTuple):
    skin: str
    shadow: str
    hair: str
    coat: str


_SKINS = (("#f0cdb0", "#d9ab8b"), ("#d9a066", "#bb8350"), ("#a86f42", "#8a5730"), ("#6f4628", "#57351c"))
_HAIRS = ("#2a211c", "#5b3a22", "#8c6239", "#b9b3ab")
_COATS = ("#2c3e55", "#3d4a3c", "#5a3540", "#4b4b52")


def _shades(holder: Holder) -> _Shades:
    seed = sum(holder.forenames.encode() + holder.surname.encode())
    skin, shadow = _SKINS[seed % 4]
    return _Shades(skin, shadow, _HAIRS[seed // 4 % 4], _COATS[seed // 16 % 4])


def _checked(text: str) -> str:
    return text + check_digit(text)


def _value(letter: str) -> int:
    return 0 if letter == "<" else int(letter, 36)


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
        ("Nationality / Nationalite", "UTOPIAN"),
        ("Date of birth / Date de naissance", f"{holder.birth:%d %b %Y}".upper()),
        ("Sex / Sexe, place of birth / lieu", f"{holder.sex}   {holder.birth_town.upper()}"),
        ("Passport No. / No. du passeport", holder.number),
        ("Date of expiry / Date d'expiration", f"{holder.expires:%d %b %Y}".upper()),
    )
    for row, (label, value) in enumerate(sides):
        _write(draw, (520, 130 + row * 100), label, 24)
        _write(draw, (520, 162 + row * 100), value, 42)


def _stamp(page: Image.Image) -> None:
    """SPECIMEN, SYNTHETIC across the page, light enough to read through."""
    words = Image.new("RGBA", page.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(words)
    for row in range(3):
        place = (page.width // 8, page.height // 5 + row * page.height // 4)
        draw.text(place, "SPECIMEN  SYNTHETIC", font=ImageFont.load_default(90), fill=(*_RED, 46))
    page.paste(words.convert("RGB"), mask=words.getchannel("A"))


def _cells(draw: ImageDraw.ImageDraw, start: tuple[int, int], line: str) -> None:
    """A machine-readable line: each character in its own cell of 2.54 mm."""
    for place, letter in enumerate(line):
        _write(draw, (start[0] + place * 32, start[1]), letter, 46)


def _write(draw: ImageDraw.ImageDraw, place: tuple[int, int], text: str, size: int) -> None:
    draw.text(place, text, font=ImageFont.load_default(size), fill=_INK)


def _jpeg(page: Image.Image) -> bytes:
    out = io.BytesIO()
    page.save(out, "JPEG", quality=88, dpi=(300, 300))
    return out.getvalue()


def _pdf(page: Image.Image) -> bytes:
    out = io.BytesIO()
    made = time.gmtime(0)
    page.save(out, "PDF", resolution=150, title="SYNTHETIC SPECIMEN", creationDate=made, modDate=made)
    return out.getvalue()


def main() -> None:
    """Write the samples into the folder on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for path in write_samples(parser.parse_args().folder):
        print(path)


if __name__ == "__main__":
    main()
