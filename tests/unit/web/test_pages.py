"""Pages: misspelt names fail, text is escaped, addresses of scripts follow their content."""

import pytest
from jinja2 import UndefinedError

from chalicelib.web import pages, static
from chalicelib.web.pages import safe_path
from chalicelib.web.sessions import Session
from chalicelib.web.words import countries, country, day, month, month_number


class _Failure:
    message = "<script>alert(1)</script>"


def test_text_is_escaped():
    text = pages.render(
        "apply", Session(), "error.html", {"title": "T", "error": _Failure(), "reference": None}
    )
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_a_misspelt_name_fails():
    with pytest.raises(UndefinedError):
        pages.render("apply", Session(), "error.html", {"title": "T", "eror": _Failure(), "reference": None})


@pytest.mark.parametrize(
    "evil", ["https://evil.example", "//evil.example", "/\\evil.example", "/\tx", "", "x"]
)
def test_redirects_stay_on_the_site(evil):
    assert safe_path(evil, "/staff") == "/staff"


def test_own_paths_pass():
    assert safe_path("/staff/cases/1?tab=2") == "/staff/cases/1?tab=2"


def test_scripts_import_their_neighbours_by_hash():
    verdict, code = static.static_url("verify/verdict.js"), static.static_url("verify/code.js")
    text = static.static_response(verdict.removeprefix("/static/")).body
    assert f'"./{code.removeprefix("/static/")}"' in text


def test_unknown_static_files_fail_when_the_page_is_made():
    with pytest.raises(KeyError):
        static.static_url("nothing.css")


def test_words():
    from datetime import UTC, date, datetime  # noqa: PLC0415 - only here

    assert day(date(2026, 3, 2)) == "2 March 2026"
    assert day(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "1 July 2026"
    assert month("2019-06") == "June 2019"
    assert country("GB") == "United Kingdom"
    assert len(countries()) == len(set(countries().values())) >= 249
    assert [month_number(t) for t in ("6", "06", "June", "jun", "Sept.", "0", "13", "x", "")] == [
        6, 6, 6, 6, 9, None, None, None, None,
    ]  # fmt: skip
