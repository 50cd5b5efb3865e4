"""Reads a clean copy and says what becomes of it, by what it is to show."""

from datetime import date

from chalicelib.documents.claims import Claims
from chalicelib.documents.errors import ReaderMissing
from chalicelib.documents.judging import Decision, Judged, judged
from chalicelib.documents.models import Kind, Role
from chalicelib.documents.passports import judge_passport
from chalicelib.documents.reading import see_zone
from chalicelib.documents.reasons import Reason
from chalicelib.documents.rewriting import CleanFile


def check(role: Role, copy: CleanFile, claims: Claims, today: date) -> Judged:
    """The decision on a clean copy of a file. What can't be read here, a person looks at."""
    if role is not Role.PASSPORT or copy.kind is not Kind.JPEG:
        return judged(Decision.PERSON, Reason.NOT_READ_YET)
    try:
        return judge_passport(see_zone(copy.content, today), claims, today)
    except ReaderMissing:
        return judged(Decision.PERSON, Reason.NOT_READ_YET)
