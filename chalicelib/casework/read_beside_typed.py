"""What was read from a document beside what the applicant typed, fact by fact, as both are now."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from chalicelib.casework.comparison import Mark, Piece, date_mark, date_pieces, pieces, text_mark
from chalicelib.disclosure.wording import date_in_words
from chalicelib.documents.claims import Claims
from chalicelib.documents.judging import Correction, Field
from chalicelib.documents.judging import Mark as Place
from chalicelib.documents.models import Document, Role
from chalicelib.documents.mrz.comparing import same_issuer, same_name
from chalicelib.documents.mrz.issuers import issuer_name
from chalicelib.kernel.partial_dates import PartialDate
from chalicelib.web.words import country

_CLEAR, _DOUBTFUL = 0.9, 0.6
_CUT = 30
"""Letters from which on a zone may have cut a name short."""
_WHY = {
    "fillers": "nothing else can stand there",
    "place": "only such signs stand there",
    "check_digits": "the check digits agree only so",
}
_LABELS = {
    "document": "Kind of document",
    "issuer": "Issued by",
    "surname": "Surname",
    "forenames": "Forenames",
    "number": "Passport number",
    "nationality": "Nationality",
    "birth_date": "Date of birth",
    "sex": "Sex",
    "expires": "Expires",
    "name": "Name",
    "address": "Address",
    "postcode": "Postcode",
    "date": "Date of the paper",
}
_ORDER = tuple(_LABELS)
_DAYS = frozenset({"birth_date", "expires", "date"})


@dataclass(frozen=True)
class Beside:
    """One fact; `sure` and `corrections` are empty where it was read clearly and as it stands."""

    name: str
    label: str
    typed: str
    read: Sequence[Piece]
    mark: Mark
    sure: str
    corrections: Sequence[str]
    at: Place | None


@dataclass(frozen=True)
class _Side:
    """What was typed, and how what was read stands to it."""

    typed: str
    compare: Callable[[str], tuple[Sequence[Piece], Mark]]


def beside(document: Document, claims: Claims) -> list[Beside]:
    """Every fact that was read, in the order in which officers look; nothing when nothing was read."""
    fields = document.judged.fields if document.judged else {}
    sides = dict(_sides(document.role, claims))
    return [_beside(name, field, sides.get(name)) for name, field in in_order(fields)]


def in_order(fields: Mapping[str, Field]) -> list[tuple[str, Field]]:
    """The fields in the order in which officers look."""
    return sorted(
        fields.items(), key=lambda item: _ORDER.index(item[0]) if item[0] in _ORDER else len(_ORDER)
    )


def label_of(name: str) -> str:
    """What a field is called."""
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def _beside(name: str, field: Field, side: _Side | None) -> Beside:
    text = "" if field.value is None else str(field.value)
    read, mark = side.compare(text) if side and side.typed and text else (_plain(name, text), Mark.UNKNOWN)
    typed = side.typed if side else ""
    corrections = [_correction(each) for each in field.corrections]
    return Beside(name, label_of(name), typed, read, mark, _sure(field, text), corrections, field.mark)


def _sides(role: Role, claims: Claims) -> Iterator[tuple[str, _Side]]:
    full = " ".join(filter(None, (claims.forenames, claims.surname)))
    if role is Role.PASSPORT:
        yield "surname", _name_in_zone(claims.surname or "")
        yield "forenames", _name_in_zone(claims.forenames or "")
        yield "number", _text(claims.number or "")
        yield "issuer", _Side(country(claims.country) if claims.country else "", _issuer(claims))
        yield "birth_date", _date(claims.birth_date.isoformat() if claims.birth_date else "")
        yield "expires", _date(claims.expires.isoformat() if claims.expires else "")
    if role.shows_address:
        yield "name", _text(full, *claims.former_names)
        yield "address", _text(", ".join(claims.address))
        yield "postcode", _text(claims.postcode or "")


def _text(*typed: str) -> _Side:
    def compare(read: str) -> tuple[Sequence[Piece], Mark]:
        mark = text_mark(typed, read)
        return ([Piece(read)] if mark is Mark.SAME else pieces(typed[0], read)), mark

    return _Side(typed[0], compare)


def _name_in_zone(typed: str) -> _Side:
    def compare(read: str) -> tuple[Sequence[Piece], Mark]:
        if same_name(read, typed, may_be_cut=len(read) >= _CUT):
            return [Piece(read)], Mark.SAME
        return pieces(typed, read), Mark.DIFFERENT

    return _Side(typed, compare)


def _date(typed: str) -> _Side:
    def compare(read: str) -> tuple[Sequence[Piece], Mark]:
        if not _is_day(read):
            return [Piece(read)], Mark.UNKNOWN
        ours, theirs = PartialDate(typed), PartialDate(read)
        mark = date_mark(ours, theirs)
        return date_pieces(ours, theirs), Mark.DIFFERENT if mark is Mark.CLOSE and len(read) == len(
            typed
        ) else mark

    return _Side(date_in_words(typed) if typed else "", compare)


def _issuer(claims: Claims) -> Callable[[str], tuple[Sequence[Piece], Mark]]:
    def compare(read: str) -> tuple[Sequence[Piece], Mark]:
        same = same_issuer(read, claims.country or "")
        return [Piece(issuer_name(read) or read, not same)], Mark.SAME if same else Mark.DIFFERENT

    return compare


def _plain(name: str, text: str) -> Sequence[Piece]:
    if not text:
        return [Piece("not read")]
    if name in {"issuer", "nationality"}:
        return [Piece(issuer_name(text) or text)]
    return [Piece(date_in_words(text) if name in _DAYS and _is_day(text) else text)]


def _is_day(text: str) -> bool:
    try:
        PartialDate(text)
    except ValueError:
        return False
    return True


def _sure(field: Field, text: str) -> str:
    if not text or field.confidence >= _CLEAR:
        return ""
    return "read with some doubt" if field.confidence >= _DOUBTFUL else "hardly legible: look at the picture"


def _correction(each: Correction) -> str:
    return f"“{each.read}” was read and “{each.taken}” taken: {_WHY.get(each.why, each.why)}"
