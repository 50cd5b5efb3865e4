"""Sample papers of invented people: a passport page of Utopia and a proof of address, the same bytes each time.

`python -m infra.local.samples FOLDER` writes both. Every page says SPECIMEN and SYNTHETIC across its face.
"""

import argparse
import io
import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

UTOPIA = "UTO"
"""ICAO 9303's own invented state, so that no real country's passport is imitated."""
_PAGE = (1500, 1056)  # 125 mm x 88 mm at 300 dots an inch, nearly
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


def write_samples(folder: Path, holder: Holder = ANNA) -> tuple[Path, Path]:
    """Write `passport.jpg` and `address.pdf` into a folder; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    passport, address = folder / "passport.jpg", folder / "address.pdf"
    passport.write_bytes(passport_page(holder))
    address.write_bytes(proof_of_address(holder))
    return passport, address


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
    """Write both samples into the folder on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    for path in write_samples(parser.parse_args().folder):
        print(path)


if __name__ == "__main__":
    main()
