"""Genuine certificates of every kind that the issuer makes, of synthetic people: all of them must be accepted."""

import io
import random  # noqa: TID251 - repeatable choices, no secret
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from itertools import product

from PIL import Image

from chalicelib.certificates import lint, page, post_quantum, qr, result_code
from chalicelib.certificates.errors import LintFailed
from chalicelib.certificates.models import Content, Holder, Language, Line, Variant
from chalicelib.kernel.outcomes import Outcome, Product
from chalicelib.kernel.people import PersonName, Sex
from tests.attack.workshop import ORIGIN, Workshop, claims

_NAMES = (
    ("Amelia Jane", "Hargreaves"),
    ("Łukasz", "Wiśniewski"),
    ("Пётр Ильич", "Синтетический"),
    ("محمد", "المثال"),
    ("हिन्दी", "उदाहरण"),
    ("小明", "王"),
    ("Νίκος", "Παράδειγμα"),
    ("Nguyễn Thị", "Ví Dụ"),
    ("ישראל", "דוגמה"),
    ("สมชาย", "ตัวอย่าง"),
    ("Efficient Fiona", "Tiffany-Offley"),
    ("Wolfeschlegelsteinhausenbergerdorff Maximiliana Alexandra", "Featherstonehaugh-Cholmondeley"),
    ("Åse Øyvind", "Þórðarson"),
    ("Նարեկ", "Օրինակյան"),
    ("ნინო", "მაგალითი"),
)
_PLACES = (
    "Leeds",
    "Kraków",
    "Санкт-Петербург",
    "القاهرة",
    "東京",
    "São Paulo",
    "St. Mary\u2019s on the Water",
)
_OFFENCES = (
    "Theft from a shop (Theft Act 1968, s. 1)",
    "Driving a motor vehicle with excess alcohol (Road Traffic Act 1988, s. 5(1)(a))",
    "Possession of a controlled drug of class B: cannabis and cannabis resin",
)


@dataclass(frozen=True)
class Genuine:
    """What one certificate says, and how it is made."""

    content: Content
    photo: bytes | None
    second: bool
    """With the second signature, against quantum computers."""


def genuine(count: int, seed: int = 20261123) -> Iterator[Genuine]:
    """So many certificates, through all outcomes, products, languages and layouts, each of another person."""
    dice = random.Random(seed)  # noqa: S311 - as above
    kinds = list(product(Outcome, Product, Language, Variant, (False, True)))
    dice.shuffle(kinds)
    for number in range(count):
        yield _one(dice, number, kinds[number % len(kinds)])


def sealed(issuer: Workshop, count: int, seed: int = 20261123) -> Iterator[bytes]:
    """So many of them, sealed by the issuer; what the issuer's own lint would hold back is not among them."""
    made = 0
    for one in genuine(2 * count, seed):
        try:
            page_ = page_of(issuer, one)
        except LintFailed:
            continue
        yield issuer.seal(page_)
        made += 1
        if made == count:
            return


def page_of(issuer: Workshop, one: Genuine) -> bytes:
    """The page before it is sealed; raises `LintFailed` when the issuer would not seal it."""
    said, content = claims(one.content), one.content
    payload, proof = issuer.payload(said), issuer.proof(said)
    result = issuer.other_payload(result_code, result_of(said), "qr") if content.result_code else b""
    made = page.render(content, payload, proof, ORIGIN, one.photo, result=result)
    second = b""
    if one.second:
        second = post_quantum.sign(content.attachment, issuer.second_key, issuer.second_signer)
        made = post_quantum.attach(made, second, content.issued_on)
    lint.check(made, content, payload, proof, ORIGIN, result=result, second=second)
    return made


def result_of(said: qr.Claims) -> result_code.ResultClaims:
    """What the result-only code of that certificate says."""
    return result_code.ResultClaims(
        issuer=said.issuer,
        issued_on=said.issued_on,
        outcome=said.outcome,
        holder=said.holder,
        status_index=78,
    )


def _one(dice: random.Random, number: int, made: tuple[Outcome, Product, Language, Variant, bool]) -> Genuine:
    outcome, kind, language, variant, with_photo = made
    photo = _photograph(number % 7) if with_photo else None
    matters = dice.choice((1, 2, 5, 14, 40)) if outcome.shows_matters else 0
    told = kind is Product.ICPC and dice.random() < 0.5
    said = Content(
        product=kind,
        language=language,
        variant=variant,
        holder=_holder(dice, number, sha256(photo).hexdigest() if photo else None),
        destination=dice.choice(("AU", "CA", "JP", "ZA", "AE", "BR")),
        outcome=outcome,
        lines=tuple(_line(dice, place) for place in range(matters)),
        information=("Synthetic information. " * dice.choice((1, 12)),) * dice.choice((1, 3)) if told else (),
        issuer="Probity Criminal Records Office",
        serial=f"{dice.getrandbits(128):032X}",
        issued_on=datetime.now(UTC).date(),
        searched_on=dice.choice((None, datetime.now(UTC).date())),
        result_code=number % 5 == 0,
    )
    return Genuine(said, photo, second=number % 9 == 0)


def _holder(dice: random.Random, number: int, photo: str | None) -> Holder:
    forenames, surname = _NAMES[number % len(_NAMES)]
    others = dice.choice((0, 0, 1, 3, 30))
    return Holder(
        name=PersonName(forenames=forenames, surname=surname),
        former_names=tuple(PersonName(forenames="Synthetic", surname=f"Former {n}") for n in range(others)),
        sex=dice.choice(list(Sex)),
        birth_date=date(1940, 1, 1) + timedelta(days=dice.randrange(25_000)),
        birth_place=dice.choice(_PLACES),
        birth_country=dice.choice(("GB", "PL", "IN", "EG", "CN")),
        nationalities=tuple(dice.sample(("GB", "IE", "PL", "IN"), dice.choice((1, 2)))),
        passport_number=f"{dice.randrange(10**8, 10**9)}",
        passport_country="GB",
        photo=photo,
    )


def _line(dice: random.Random, place: int) -> Line:
    return Line(
        id=f"m{place}",
        kind=dice.choice(("Conviction", "Caution", "")),
        offence=dice.choice(_OFFENCES),
        date=dice.choice(("3 March 2019", "2004", "")),
        offence_date=dice.choice(("1 March 2019", "")),
        court=dice.choice(("Leeds Magistrates\u2019 Court", "Crown Court at Cardiff", "")),
        disposal=dice.choice(("Fine £120; compensation £45", "Imprisonment 6 months, suspended", "")),
    )


@lru_cache(maxsize=8)
def _photograph(shade: int) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((413, 531), 20 + shade).convert("RGB").save(out, "JPEG", quality=70)
    return out.getvalue()
