"""What the applicant wishes of the certificate's layout reaches the order, and nothing else changes with it."""

from dataclasses import replace

import pytest

from chalicelib.applications.questions import QUESTIONS
from chalicelib.applications.reading import Reading
from chalicelib.casework.proposing import _content
from chalicelib.casework.subjects import subject_of
from chalicelib.certificates.models import Language, Variant
from chalicelib.platform import clock
from chalicelib.web.forms import Form
from tests.fakes.casework import RUTH, Station


@pytest.mark.parametrize(
    ("typed", "language", "variant"),
    [
        ({}, Language.ENGLISH, Variant.STANDARD),
        ({"legalisation": "no", "labels": "english"}, Language.ENGLISH, Variant.STANDARD),
        ({"legalisation": "yes"}, Language.ENGLISH, Variant.LEGALISATION),
        ({"labels": "welsh"}, Language.ENGLISH_AND_WELSH, Variant.STANDARD),
    ],
)
def test_the_form_s_wishes_are_ordered(typed, language, variant):
    station = Station().ready()
    disclosure = station.casework.review.read(station.cases.get(station.case_id), RUTH).disclosure
    question = QUESTIONS["destination"]
    reading = Reading(Form({name: [value] for name, value in ({"destination": "NO"} | typed).items()}))
    change = question.read(reading, clock.today())
    stored = station.applications.get(station.case_id)
    answers = change(stored.state.answers)
    wished = replace(stored, state=stored.state.model_copy(update={"answers": answers}))

    ordered = _content(subject_of(wished), disclosure)
    plain = _content(subject_of(stored), disclosure)

    assert not reading.errors
    assert (ordered.language, ordered.variant) == (language, variant)
    assert ordered.model_copy(update={"language": plain.language, "variant": plain.variant}) == plain
    shown = question.values(answers)
    assert {name: shown[name] for name in typed} == typed
