"""The parts of a person's name: given names, initials, patronymics, surnames with their particles, suffixes, scripts.

Parts are a view of what was typed, never a replacement: a culture that this page does not know keeps its name whole.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TITLES = _words("mr mrs ms miss mx dr prof rev sir dame lord lady")
_SUFFIXES = _words("jr jnr sr snr ii iii iv")
_CHILD_OF = _words("bin ibn bint binti ap ab ferch a/l a/p s/o d/o")
"""Followed by the parent's name."""
_CHILD_OF_BEFORE = _words("oğlu oglu ogly uulu uly qızı qizi qyzy kyzy kızı kizi gyzy")  # noqa: RUF001 - Turkic i
"""Preceded by the parent's name."""
_PARTICLES = _CHILD_OF | _words(
    "van von der den de da di do del della dei dos das du la le al el ul ad as zu zum zur ter ten te af av y e "
    "los las lo mac mc o st saint san santa abu abd abdul umm ben bar"
)
_PATRONYMIC = re.compile(r".{2,}(?:[oe]vich|[oe]vitch|[oe]vna|ichna|ович|евич|ич|овна|евна|ична|івна|ївна)$")
_DAUGHTER = ("dóttir", "dottir")
_JOINTS = re.compile(r"([-\u2010\u2011\u2013\s]+)")
_INITIAL = re.compile(r"^[^\W\d_](?:\.[^\W\d_])*\.?$")
_SILENT = frozenset("'`\u00b4\u2018\u2019\u02bc\u02b9\u02bb\u02be\u02bf.\u00b7")
_MOST_FILENAME, _MOST_CHECK_NAME = 54, 12


@dataclass(frozen=True)
class Surname:
    """One of a person's surnames: `van der` and `Berg`; the second half of a double-barrelled one is `joined`."""

    word: str
    particle: str = ""
    glue: str = " "
    """What stands between particle and word: a space, or the hyphen of `al-Masri`."""
    joined: bool = False
    """A hyphen binds it to the surname before it."""

    @property
    def text(self) -> str:
        return f"{self.particle}{self.glue}{self.word}" if self.particle else self.word

    @property
    def is_patronymic(self) -> bool:
        """Whether it names a parent, so that children and parents differ in it."""
        marked = any(word in _CHILD_OF for word in self.particle.casefold().split())
        return marked or self.word.casefold().endswith(_DAUGHTER)


@dataclass(frozen=True)
class NameParts:
    """What was typed, sorted into its parts; each word is in exactly one of them."""

    titles: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    """Whole names and initials in the order in which they were typed."""
    patronymics: tuple[str, ...] = ()
    """Among the forenames, with their `bin` or `oğlu`."""
    surnames: tuple[Surname, ...] = field(default=())
    suffixes: tuple[str, ...] = ()
    scripts: frozenset[str] = frozenset()
    """As Unicode names them: LATIN, CYRILLIC, ARABIC, CJK ..."""

    @property
    def initials(self) -> tuple[str, ...]:
        """Given names of which only the first letter is known."""
        return tuple(word for word in self.given if is_initial(word))


def is_initial(word: str) -> bool:
    """Whether it is a letter, or letters with full stops, of a script in which that abbreviates a name."""
    return bool(_INITIAL.match(word)) and word.lower() != word.upper()


@lru_cache(maxsize=4096)
def parts_of(forenames: str, surname: str) -> NameParts:
    """The parts of a name that was typed as forenames and surname."""
    titles, rest = _split_titles(forenames.split())
    given, patronymics = _split_patronymics(rest)
    words, suffixes = _split_suffixes(surname)
    return NameParts(
        titles=tuple(titles),
        given=tuple(given),
        patronymics=tuple(patronymics),
        surnames=tuple(_surnames(words)),
        suffixes=tuple(suffixes),
        scripts=scripts_of(f"{forenames} {surname}"),
    )


def scripts_of(text: str) -> frozenset[str]:
    """The scripts of its letters, by the first word of each letter's Unicode name."""
    return frozenset(unicodedata.name(c, "UNKNOWN").partition(" ")[0] for c in text if c.isalpha())


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """For sorting and for finding the same name again: no case, accents, apostrophes; hyphens as spaces."""
    plain = (c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(_JOINTS.sub(" ", "".join(c for c in plain if c not in _SILENT)).split())


def pnc_filename(forenames: str, surname: str) -> str:
    """As PNC files a person: `DE LA MARE/JOHN/ALAN`, without accents, cut to 54 characters (its juror schema)."""
    plain = "/".join([folded(surname), *folded(forenames).split()])
    return plain.upper()[:_MOST_FILENAME].rstrip("/ ")


def read_pnc_filename(text: str) -> tuple[str, str]:
    """Forenames and surname of a PNC filename."""
    surname, _, forenames = text.partition("/")
    return " ".join(forenames.replace("/", " ").split()), " ".join(surname.split())


def check_name(surname: str) -> str:
    """The surname as PNC repeats it beside a PNCID, to twelve characters."""
    return folded(surname).upper()[:_MOST_CHECK_NAME].rstrip()


def _key(word: str) -> str:
    return word.casefold().rstrip(".")


def _split_titles(words: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Titles that stand before a name; a title alone is the name."""
    count = 0
    while count < len(words) - 1 and _key(words[count]) in _TITLES:
        count += 1
    return words[:count], words[count:]


def _split_suffixes(surname: str) -> tuple[str, Sequence[str]]:
    """The surname before its suffixes (Jr, III); a suffix alone is the surname."""
    words = surname.split()
    count = 0
    while count < len(words) - 1 and _key(words[-1 - count].lstrip(",")) in _SUFFIXES:
        count += 1
    kept = len(words) - count
    return " ".join(words[:kept]), words[kept:]


def _split_patronymics(words: Sequence[str]) -> tuple[list[str], list[str]]:
    given: list[str] = []
    patronymics: list[str] = []
    waiting: list[str] = []
    for place, word in enumerate(words):
        key = _key(word)
        if key in _CHILD_OF and place < len(words) - 1:
            waiting.append(word)
        elif waiting:
            patronymics.append(" ".join([*waiting, word]))
            waiting = []
        elif key in _CHILD_OF_BEFORE and len(given) > 1:
            patronymics.append(f"{given.pop()} {word}")
        elif given and _PATRONYMIC.match(key):
            patronymics.append(word)
        else:
            given.append(word)
    return given, patronymics


def _surnames(text: str) -> Iterator[Surname]:
    """Each surname with the particles before it; a particle that nothing follows is a surname itself."""
    pieces = _JOINTS.split(text)
    words, joints = pieces[::2], pieces[1::2]
    particle, joined = "", False
    for place, word in enumerate(words):
        if not word:
            continue
        joint = joints[place - 1] if place else " "
        glue = " " if joint.isspace() else "-"
        joined = joined if particle else glue == "-"
        follows = any(words[place + 1 :])
        if follows and _key(word) in _PARTICLES:
            particle = f"{particle}{glue}{word}" if particle else word
        else:
            yield Surname(word, particle, glue if particle else " ", joined=joined)
            particle = ""
