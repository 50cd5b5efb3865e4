"""`python -m chalicelib intake`: one line of JSON a file, whatever the file, the form and the folder."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chalicelib.documents import cli
from chalicelib.documents.claims import Claims
from chalicelib.documents.claims_file import read_claims
from chalicelib.documents.cli import main
from chalicelib.documents.errors import NoForm, ReaderDefeated
from chalicelib.documents.judging import Checked, Decision, judged
from chalicelib.documents.models import MAX_BYTES
from chalicelib.platform.log import logger, logging_to_stderr
from tests.attack import hostile

KEYS = ["file", "kind", "decision", "reasons", "fields", "clean"]
DECISIONS = {"accepted", "retake", "person", "refused"}


class NobodyReads:
    """A reader for tests that are about something else."""

    def read(self, *_: object) -> Checked:
        return Checked(judged(Decision.ACCEPTED))


class Falls:
    """A reader that every copy brings down."""

    def read(self, *_: object) -> Checked:
        raise ReaderDefeated


@pytest.fixture(autouse=True)
def reader(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "shared_reader", NobodyReads)


def run(
    capsys: pytest.CaptureFixture[str], *arguments: object, role: str = "passport"
) -> tuple[int, list[dict]]:
    code = main([*map(str, arguments), "--as", role, "--json"])
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    for line in lines:
        assert list(line) == KEYS
        assert line["decision"] in DECISIONS
        assert all(set(reason) == {"code", "sentence"} for reason in line["reasons"])
    return code, lines


def file(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def codes(lines: list[dict]) -> list[tuple[str, list[str]]]:
    return [(line["decision"], [reason["code"] for reason in line["reasons"]]) for line in lines]


def test_what_is_no_file_is_said_and_keeps_nobody_waiting(capsys, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    (tmp_path / "loop.jpg").symlink_to(tmp_path / "loop.jpg")
    missing, pipe, loop = tmp_path / "none.jpg", tmp_path / "pipe.jpg", tmp_path / "loop.jpg"
    code, lines = run(capsys, missing, tmp_path, pipe, loop, "/dev/zero", "", "x" * 5000)
    assert code == 1
    assert codes(lines) == [("retake", ["no_file"])] * 7
    assert [line["file"] for line in lines][:2] == [str(missing), str(tmp_path)]


def test_what_can_not_be_read_is_said(capsys, monkeypatch, tmp_path: Path) -> None:
    def refuse(*_: object) -> int:
        raise PermissionError

    monkeypatch.setattr(cli.os, "open", refuse)
    assert codes(run(capsys, tmp_path / "locked.jpg")[1]) == [("retake", ["no_file"])]


def test_empty_large_and_strange_files_are_answered(capsys, tmp_path: Path) -> None:
    large = file(tmp_path, "large.jpg", b"")
    os.truncate(large, 100 * MAX_BYTES)
    files = [
        large,
        file(tmp_path, "empty.pdf", b""),
        file(tmp_path, "a program.jpg", b"MZ\x90\0"),
        file(tmp_path, "no type", b"hello"),
        file(tmp_path, "half.png", hostile.png()[:900]),
    ]
    assert codes(run(capsys, *files)[1]) == [
        ("retake", ["too_big"]),
        ("retake", ["empty"]),
        ("refused", ["program"]),
        ("refused", ["wrong_type"]),
        ("retake", ["damaged"]),
    ]


def test_names_of_any_kind_are_printed_and_copied(capsys, tmp_path: Path) -> None:
    names = [
        "-dash.png",
        "two\nlines.png",
        "Ünïcode ✓.png",
        os.fsdecode(b"\xff\xfe.png"),
        "..png",
        "x" * 250 + ".png",
    ]
    files = [file(tmp_path / "in", name, hostile.png()) for name in names]
    code, lines = run(capsys, *files, "--clean", tmp_path / "out")
    assert code == 0
    assert [line["file"] for line in lines] == [str(path) for path in files]
    copies = [Path(line["clean"]) for line in lines]
    assert len(set(copies)) == len(files)
    assert {copy.parent for copy in copies} == {tmp_path / "out"}
    assert all(copy.read_bytes().startswith(b"\xff\xd8\xff") for copy in copies)


def test_no_copy_takes_the_place_of_another_or_of_an_original(capsys, tmp_path: Path) -> None:
    one = file(tmp_path, "page.jpg", hostile.jpeg())
    other = file(tmp_path, "page.png", hostile.png())
    third = file(tmp_path, "more/page.jpg", hostile.jpeg())
    before = one.read_bytes()
    lines = run(capsys, one, other, third, one, "--clean", tmp_path)[1]
    copies = [Path(line["clean"]).name for line in lines]
    assert copies == ["page-2.jpg", "page-3.jpg", "page-4.jpg", "page-5.jpg"]
    assert one.read_bytes() == before


def test_a_file_that_is_refused_leaves_no_copy(capsys, tmp_path: Path) -> None:
    (line,) = run(capsys, file(tmp_path, "x.pdf", b"%PDF-"), "--clean", tmp_path / "out")[1]
    assert line["clean"] is None
    assert list((tmp_path / "out").iterdir()) == []


def test_a_copy_that_brings_the_reader_down_goes_to_a_person(capsys, monkeypatch, tmp_path: Path) -> None:
    monkeypatch.setattr(cli, "shared_reader", Falls)
    (line,) = run(capsys, file(tmp_path, "x.png", hostile.png()), "--clean", tmp_path)[1]
    assert (line["decision"], line["kind"]) == ("person", "image/png")
    assert line["clean"]


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (b"", "JSON"),
        (b"{", "JSON"),
        (b"\xff\xfe\x00", "JSON"),
        (b"[" * 100_000, "JSON"),
        (b"[]", "object"),
        (b"7", "object"),
        (b'{"birth_date": "yesterday"}', "birth_date"),
        (b'{"surname": {"x": 1}, "expires": []}', "expires and surname"),
        (None, "JSON"),
    ],
)
def test_a_form_that_can_not_be_read_is_wrong_usage(
    capsys, tmp_path: Path, form: bytes | None, says: str
) -> None:
    path = tmp_path / "form.json"
    if form is not None:
        path.write_bytes(form)
    assert main([str(tmp_path / "x"), "--as", "photo", "--form", str(path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert says in printed.err
    assert printed.err.count("\n") == 1


def test_a_folder_that_is_none_is_wrong_usage(capsys, tmp_path: Path) -> None:
    taken = file(tmp_path, "out", b"")
    assert main([str(taken), "--as", "photo", "--clean", str(taken)]) == 2
    assert "folder" in capsys.readouterr().err


def test_a_form_is_read_by_our_names_and_by_the_usual_ones(tmp_path: Path) -> None:
    ours = {
        "forenames": "Eleanor Ruth",
        "surname": "Fairweather",
        "birth_date": "1990-02-03",
        "number": "925076473",
        "country": "GB",
        "expires": "2031-05-06",
        "address": ["14 Larch Road", "Harrowgate"],
        "postcode": "HG1 2AB",
    }
    theirs = {
        "given_names": "Eleanor Ruth",
        "family_name": "Fairweather",
        "date_of_birth": "1990-02-03",
        "passport_number": "925076473",
        "issuing_country": "gbr",
        "date_of_expiry": "2031-05-06",
        "current_address": "14 Larch Road, Harrowgate",
        "postal_code": "HG1 2AB",
        "favourite_colour": "green",
        "surname": None,
    }
    read = [
        read_claims(file(tmp_path, f"{n}.json", json.dumps(form).encode()))
        for n, form in enumerate((ours, theirs))
    ]
    assert read[0] == read[1] == Claims.model_validate_json(json.dumps(ours))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from([*Claims.model_fields, "dob", "x"]),
        st.recursive(
            st.none() | st.text() | st.integers() | st.floats(), lambda more: st.lists(more, max_size=3)
        ),
    )
)
def test_any_json_is_claims_or_a_sentence(tmp_path: Path, typed: dict) -> None:
    path = file(tmp_path, "form.json", json.dumps(typed).encode())
    with suppress(NoForm):
        assert isinstance(read_claims(path), Claims)


SEEDS = [
    hostile.png(),
    hostile.jpeg(),
    hostile.pdf(),
    hostile.heic(),
    hostile.encoded(hostile.picture(), "GIF"),
]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.binary(max_size=64)
    | st.builds(
        lambda seed, place, junk: seed[: place % len(seed)] + junk + seed[place % len(seed) + len(junk) :],
        st.sampled_from(SEEDS),
        st.integers(0, 100_000),
        st.binary(max_size=40),
    ),
    st.sampled_from(["passport", "address", "photo"]),
)
def test_any_bytes_are_answered_in_one_line(capsys, tmp_path: Path, content: bytes, role: str) -> None:
    code, lines = run(capsys, file(tmp_path, "any.bin", content), role=role)
    assert len(lines) == 1
    assert code in {0, 1}


def test_what_is_logged_is_not_among_the_lines(capsys) -> None:
    with logging_to_stderr():
        logger().warning("a file took the rewriter over")
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "took the rewriter over" in printed.err


def test_the_command_prints_its_lines_in_any_locale(tmp_path: Path) -> None:
    name = os.fsencode(file(tmp_path, "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}.pdf", b"%PDF-")) + b"\xff"
    command = [sys.executable, "-m", "chalicelib", "intake", name, "--as", "passport", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"LC_ALL": "C"})
    assert done.returncode == 1
    assert codes([json.loads(line) for line in done.stdout.splitlines()]) == [("retake", ["no_file"])]
