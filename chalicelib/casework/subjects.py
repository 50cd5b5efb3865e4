"""What of an application a case needs: who it is about, for the certificate and for the officer's eye."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chalicelib.applications.models import Application
from chalicelib.casework.errors import Incomplete
from chalicelib.certificates.models import Holder, Language, Variant
from chalicelib.documents.models import CleanCopy, Document, Role, State
from chalicelib.platform.store import Stored


@dataclass(frozen=True)
class Subject:
    """What an application says that goes on the certificate, and the version that said it."""

    version: int
    holder: Holder
    destination: str
    language: Language = Language.ENGLISH
    variant: Variant = Variant.STANDARD
    result_code: bool = False


def subject_of(stored: Stored[Application], documents: Iterable[Document] = ()) -> Subject:
    """The subject of a sent application with its documents; raises `Incomplete` for one that lacks an answer.

    Applications from before photographs were asked for have none, and neither has their certificate.
    """
    answers = stored.state.answers
    if not (
        answers.name
        and answers.sex
        and answers.birth_date
        and answers.birth_town
        and answers.birth_country
        and answers.passport
        and answers.destination
    ):
        raise Incomplete
    holder = Holder(
        name=answers.name,
        former_names=answers.former_names,
        sex=answers.sex,
        birth_date=answers.birth_date,
        birth_place=answers.birth_town,
        birth_country=answers.birth_country,
        nationalities=answers.nationalities,
        passport_number=answers.passport.number,
        passport_country=answers.passport.country,
        photo=next((photo.sha256 for photo in _photos(documents)), None),
    )
    return Subject(
        stored.version,
        holder,
        answers.destination,
        Language.ENGLISH_AND_WELSH if answers.with_welsh else Language.ENGLISH,
        Variant.LEGALISATION if answers.for_legalisation else Variant.STANDARD,
        answers.with_result_code,
    )


def _photos(documents: Iterable[Document]) -> Iterator[CleanCopy]:
    for document in documents:
        if document.role is Role.PHOTO and document.state is State.ACCEPTED and document.printed:
            yield document.printed
