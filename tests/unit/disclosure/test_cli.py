"""`python -m chalicelib disclose`: answers, exit codes, and what is said of a file that is no record."""

import io
import json
from pathlib import Path

import jsonschema
import pytest

from chalicelib.__main__ import main
from tests.unit.disclosure.make_formats import FORMATS, VECTORS

RESULT = json.loads((FORMATS / "disclosure.schema.json").read_text())
GOOD = json.loads((VECTORS / "anniversary.json").read_text())["record"]


@pytest.fixture
def write(tmp_path):
    def written(content: object) -> str:
        path = tmp_path / "record.json"
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
        return str(path)

    return written


def changed(**change: object) -> dict:
    return {**GOOD, "matters": [{**GOOD["matters"][0], **change}]}


@pytest.mark.parametrize(
    ("on", "outcome", "where"),
    [("2022-05-02", "trace", "lines"), ("2022-05-03", "no_live_trace", "hidden")],
)
def test_an_answer_in_json(write, capsys, on: str, outcome: str, where: str) -> None:
    assert main(["disclose", write(GOOD), "--on", on, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    jsonschema.validate(answer, RESULT)
    assert list(answer) == ["outcome", "lines", "hidden", "needs_person"]
    assert (answer["outcome"], [entry["id"] for entry in answer[where]]) == (outcome, ["m1"])
    assert list(answer[where][0]) == ["id", "text", "rule", "cell", "source", "dates", "arithmetic"]


def test_what_a_person_has_to_decide_is_an_answer_too(write, capsys) -> None:
    assert main(["disclose", write(changed(date=None)), "--on", "2026-11-23", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["outcome"], len(answer["needs_person"])) == (None, 1)


def test_an_answer_in_words(write, capsys) -> None:
    assert main(["disclose", write(GOOD), "--on", "2026-11-23", "--product", "icpc"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("No Live Trace (rules of 2018-01-05, icpc certificate of 2026-11-23)")
    assert "3 May 2010 + 12 years = 3 May 2022" in out


def test_officers_decisions_come_from_a_file(write, tmp_path, capsys) -> None:
    decisions = tmp_path / "decisions.json"
    taken = {"matter_id": "m1", "choice": "include", "reason": "Recent enough.", "decided_by": "olive"}
    decisions.write_text(json.dumps([taken]))
    record = write(changed(date=None))
    command = ["disclose", record, "--on", "2026-11-23", "--json", "--decisions", str(decisions)]
    assert main(command) == 0
    assert json.loads(capsys.readouterr().out)["outcome"] == "trace"
    decisions.write_text(json.dumps([{**taken, "matter_id": "m9"}]))
    assert main(command) == 1
    assert "not on it" in capsys.readouterr().err
    decisions.write_text("{}")
    assert main(command) == 1
    assert capsys.readouterr().err.startswith(f"{decisions}: ")


def test_a_fault_repeats_no_more_than_a_line_of_what_was_given(write, capsys) -> None:
    assert main(["disclose", write(changed(id="x" * 100_000)), "--on", "2026-11-23"]) == 1
    assert len(capsys.readouterr().err) < 400


def test_the_answer_is_utf_8_whatever_the_machine_speaks(write, monkeypatch) -> None:
    stdout = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr("sys.stdout", stdout)
    command = ["disclose", write(changed(offence={"title": "Vol à main armée"})), "--on", "2026-11-23"]
    assert main(command) == 0
    stdout.flush()
    assert "Vol à main armée" in stdout.buffer.getvalue().decode()


def test_a_record_comes_from_the_input(monkeypatch, capsys) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    assert main(["disclose", "-", "--on", "2026-11-23"]) == 0
    assert capsys.readouterr().err == ""


def test_a_day_before_the_rules_is_answered_with_a_warning(write, capsys) -> None:
    assert main(["disclose", write(GOOD), "--on", "2015-01-01", "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["outcome"] == "trace"
    assert "not in force yet on 2015-01-01" in told.err


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON: Expecting property name"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"[" * 100_000, "nested deeper"),
        (b"9" * 5000, "a number that is longer"),
        (b" " * (16 * 1024 * 1024 + 1), "longer than 16 MB"),
        (b'{"nominal": 1, "nominal": 2}', "'nominal' stands twice"),
        ([], "the record: input should be an object"),
        ({}, "nominal: it is missing."),
        (changed(kind="murder"), "matters[0].kind: input should be 'conviction'"),
        (changed(colour="red"), "matters[0].colour: a record has no such field; check how it is spelled."),
        (changed(date="2010-02-30"), "matters[0].date: day is out of range for month."),
        (changed(date="03/05/2010"), "matters[0].date: a date is written YYYY-MM-DD, YYYY-MM or YYYY."),
        (changed(offence={"title": "The\u0007ft"}), "matters[0].offence.title: contains characters"),
        (
            changed(offence={"title": "x" * 501}),
            "matters[0].offence.title: it is longer than 500.",
        ),
        (
            changed(disposals=[{"code": "1015", "text": "Fine", "amount": 1.5}]),
            "matters[0].disposals[0].amount",
        ),
        (changed(disposals=[{"code": "1015", "text": "Fine", "amount": True}]), "amount: input should be"),
        (changed(disposals=[{"code": "1015", "text": "Fine", "amount": "9"}]), "amount: input should be"),
        (changed(taken_into_consideration=True), "taken_into_consideration: input should be"),
        (changed(offence={"title": "Theft", "recordable": "no"}), "recordable: input should be"),
        (changed(**{"\x1b[31m": 1}), "matters[0].?[31m: a record has no such field"),
        ({**GOOD, "matters": GOOD["matters"] * 2}, "two matters of a record have the same identifier"),
        ({**GOOD, "nominal": {**GOOD["nominal"], "names": [{"surname": ""}]}}, "nominal.names[0]"),
    ],
)
def test_what_is_no_record_is_refused_with_its_place(write, capsys, content: object, says: str) -> None:
    assert main(["disclose", write(content), "--on", "2026-11-23", "--json"]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert says in told.err


def test_no_more_than_twenty_problems_are_told(write, capsys) -> None:
    many = [{**GOOD["matters"][0], "id": f"m{n}", "kind": "x"} for n in range(200)]
    assert main(["disclose", write({**GOOD, "matters": many}), "--on", "2026-11-23"]) == 1
    assert "There are 180 more." in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["--on", "2026-11"],
        ["--on", "tomorrow"],
        ["--on", "2026-02-30"],
        [],
        ["--on", "2026-11-23", "--product", "dbs"],
        ["--on", "2026-11-23", "--colour"],
    ],
)
def test_wrong_usage(write, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["disclose", write(GOOD), *arguments])
    assert left.value.code == 2


@pytest.mark.parametrize("arguments", [["/nowhere/record.json"], [str(VECTORS)]])
def test_a_file_that_can_not_be_opened_is_wrong_usage(capsys, arguments: list[str]) -> None:
    assert main(["disclose", *arguments, "--on", "2026-11-23"]) == 2
    assert capsys.readouterr().err


def test_rules_that_do_not_ship_are_wrong_usage(write, capsys) -> None:
    assert main(["disclose", write(GOOD), "--on", "2026-11-23", "--rules", "1999"]) == 2
    assert "There are: 2018-01-05." in capsys.readouterr().err


def test_the_examples_that_are_published_can_be_run(capsys, tmp_path: Path) -> None:
    for path in sorted(VECTORS.glob("*.json")):
        example = json.loads(path.read_text())
        given = tmp_path / path.name
        given.write_text(json.dumps(example["record"]))
        command = ["disclose", str(given), "--on", example["on"], "--product", example["product"], "--json"]
        assert main(command) == 0
        assert json.loads(capsys.readouterr().out) == example["result"]
