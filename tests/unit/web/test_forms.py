"""Forms are read within limits, and as what they say they are."""

import pytest

from chalicelib.web.errors import BadRequest, TooLarge, WrongMedia
from chalicelib.web.forms import FORM, MAX_BYTES, MAX_FIELDS, read_form, read_path_part


def test_fields_may_repeat_and_are_stripped():
    form = read_form(b"a=+1+&a=2&b=%C3%A9", FORM)
    assert form.all("a") == ["1", "2"]
    assert form.text("a") == "2"
    assert form.text("b") == "é"
    assert form.text("missing") == ""
    assert list(form) == ["a", "b"]


def test_blank_fields_are_kept():
    assert read_form(b"a=&b", FORM)["a"] == [""]


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"', "us-ascii"])
def test_charsets_that_we_read(charset):
    assert read_form(b"a=1", f"{FORM}; charset={charset}").text("a") == "1"


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "utf-7", "nonsense"])
def test_charsets_that_we_refuse(charset):
    with pytest.raises(WrongMedia):
        read_form(b"a=1", f"{FORM}; charset={charset}")


@pytest.mark.parametrize("body", [b"a=%FF", b"a=%C3", b"a=\xff", "a=é".encode()])
def test_text_that_is_not_utf8_is_refused(body):
    with pytest.raises(BadRequest):
        read_form(body, FORM)


def test_limits():
    read_form(b"a=" + b"x" * (MAX_BYTES - 2), FORM)
    with pytest.raises(TooLarge):
        read_form(b"a=" + b"x" * MAX_BYTES, FORM)
    with pytest.raises(BadRequest):
        read_form(b"&".join(b"a=1" for _ in range(MAX_FIELDS + 1)), FORM)


def test_path_parts_are_decoded_once():
    assert read_path_part("%C3%A9%252F") == "é%2F"
    with pytest.raises(BadRequest):
        read_path_part("%FF")
