"""Made-up holders of travel documents, deterministic by seed."""

import random  # noqa: TID251 - seeded: the same people every time

from chalicelib.documents.mrz.layouts import TD1, TD2, TD3, Layout
from infra.local.travel.zones import Written

_SURNAMES = tuple(
    """FAIRWEATHER OKAFOR SINGH KHAN MULLER NOWAK WANG DIAZ<LOPEZ VAN<DER<BERG OBRIEN ADEYEMI LI BJORNSDOTTIR NGUYEN
    KOVACS PAPADOPOULOS ILLES ALLI WILLIAMS COLLISON ZZIWA QUISQUIS OOI BOBBIO""".split()  # noqa: SIM905 - readable
)
_GIVEN = tuple(
    """ELEANOR<RUTH JOHN MARIA<LUISA AISHA<BINT JEAN<PIERRE OLUWASEUN ANNA<MARIA LEI MOHAMMED<ALI PRIYA KRZYSZTOF
    TIM SIOBHAN QUENTIN ZOE<ZARA BILLIE OTTO BOB""".split()  # noqa: SIM905 - readable
)
_ISSUERS = tuple(
    """GBR D<< POL IND PAK NGA CHN PRT ESP THA LKA IDN FRA NLD ISL BRA HUN RKS IRL VNM ROU USA JAM
    KEN""".split()  # noqa: SIM905 - readable
)
_STATELESS = ("XXA", "XXB")
_DIGITS = "0123456789"
_SIGNS = _DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def layout_of(rng: random.Random) -> Layout:
    """Three passports to a card of each size."""
    return rng.choice((TD3, TD3, TD3, TD1, TD2))


def document(rng: random.Random, layout: Layout) -> Written:
    """The zone of somebody's document."""
    issuer = rng.choice(_ISSUERS)
    number = _number(rng, layout)
    return Written(
        layout,
        code="P" if layout is TD3 else rng.choice(("I", "ID", "AC")),
        issuer=issuer,
        names=_names(rng),
        number=number,
        nationality=rng.choice(_STATELESS) if rng.random() < 0.05 else issuer,
        birth=_day(rng, 0, 99),
        sex=rng.choice("MF<"),
        expiry=_day(rng, 27, 36),
        optional="".join(rng.choices(_SIGNS, k=rng.randrange(3, 7)))
        if len(number) <= 9 and rng.random() < 0.3
        else "",
    )


def _number(rng: random.Random, layout: Layout) -> str:
    lengths = (7, 8, 9, 9, 9, 12) if layout is TD1 else (7, 8, 9, 9, 9)
    return "".join(rng.choices(_DIGITS if rng.random() < 0.4 else _SIGNS, k=rng.choice(lengths)))


def _names(rng: random.Random) -> str:
    """Most have one surname; some have one name only, some more names than the field holds."""
    luck = rng.random()
    if luck < 0.06:
        return rng.choice(_SURNAMES)
    if luck < 0.11:
        return "<".join(rng.sample(_SURNAMES, 2)) + "<<" + "<".join(rng.sample(_GIVEN, 4))
    return f"{rng.choice(_SURNAMES)}<<{rng.choice(_GIVEN)}"


def _day(rng: random.Random, first: int, last: int) -> str:
    return f"{rng.randint(first, last):02}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
