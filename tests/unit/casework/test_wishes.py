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
    ("typed", "wishes"),
    [
        ({}, {}),
        ({"legalisation": "no", "labels": "english"}, {}),
        ({"legalisation": "yes"}, {"variant": Variant.LEGALISATION}),
        ({"labels": "welsh"}, {"language": Language.ENGLISH_AND_WELSH}),
        ({"result-code": "yes"}, {"result_code": True}),
    ],
)
def test_the_form_s_wishes_are_ordered(typed, wishes):
    station = Station().ready()
    disclosure = station.casework.review.read(station.cases.get(station.case_id), RUTH).disclosure
    question = QUESTIONS["destination"]
    reading = Reading(Form({name: [value] for name, value in ({"destination": "NO"} | typed).items()}))
    change = question.read(reading, clock.today())
    stored = station.applications.get(station.case_id)
    answers = change(stored.state.answers)
    wished = replace(stored, state=stored.state.model_copy(update={"answers": answers}))

    ordered = _content(subject_of(wished), disclosure, clock.today())
    plain = _content(subject_of(stored), disclosure, clock.today())

    assert not reading.errors
    assert ordered == plain.model_copy(update=wishes)
    assert (ordered == plain) is not bool(wishes)
    shown = question.values(answers)
    assert {name: shown[name] for name in typed} == typed
